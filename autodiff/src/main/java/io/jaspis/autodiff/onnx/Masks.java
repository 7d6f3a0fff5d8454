package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Minus infinity as attention masks have it: what is added to a softmax's operand where nothing is to be seen. A number so far
 * below all others does the same there, since its exponential is 0 in every digit; anywhere else it would not, and isn't used.
 * Where nothing at all is to be seen ONNX has no number, and so is the mask refused; unless all that follows is a choice, as exporters
 * write it, of something else where the softmax {@code IsNaN}.
 */
final class Masks {
    /** Of which two can be added; a file will hardly have the very same. */
    static final float FAR_BELOW = Math.nextUp(-1e38f);

    /** What hands a masked value on as it is, or with a number added. */
    private static final Set<String> PASSING = Set.of(
            "Add", "Where", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Expand", "Identity", "Slice", "Dropout");

    private final Map<String, List<NodeProto>> users = new HashMap<>();
    private final Set<String> outputs = new HashSet<>();
    /** The names that nodes of the model itself take. */
    private final NavigableSet<String> taken = new TreeSet<>();

    private int composites;
    private final Hidden hidden = new Hidden();
    /** Of softmaxes that have nothing to see somewhere, 1 there and else 0. */
    private final Map<Value, Tensor> blind = new HashMap<>();

    /** @throws OnnxException where a graph in an attribute can't be read */
    Masks(GraphProto graph) throws OnnxException {
        add(graph);
        taken.addAll(users.keySet());
    }

    /** Takes in a graph that is walked, too: what hands on its outputs isn't followed. */
    void add(GraphProto graph) throws OnnxException {
        addNodes(graph);
        graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
    }

    /** What no name begins with that a node of the model takes, and another at each call. */
    String unused(String beginning) {
        return Scopes.unused(beginning + composites++ + "/", taken);
    }

    private void addNodes(GraphProto graph) throws OnnxException {
        for (NodeProto node : graph.getNodeList()) {
            node.getInputList().forEach(name -> addUser(name, node));
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    GraphProto inner = Inlining.graph(attribute);
                    addNodes(inner);
                    addOutputs(inner, node);
                }
            }
        }
    }

    /** What a branch hands on the node does; what a loop does is handed to its next turn, too. */
    private void addOutputs(GraphProto inner, NodeProto node) {
        for (int i = 0; i < inner.getOutputCount(); i++) {
            String name = inner.getOutput(i).getName();
            if (node.getOpType().equals("If") && i < node.getOutputCount()) {
                addUser(
                        name,
                        NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addInput(name)
                                .addOutput(node.getOutput(i))
                                .build());
            } else {
                outputs.add(name);
            }
        }
    }

    private void addUser(String name, NodeProto node) {
        users.computeIfAbsent(name, _ -> new ArrayList<>()).add(node);
    }

    /** The operands of a sum or choice, minus infinity as a number where only softmaxes see what it makes. */
    List<Term> finite(NodeProto node, List<Term> operands) {
        boolean meets = Outline.isStandard(node.getDomain())
                && (node.getOpType().equals("Add") || node.getOpType().equals("Where"))
                && operands.stream().anyMatch(Term.Flowing.class::isInstance);
        if (!meets || operands.stream().noneMatch(Masks::isMask) || !isOnlySoftened(node, new HashSet<>())) {
            return operands;
        }
        return operands.stream()
                .map(term -> isMask(term) ? finite((Term.Reals) term) : term)
                .toList();
    }

    /** What an operator makes of a node, with regard to the masks before it. */
    List<Term> apply(Operator operator, NodeProto proto, Node node) {
        if (!Outline.isStandard(proto.getDomain())) {
            return operator.apply(node);
        }
        return switch (proto.getOpType()) {
            case "Softmax" -> softmax(operator, proto, node);
            case "IsNaN" -> isNaN(operator, node);
            default -> operator.apply(node);
        };
    }

    private List<Term> softmax(Operator operator, NodeProto proto, Node node) {
        List<Term> results = operator.apply(node);
        Term.Floats marks = node.term(0) instanceof Term.Flowing x ? hidden.of(x.value()) : null;
        Tensor rows = marks == null ? null : blindRows(marks, node);
        if (rows != null) {
            require(
                    isReplaced(proto.getOutput(0)),
                    "its mask leaves nothing but minus infinity in a row, of which ONNX makes NaN; let each row have an element"
                            + " that isn't masked, or mask with a finite number such as -10000");
            blind.put(((Term.Flowing) results.getFirst()).value(), rows);
        }
        return results;
    }

    /** 1 in each row of a softmax that is masked throughout, else 0; null where there is none. */
    private static Tensor blindRows(Term.Floats marks, Node node) {
        Term.Flowing x = node.flowing(0);
        Shape shape = x.value().shape();
        boolean oneAxis = node.opset() >= 13;
        int axis = Node.axis(x, node.integer("axis", oneAxis ? -1 : 1));
        int inner = oneAxis ? shape.size(axis + 1, shape.rank()) : 1;
        int extent = shape.size(axis, shape.rank()) / inner;
        Tensor rows = Tensor.zeros(shape);
        boolean any = false;
        for (int row = 0; row < shape.size(0, axis) * inner; row++) {
            int first = row / inner * extent * inner + row % inner;
            float least = 1;
            float most = 0;
            for (int i = 0; i < extent; i++) {
                least = Math.min(least, marks.data()[first + i * inner]);
                most = Math.max(most, marks.data()[first + i * inner]);
            }
            require(
                    least != Hidden.LOW || most == Hidden.LOW,
                    "a row of it has nothing but what minus infinity hides and what a finite number as low does, which ONNX tells"
                            + " apart; mask both by minus infinity, or by a number such as -10000");
            require(
                    least == 0 || least == Hidden.LOW || least == 1,
                    "whether its mask leaves anything but minus infinity in a row depends on the input, and of such a row"
                            + " ONNX makes NaN; let each row have an element that is never masked, or mask with a finite number"
                            + " such as -10000");
            if (least == 1) {
                any = true;
                for (int i = 0; i < extent; i++) {
                    rows.data()[first + i * inner] = 1;
                }
            }
        }
        return any ? rows : null;
    }

    /** Whether all that is made of a softmax is a choice of something else where it isn't a number. */
    private boolean isReplaced(String softmax) {
        List<NodeProto> uses = users.getOrDefault(softmax, List.of());
        Set<String> tests = new HashSet<>();
        for (NodeProto user : uses) {
            if (user.getOpType().equals("IsNaN") && user.getOutputCount() == 1) {
                tests.add(user.getOutput(0));
            }
        }
        return !outputs.contains(softmax)
                && uses.stream()
                        .allMatch(user -> user.getOpType().equals("IsNaN")
                                || user.getOpType().equals("Where")
                                        && user.getInputCount() == 3
                                        && tests.contains(user.getInput(0))
                                        && user.getInput(2).equals(softmax)
                                        && !user.getInput(1).equals(softmax));
    }

    /** Of blind rows it is known, so that nothing of them goes into the answer. */
    private List<Term> isNaN(Operator operator, Node node) {
        Tensor rows = node.term(0) instanceof Term.Flowing flowing ? blind.get(flowing.value()) : null;
        if (rows == null) {
            return operator.apply(node);
        }
        Term.Flowing softmax = node.flowing(0);
        Value known = softmax.value().trace().constant(rows);
        Value seen = known.not().gate(softmax.value());
        return Node.result(
                softmax.with(ComparisonOperators.isNaN(seen).max(known)).with(ElementType.BOOL));
    }

    private static boolean isMask(Term term) {
        if (!(term instanceof Term.Reals reals)) {
            return false;
        }
        for (int i = 0; i < reals.size(); i++) {
            if (reals.at(i) == Double.NEGATIVE_INFINITY) {
                return true;
            }
        }
        return false;
    }

    private static Term finite(Term.Reals mask) {
        return Term.Reals.of(
                mask.type(), mask.extents(), i -> mask.at(i) == Double.NEGATIVE_INFINITY ? FAR_BELOW : mask.at(i));
    }

    /** Whether a node casts to a type that holds all that a network computes with, so that nothing is rounded. */
    private static boolean isWide(NodeProto node) {
        long type = Node.integer(node, "to", 0);
        return node.getOpType().equals("Cast")
                && (type == ElementType.FLOAT.code() || type == ElementType.DOUBLE.code());
    }

    private boolean isOnlySoftened(NodeProto node, Set<String> seen) {
        for (String name : node.getOutputList()) {
            if (outputs.contains(name) || !users.containsKey(name)) {
                return false;
            }
            for (NodeProto user : seen.add(name) ? users.get(name) : List.<NodeProto>of()) {
                boolean softens = user.getOpType().equals("Softmax") || AttentionForm.onlyMasks(user, name);
                boolean passes = PASSING.contains(user.getOpType()) || isWide(user);
                if (!softens && !(passes && isOnlySoftened(user, seen))) {
                    return false;
                }
            }
        }
        return true;
    }
}
