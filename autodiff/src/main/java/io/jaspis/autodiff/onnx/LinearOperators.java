package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Products with matrices, and batch normalisation, which is a scale and a shift once training is over. */
final class LinearOperators {
    private LinearOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Gemm", LinearOperators::gemm);
        operators.put("MatMul", LinearOperators::matMul);
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
        require(!b.value().batched(), "B depends on the model's input, so the product would mix examples");
        Value x = a.value();
        if (node.flag("transA")) {
            require(!x.batched(), "transA would move the batch from axis 0");
            x = x.transpose(1, 0);
        }
        Value y = x.dense(node.flag("transB") ? b.value() : transposed(node, node.term(1)))
                .scale(node.real("alpha", 1));
        float beta = node.real("beta", 1);
        if (!node.has(2) || beta == 0) {
            return node.result(y);
        }
        Term bias = beta == 1 ? node.term(2) : node.flow(node.value(2).scale(beta));
        require(node.flowing(bias).rank() <= 2, "C must be a matrix at most");
        List<Value> both = ArithmeticOperators.aligned(node, List.of(node.flow(y), bias));
        return node.result(both.get(0).plus(both.get(1)));
    }

    /** A shared matrix the other way round; a known one without a node in the graph. */
    private static Value transposed(Node node, Term matrix) {
        return matrix instanceof Term.Known known
                ? node.value(Layout.transpose(known, new int[] {1, 0}))
                : node.value(matrix).transpose(1, 0);
    }

    private static List<Term> matMul(Node node) {
        node.commonType();
        Term.Flowing a = node.flowing(0);
        Term.Flowing b = node.flowing(1);
        require(a.rank() >= 1 && b.rank() >= 1, "a scalar can't be multiplied as a matrix");
        int rank = Math.max(a.rank(), b.rank());
        if (a.value().batched() && b.value().batched()) {
            require(
                    a.rank() == b.rank() && rank >= 3,
                    "its operands have %d and %d axes and both depend on the model's input, so it would mix examples",
                    a.rank(),
                    b.rank());
            return node.result(product(a.value(), b.value()));
        }
        if (b.value().batched()) {
            require(b.rank() >= 3, "the second operand's batch would be summed over");
            Value left = ArithmeticOperators.withoutLead(node, node.term(0), b.rank());
            return node.result(left.shape().rank() == 2 ? fromLeft(left, b.value()) : product(left, b.value()));
        }
        require(a.rank() >= 2 || !a.value().batched(), "the first operand's batch would be summed over");
        if (b.rank() == 1) {
            Value row = b.value().reshape(Shape.of(1, b.value().shape().extent(0)));
            Value y = a.value().dense(row);
            return node.result(y.reshape(y.shape().without(-1)));
        }
        if (b.rank() == 2) {
            return node.result(a.value().dense(transposed(node, node.term(1))));
        }
        Value right = a.value().batched() ? ArithmeticOperators.withoutLead(node, node.term(1), a.rank()) : b.value();
        return node.result(product(a.value(), right));
    }

    /** {@code left [m, k]} times {@code right […, k, n]}. */
    private static Value fromLeft(Value left, Value right) {
        return swapped(swapped(right).dense(left));
    }

    private static Value swapped(Value x) {
        List<Integer> permutation = new ArrayList<>();
        int rank = x.shape().rank();
        for (int axis = 0; axis < rank; axis++) {
            permutation.add(axis < rank - 2 ? axis : 2 * rank - 3 - axis);
        }
        return x.transpose(permutation);
    }

    /** The product of matrices whose axes before the last two broadcast. */
    private static Value product(Value a, Value b) {
        boolean row = a.shape().rank() == 1;
        Value left = row ? a.reshape(a.shape().insert(0, 1)) : a;
        require(b.shape().rank() >= 2, "the second operand's batch would be summed over");
        int[] lead = Layout.common(
                left.shape().leading(left.shape().rank() - 2).extents(),
                b.shape().leading(b.shape().rank() - 2).extents());
        Shape common = Shape.of(lead);
        Value y = left.broadcastTo(common.then(left.shape().trailing(2)))
                .matMul(b.broadcastTo(common.then(b.shape().trailing(2))));
        return row ? y.reshape(y.shape().without(-2)) : y;
    }

    private static List<Term> batchNormalization(Node node) {
        require(!node.flag("training_mode"), "training_mode is on, but only inference is supported");
        // Before opset 14 more outputs than the first mean training; since then they need training_mode.
        for (int output = 1; output < node.outputCount(); output++) {
            require(
                    !node.makes(output),
                    "it has further outputs, so it normalises by the batch's own statistics as in training, but only"
                            + " inference is supported");
        }
        require(node.integer("spatial", 1) == 1, "spatial = 0 is not supported");
        Value x = node.value(0);
        require(x.batched(), "its input must depend on the model's input");
        int channels = x.shape().extent(0);
        Shape shape = Shape.of(channels);
        while (shape.rank() < x.shape().rank()) {
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
