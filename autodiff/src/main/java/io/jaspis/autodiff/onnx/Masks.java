package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Minus infinity as attention masks have it: what is added to a softmax's operand where nothing is to be seen. A number so far
 * below all others does the same there, since its exponential is 0 in every digit; anywhere else it would not, and isn't used.
 */
final class Masks {
    /** Of which two can be added. */
    private static final double FAR_BELOW = -1e38;

    /** What hands a masked value on as it is, or with a number added. */
    private static final Set<String> PASSING = Set.of(
            "Add", "Where", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Expand", "Identity", "Slice", "Dropout");

    private final Map<String, List<NodeProto>> users = new HashMap<>();
    private final Set<String> outputs = new HashSet<>();

    Masks(GraphProto graph) {
        for (NodeProto node : graph.getNodeList()) {
            Inlining.needs(node)
                    .forEach(name ->
                            users.computeIfAbsent(name, _ -> new ArrayList<>()).add(node));
        }
        graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
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
                mask.type(),
                mask.extents(),
                i -> mask.at(i) == Double.NEGATIVE_INFINITY ? (float) FAR_BELOW : mask.at(i));
    }

    private boolean isOnlySoftened(NodeProto node, Set<String> seen) {
        for (String name : node.getOutputList()) {
            if (outputs.contains(name) || !users.containsKey(name)) {
                return false;
            }
            for (NodeProto user : seen.add(name) ? users.get(name) : List.<NodeProto>of()) {
                boolean softens = user.getOpType().equals("Softmax");
                if (!softens && !(PASSING.contains(user.getOpType()) && isOnlySoftened(user, seen))) {
                    return false;
                }
            }
        }
        return true;
    }
}
