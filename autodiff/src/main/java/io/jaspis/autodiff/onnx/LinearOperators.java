package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Products with matrices, and batch normalisation, which is a scale and a shift once training is over. */
final class LinearOperators {
    /** Minors of larger matrices are too many. */
    private static final int LARGEST_DETERMINANT = 4;

    private LinearOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Gemm", LinearOperators::gemm);
        operators.put("MatMul", LinearOperators::matMul);
        operators.put("Det", LinearOperators::determinant);
        operators.put("BatchNormalization", LinearOperators::batchNormalization);
    }

    private static List<Term> gemm(Node node) {
        Term.Flowing a = node.flowing(0);
        Term.Flowing b = node.flowing(1);
        require(
                a.rank() == 2 && b.rank() == 2,
                "A and B must be matrices, but have %d and %d axes",
                a.rank(),
                b.rank());
        for (String factor : List.of("alpha", "beta")) {
            float number = node.real(factor, 1);
            require(
                    a.type().isReal() || number == Math.rint(number),
                    "its %s of whole numbers is %s, whose products would have to be cut off; cast them to float32 before",
                    factor,
                    number);
        }
        Term left = node.flag("transA") ? turned(node, node.term(0)) : node.term(0);
        Term right = node.flag("transB") ? node.term(1) : turned(node, node.term(1));
        Term.Flowing y = byRows(node, left, right);
        y = y.with(y.value().scale(node.real("alpha", 1)));
        float beta = node.real("beta", 1);
        if (!node.has(2) || beta == 0) {
            return Node.result(y);
        }
        Term bias =
                beta == 1 ? node.term(2) : node.flowing(2).with(node.value(2).scale(beta));
        require(node.flowing(bias).rank() <= 2, "C must be a matrix at most");
        Aligned both = Aligned.of(node, List.of(y, bias));
        return Node.result(both.flow(y.type(), both.first().plus(both.second())));
    }

    /** {@code a [m, k]} times {@code rows [n, k]} the other way round. */
    private static Term.Flowing byRows(Node node, Term a, Term rows) {
        Term.Flowing left = node.flowing(a);
        Value weights = node.value(rows);
        return weights.batched() || left.batch() == 1
                ? product(node, a, turned(node, rows))
                : left.with(left.value().dense(weights));
    }

    /** A matrix the other way round; a known one without a node in the graph. */
    private static Term turned(Node node, Term matrix) {
        if (matrix instanceof Term.Known known) {
            return Layout.transpose(known, new int[] {1, 0});
        }
        Term.Flowing x = node.flowing(matrix);
        return Term.Flowing.of(x.type(), x.view().transpose(1, 0), x.hasBatch() ? 1 - x.batch() : Term.Flowing.NONE);
    }

    private static List<Term> matMul(Node node) {
        node.commonType();
        return Node.result(matMul(node, node.term(0), node.term(1)));
    }

    /** The product of matrices as NumPy's {@code matmul} has it. */
    static Term.Flowing matMul(Node node, Term first, Term second) {
        Term.Flowing a = node.flowing(first);
        Term.Flowing b = node.flowing(second);
        require(a.rank() >= 1 && b.rank() >= 1, "a scalar can't be multiplied as a matrix");
        boolean byWeights = !b.value().batched() && b.rank() <= 2 && a.batch() != a.rank() - 1;
        if (byWeights && b.rank() == 1) {
            Value row = b.value().reshape(Shape.of(1, b.value().shape().extent(0)));
            Value y = a.value().dense(row);
            return a.with(y.reshape(y.shape().without(-1)));
        }
        if (byWeights) {
            return a.with(a.value().dense(node.value(turned(node, second))));
        }
        if (a.rank() == 1) {
            Term.Flowing y = matMul(node, extended(node, first, 0), second);
            return without(y, y.rank() - 2);
        }
        if (b.rank() == 1) {
            Term.Flowing y = matMul(node, first, extended(node, second, 1));
            return without(y, y.rank() - 1);
        }
        boolean fromLeft = !a.value().batched() && a.rank() == 2 && (!b.hasBatch() || b.batch() < b.rank() - 2);
        if (fromLeft && b.value().batched()) {
            return b.with(swapped(swapped(b.value()).dense(a.value())));
        }
        return product(node, first, second);
    }

    /** A list as a matrix of one row or, with the new axis behind it, of one column. */
    private static Term extended(Node node, Term list, int axis) {
        if (list instanceof Term.Known known) {
            int size = known.size();
            return known.reshaped(axis == 0 ? new int[] {1, size} : new int[] {size, 1});
        }
        Term.Flowing x = node.flowing(list);
        int batch = x.hasBatch() ? axis == 0 ? 1 : 0 : Term.Flowing.NONE;
        Value view = x.view();
        return Term.Flowing.of(x.type(), view.reshape(view.shape().insert(axis, 1)), batch);
    }

    /** Without an ONNX axis of extent 1. */
    private static Term.Flowing without(Term.Flowing x, int axis) {
        require(axis != x.batch(), "the product would have no axis for the batch");
        Value value = x.value();
        return new Term.Flowing(
                x.type(),
                value.reshape(value.shape().without(x.own(axis))),
                x.batch() > axis ? x.batch() - 1 : x.batch(),
                x.share());
    }

    private static Value swapped(Value x) {
        List<Integer> permutation = new ArrayList<>();
        int rank = x.shape().rank();
        for (int axis = 0; axis < rank; axis++) {
            permutation.add(axis < rank - 2 ? axis : 2 * rank - 3 - axis);
        }
        return x.transpose(permutation);
    }

    /** The product of matrices whose axes before the last two broadcast, with each example's own elements of its batch axis. */
    private static Term.Flowing product(Node node, Term first, Term second) {
        Term.Flowing a = node.flowing(first);
        Term.Flowing b = node.flowing(second);
        boolean summed = a.batch() == a.rank() - 1 || b.hasBatch() && b.batch() == b.rank() - 2;
        require(!summed || !a.hasBatch() && !b.hasBatch(), "the batch of an operand would be summed over");
        int rank = Math.max(a.rank(), b.rank());
        int fromA = a.hasBatch() ? a.rank() - a.batch() : 0;
        int fromB = b.hasBatch() ? b.rank() - b.batch() : 0;
        boolean both = a.hasBatch() && b.hasBatch();
        require(
                !both || fromA == fromB && fromA > 2 && a.share() == b.share(),
                "its operands have %d and %d axes and both depend on the model's input, so it would mix examples",
                a.rank(),
                b.rank());
        int batch = fromA + fromB == 0 ? Term.Flowing.NONE : rank - Math.max(fromA, fromB);
        if (batch >= 0 && !both) {
            // A shared operand that reaches the batch has one element there, unless the batch is rows or columns of its
            // own.
            Term.Flowing other = a.hasBatch() ? b : a;
            int axis = other.rank() - Math.max(fromA, fromB);
            require(
                    Math.max(fromA, fromB) <= 2 || axis < 0 || other.extents()[axis] == 1,
                    "a constant of shape %s holds a number of examples of its own",
                    other.value().shape());
        }
        Value left = a.view();
        Value right = b.view();
        Shape common = Shape.of(Layout.common(
                left.shape().leading(left.shape().rank() - 2).extents(),
                right.shape().leading(right.shape().rank() - 2).extents()));
        // The axis of the batch goes before the product where it is none of the matrices' own, and holds one element.
        int share = a.hasBatch() ? a.share() : b.share();
        if (batch >= 0 && batch < rank - 2 && share == 1) {
            Shape less = common.without(batch);
            Value y = multiplied(
                    left.reshape(withoutAxis(left.shape(), rank, batch)),
                    right.reshape(withoutAxis(right.shape(), rank, batch)),
                    less);
            return new Term.Flowing(a.type(), y, batch, 1);
        }
        return Term.Flowing.of(a.type(), multiplied(left, right, common), batch);
    }

    private static Value multiplied(Value left, Value right, Shape lead) {
        return left.broadcastTo(lead.then(left.shape().trailing(2)))
                .matMul(right.broadcastTo(lead.then(right.shape().trailing(2))));
    }

    /** A shape without its axis, if it has it, that is this one of so many, counted from the last. */
    private static Shape withoutAxis(Shape shape, int rank, int axis) {
        int own = shape.rank() - (rank - axis);
        return own < 0 ? shape : shape.without(own);
    }

    private static List<Term> determinant(Node node) {
        Term.Flowing x = node.flowing(0);
        require(x.rank() >= 2, "its input must be square matrices");
        int rank = x.value().shape().rank();
        int rows = x.value().shape().extent(Node.axis(x, -2));
        int columns = x.value().shape().extent(Node.axis(x, -1));
        require(
                rows == columns && rows <= LARGEST_DETERMINANT,
                "its matrices must be square and of %d rows at most, but are %d × %d",
                LARGEST_DETERMINANT,
                rows,
                columns);
        Value result = determinant(x.value(), rows);
        return node.result(result.reshape(result.shape().leading(rank - 2)));
    }

    /** By the first row's minors, [..., 1, 1]. */
    private static Value determinant(Value x, int rows) {
        int rank = x.shape().rank();
        if (rows == 1) {
            return x;
        }
        Value below = x.slice(rank - 2, 1, rows - 1);
        Value sum = null;
        for (int column = 0; column < rows; column++) {
            List<Integer> others = new ArrayList<>();
            for (int other = 0; other < rows; other++) {
                if (other != column) {
                    others.add(other);
                }
            }
            Value term = x.slice(rank - 2, 0, 1)
                    .slice(rank - 1, column, 1)
                    .times(determinant(below.gather(rank - 1, others), rows - 1));
            sum = sum == null ? term : column % 2 == 0 ? sum.plus(term) : sum.minus(term);
        }
        return sum;
    }

    private static List<Term> batchNormalization(Node node) {
        require(!node.flag("training_mode"), "training_mode is on, but only inference is supported");
        node.noteTraining();
        // Before opset 14 more outputs than the first mean training; since then they need training_mode.
        for (int output = 1; output < node.outputCount(); output++) {
            require(
                    !node.makes(output),
                    "it has further outputs, so it normalises by the batch's own statistics as in training, but only"
                            + " inference is supported");
        }
        require(node.integer("spatial", 1) == 1, "spatial = 0 is not supported");
        Term.Flowing input = node.flowing(0);
        require(
                input.rank() >= 2,
                "its input must be [batch, channels, …], but is %s",
                input.value().type());
        Value x = input.value();
        int axis = Node.axis(input, 1);
        int channels = x.shape().extent(axis);
        Shape shape = Shape.of(channels);
        while (shape.rank() < x.shape().rank() - axis) {
            shape = shape.insert(shape.rank(), 1);
        }
        float epsilon = node.real("epsilon", 1e-5f);
        if (node.isKnown(4)) {
            float[] variance = node.floats(4, "the variance").data();
            for (int i = 0; i < variance.length; i++) {
                require(variance[i] + epsilon > 0, "the variance of channel %d is %s", i, variance[i]);
            }
        }
        // As operations on constants, so that bounds enclose their rounding; a plan computes them once.
        Value deviation = channels(node, 4, "the variance", shape).plus(epsilon).squareRoot();
        Value factor = channels(node, 1, "the scale", shape).times(deviation.reciprocal());
        Value shift = channels(node, 2, "the bias", shape)
                .minus(channels(node, 3, "the mean", shape).times(factor));
        return node.result(x.times(factor).plus(shift));
    }

    /** One number for each channel, of a shape that broadcasts over them. */
    private static Value channels(Node node, int input, String what, Shape shape) {
        Term.Flowing numbers = node.flowing(input);
        require(!numbers.value().batched(), "%s must not depend on the model's input", what);
        Shape given = numbers.value().shape();
        require(
                given.rank() == 1 && given.size() == shape.size(),
                "%s must be %d numbers, one for each channel, but has the shape %s",
                what,
                shape.size(),
                given);
        return node.isKnown(input)
                ? node.value(((Term.Known) node.term(input)).reshaped(shape.extents()))
                : numbers.value().reshape(shape);
    }
}
