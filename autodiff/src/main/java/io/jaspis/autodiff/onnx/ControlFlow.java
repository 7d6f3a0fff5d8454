package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Branches and loops whose conditions are known while reading: the branch that is taken, and the body as often as it runs. */
final class ControlFlow {
    private static final List<String> NAMES = List.of("If", "Loop", "Scan");

    private ControlFlow() {}

    /** The graphs that nodes hold. */
    interface Body {
        /** The graph in an attribute, read once. */
        GraphProto graph(AttributeProto attribute) throws OnnxException;

        /** Walks the nodes of a graph with these inputs; gives its outputs. */
        List<Term> run(GraphProto graph, List<Term> inputs) throws OnnxException;

        /** What a name of the model stands for so far; null where that is nothing. */
        Term known(String name);
    }

    static boolean is(NodeProto node) {
        return Outline.isStandard(node.getDomain()) && NAMES.contains(node.getOpType());
    }

    static void register(Map<String, Operator> operators) {
        Operators.registerWalked(NAMES, operators);
    }

    /** @throws IllegalArgumentException where a condition depends on the model's input */
    static List<Term> results(Node node, NodeProto proto, Body body) throws OnnxException {
        return switch (proto.getOpType()) {
            case "If" -> branch(node, proto, body);
            case "Loop" -> loop(node, proto, body);
            default -> Scans.results(node, proto, graph(proto, "body", body), body);
        };
    }

    private static GraphProto graph(NodeProto proto, String name, Body body) throws OnnxException {
        for (AttributeProto attribute : proto.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return body.graph(attribute);
            }
        }
        throw new IllegalArgumentException("its attribute '" + name + "' is missing");
    }

    private static List<Term> branch(Node node, NodeProto proto, Body body) throws OnnxException {
        GraphProto taken = graph(proto, single(node, 0, "the condition") != 0 ? "then_branch" : "else_branch", body);
        require(
                taken.getOutputCount() >= proto.getOutputCount(),
                "its branch has %d outputs, but the node %d",
                taken.getOutputCount(),
                proto.getOutputCount());
        return body.run(taken, List.of());
    }

    private static long single(Node node, int operand, String what) {
        long[] numbers = node.fixedIntegers(operand, what);
        require(numbers.length == 1, "%s must be a single one, but there are %d", what, numbers.length);
        return numbers[0];
    }

    private static List<Term> loop(Node node, NodeProto proto, Body body) throws OnnxException {
        GraphProto graph = graph(proto, "body", body);
        long most = node.has(0) ? single(node, 0, "the number of turns") : Long.MAX_VALUE;
        boolean goes = !node.has(1) || single(node, 1, "the condition") != 0;
        int carried = graph.getInputCount() - 2;
        require(carried >= 0 && proto.getInputCount() == carried + 2, "its body has %d inputs", graph.getInputCount());
        requireOutputs(proto, graph, carried + 1, 1);
        List<Term> state = new ArrayList<>();
        for (int i = 0; i < carried; i++) {
            state.add(node.term(i + 2));
        }
        List<List<Term>> collected = new ArrayList<>();
        for (int i = carried + 1; i < graph.getOutputCount(); i++) {
            collected.add(new ArrayList<>());
        }
        for (int turn = 0; goes && turn < most; turn++) {
            List<Term> inputs = new ArrayList<>();
            inputs.add(Term.Integers.of(ElementType.INT64, new int[0], turn));
            inputs.add(Term.Integers.of(ElementType.BOOL, new int[0], 1));
            inputs.addAll(state);
            List<Term> outputs = body.run(graph, inputs);
            require(
                    outputs.getFirst() instanceof Term.Integers flag && flag.size() == 1 && flag.isFixed(),
                    "whether it goes on depends on the model's input");
            goes = ((Term.Integers) outputs.getFirst()).fixed()[0] != 0;
            state = new ArrayList<>(outputs.subList(1, carried + 1));
            for (int i = 0; i < collected.size(); i++) {
                collected.get(i).add(outputs.get(carried + 1 + i));
            }
        }
        List<Term> results = new ArrayList<>(state);
        for (int i = 0; i < collected.size(); i++) {
            results.add(collected(node, carried + i, graph.getOutput(carried + 1 + i), collected.get(i), 0));
        }
        return results;
    }

    /**
     * Refuses a body that lacks outputs.
     *
     * @param least of the body
     * @param hidden outputs of the body that are none of the node's
     */
    static void requireOutputs(NodeProto proto, GraphProto body, int least, int hidden) {
        require(
                body.getOutputCount() >= Math.max(least, proto.getOutputCount() + hidden),
                "its body has %d outputs, where %d are needed",
                body.getOutputCount(),
                Math.max(least, proto.getOutputCount() + hidden));
    }

    /**
     * What a node collects of its turns.
     *
     * @param output the node's
     * @param told what the body tells of one turn's part
     * @param terms the parts, which are put along a new axis, this one of ONNX's
     */
    static Term collected(Node node, int output, ValueInfoProto told, List<Term> terms, int axis) {
        return terms.isEmpty() ? nothing(node, output, told, axis) : stacked(node, terms, axis);
    }

    /** What no turn makes: no elements, of the shape that the body tells; where it tells none, what uses them is refused. */
    private static Term nothing(Node node, int output, ValueInfoProto told, int axis) {
        TypeProto.TensorType declared = told.getType().getTensorType();
        List<TensorShapeProto.Dimension> dimensions = declared.getShape().getDimList();
        Optional<ElementType> type = ElementType.find(declared.getElemType());
        boolean fixed = dimensions.stream()
                .allMatch(one -> one.hasDimValue() && one.getDimValue() >= 0 && one.getDimValue() < Integer.MAX_VALUE);
        if (type.isEmpty() || !declared.hasShape() || !fixed) {
            node.refuse(
                    output,
                    "it takes no turn, and its body doesn't tell the shape of what its output " + output
                            + " collects, of which there is none");
            return Term.Integers.list();
        }
        int[] extents = new int[dimensions.size() + 1];
        int place = Node.positive(axis, extents.length);
        for (int i = 0; i < dimensions.size(); i++) {
            extents[i < place ? i : i + 1] = (int) dimensions.get(i).getDimValue();
        }
        return type.get().isReal()
                ? Term.Reals.of(type.get(), extents, _ -> 0)
                : Term.Integers.of(type.get(), extents, _ -> Folding.Count.of(0));
    }

    /** The terms along a new axis, this one of ONNX's. */
    private static Term stacked(Node node, List<Term> terms, int axis) {
        int place = Node.positive(axis, ShapeOperators.extents(terms.getFirst()).length + 1);
        List<Term> rows = terms.stream().map(term -> asRow(term, place)).toList();
        if (rows.stream().allMatch(Term.Known.class::isInstance)) {
            return Layout.concatenate(
                    place, rows.stream().map(row -> (Term.Known) row).toList());
        }
        Aligned parts = Aligned.of(node, rows);
        Term.Flowing shape = parts.flow(rows.getFirst().type(), parts.first());
        return shape.with(node.trace().concatenate(Node.axis(shape, place), parts.values()));
    }

    private static Term asRow(Term term, int axis) {
        int[] extents = ShapeOperators.extents(term);
        require(axis <= extents.length, "what it collects has not one rank in all turns");
        int[] wide = new int[extents.length + 1];
        wide[axis] = 1;
        System.arraycopy(extents, 0, wide, 0, axis);
        System.arraycopy(extents, axis, wide, axis + 1, extents.length - axis);
        return switch (term) {
            case Term.Known known -> known.reshaped(wide);
            case Term.Flowing flowing ->
                Term.Flowing.of(
                        flowing.type(),
                        flowing.value().reshape(Shape.of(wide)),
                        flowing.batch() >= axis ? flowing.batch() + 1 : flowing.batch());
        };
    }
}
