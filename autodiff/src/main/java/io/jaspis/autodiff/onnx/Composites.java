package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Operators that ONNX or ONNX Runtime explains by others: a node of one is walked as the graph of these. */
final class Composites {
    private static final Map<String, Form> FORMS = forms();

    private Composites() {}

    /** Writes the nodes of a graph that does what a node does. */
    @FunctionalInterface
    interface Form {
        /** @throws IllegalArgumentException where the node can't be expressed, saying why */
        void write(Node node, Draft draft);
    }

    private static Map<String, Form> forms() {
        Map<String, Form> forms = new TreeMap<>(RuntimeForms.ALL);
        forms.putAll(RuntimeQuantisedForms.ALL);
        forms.put("Attention", AttentionForm::write);
        forms.put("RotaryEmbedding", RotaryForm::write);
        forms.put("SwiGLU", Composites::gated);
        return Collections.unmodifiableMap(forms);
    }

    static boolean is(NodeProto node) {
        return FORMS.containsKey(Operators.key(node));
    }

    static void register(Map<String, Operator> operators) {
        Operators.registerWalked(FORMS.keySet(), operators);
    }

    /**
     * The outputs of a node.
     *
     * @param masks which are told of the nodes in its place
     */
    static List<Term> results(Node node, NodeProto proto, Masks masks, ControlFlow.Body body) throws OnnxException {
        Draft draft = new Draft(masks.unused(proto.getOutput(0) + "/" + proto.getOpType() + "/"), node);
        FORMS.get(Operators.key(proto)).write(node, draft);
        GraphProto graph = draft.graph();
        masks.add(graph);
        List<Term> given = new ArrayList<>();
        for (int i = 0; i < node.inputCount(); i++) {
            if (node.has(i)) {
                given.add(node.term(i));
            }
        }
        return body.run(graph, given);
    }

    /** Shazeer 2020, section 2. */
    private static void gated(Node node, Draft draft) {
        int[] extents = ShapeOperators.extents(node.term(0));
        int[] others = ShapeOperators.extents(node.term(1));
        require(
                Arrays.equals(extents, others),
                "its inputs must have one shape, but have %s and %s",
                Arrays.toString(extents),
                Arrays.toString(others));
        String gate =
                draft.node("Swish", List.of(draft.input(0)), ModelBuilder.attribute("alpha", node.real("alpha", 1)));
        draft.output(draft.node("Mul", List.of(gate, draft.input(1))));
    }
}
