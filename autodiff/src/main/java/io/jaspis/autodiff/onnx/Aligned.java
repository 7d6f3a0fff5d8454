package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Operands whose axes meet as ONNX lines them up, from the last one on, the batch with the batch: as values that NumPy's rule
 * repeats over each other.
 *
 * @param rank the ONNX axes of what they make together
 * @param batch the one of these that is the batch, or {@link Term.Flowing#NONE}
 * @param share how many elements of that axis each example has
 */
record Aligned(List<Value> values, int rank, int batch, int share) {

    /**
     * Lines up these terms. A shared one that reaches the batch must have the extent 1 there, and loses that axis.
     *
     * @throws IllegalArgumentException where examples would meet each other
     */
    static Aligned of(Node node, List<Term> terms) {
        List<Term.Flowing> operands = terms.stream().map(node::flowing).toList();
        int rank = operands.stream().mapToInt(Term.Flowing::rank).max().orElse(0);
        int fromEnd = 0;
        int share = 1;
        for (Term.Flowing operand : operands) {
            if (operand.hasBatch()) {
                int own = operand.rank() - operand.batch();
                require(
                        fromEnd == 0 || fromEnd == own,
                        "operands of %d and %d axes would meet with the batch on different axes; an input that is"
                                + " the same for all examples is given by --input NAME=FILE.npy",
                        rank,
                        operand.rank());
                fromEnd = own;
                share = Math.max(share, operand.share());
            }
        }
        if (fromEnd == 0) {
            return new Aligned(operands.stream().map(Term.Flowing::value).toList(), rank, Term.Flowing.NONE, 1);
        }
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            Term.Flowing operand = operands.get(i);
            if (operand.hasBatch()) {
                require(
                        operand.share() == share,
                        "operands have %d and %d elements for each example on the axis of the batch",
                        share,
                        operand.share());
                values.add(share == 1 ? operand.value() : operand.view());
            } else {
                values.add(shared(node, terms.get(i), fromEnd, share));
            }
        }
        return new Aligned(values, rank, rank - fromEnd, share);
    }

    /** A shared operand without the axis that meets the batch, so many axes from the end. */
    private static Value shared(Node node, Term term, int fromEnd, int share) {
        Value value = node.value(term);
        Shape shape = value.shape();
        int axis = shape.rank() - fromEnd;
        if (axis < 0) {
            return value;
        }
        require(shape.extent(axis) == 1, "a constant of shape %s holds a number of examples of its own", shape);
        if (share > 1) {
            return value;
        }
        Shape without = shape.without(axis);
        return term instanceof Term.Known known
                ? node.value(known.reshaped(without.extents()))
                : value.reshape(without);
    }

    Value first() {
        return values.get(0);
    }

    Value second() {
        return values.get(1);
    }

    /** What the operands make together. */
    Term.Flowing flow(ElementType type, Value value) {
        return new Term.Flowing(type, value, batch, share);
    }
}
