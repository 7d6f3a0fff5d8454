package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How opsets before 7 lined up the operands of arithmetic: the second one's axes stood at an axis of the first one, by default
 * its last ones. Said as NumPy says it, the second one has axes of extent 1 behind its own.
 */
final class FormerForms {
    private static final int BROADCASTING = 7;

    private static final Set<String> ARITHMETIC =
            Set.of("Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Greater", "Less", "Equal", "PRelu");

    private FormerForms() {}

    /** The operands of a node as opset 7 takes them. */
    static List<Term> operands(NodeProto node, int opset, List<Term> operands) {
        if (opset >= BROADCASTING || !ARITHMETIC.contains(node.getOpType()) || operands.size() != 2) {
            return operands;
        }
        Term first = operands.get(0);
        Term second = operands.get(1);
        int rank = ShapeOperators.extents(first).length;
        int[] extents = ShapeOperators.extents(second);
        boolean perChannel = node.getOpType().equals("PRelu") && extents.length == 1 && extents[0] > 1;
        long axis = perChannel ? 1 : Node.integer(node, "axis", rank - extents.length);
        boolean broadcasts = perChannel
                || Node.integer(node, "broadcast", 0) != 0
                || node.getOpType().equals("PRelu");
        if (!broadcasts || extents.length == 0) {
            return operands;
        }
        int start = Node.positive(axis, rank);
        int behind = rank - start - extents.length;
        require(behind >= 0, "operands of %d and %d axes can't meet at axis %d", rank, extents.length, axis);
        if (behind == 0) {
            return operands;
        }
        int[] wide = Arrays.copyOf(extents, extents.length + behind);
        Arrays.fill(wide, extents.length, wide.length, 1);
        List<Term> changed = new ArrayList<>(operands);
        changed.set(
                1,
                switch (second) {
                    case Term.Known known -> known.reshaped(wide);
                    case Term.Flowing flowing ->
                        Term.Flowing.of(flowing.type(), flowing.value().reshape(Shape.of(wide)), flowing.batch());
                });
        return changed;
    }
}
