package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.ExactArithmetic;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A classifier of two classes with one output: a logit or a probability, which tells class 1 above a threshold and class 0
 * below it. As a network of two scores it is attacked and certified as any other.
 *
 * <p>Nothing is computed with the threshold that could round. Of a logit z the scores are (c, z), where c is the largest
 * float32 that isn't above logit(threshold): so a float32 z is above c exactly if it is above logit(threshold), and in
 * real arithmetic the threshold is moved by less than a unit in the last place of its logit; at 0.5 it is 0 and exact.
 * A sigmoid at the end is applied to both scores, so that the {@link Decision} finds and cuts it. Of a probability p
 * that no sigmoid makes, the scores are (2t − p, p), where t is the largest float32 that isn't above the threshold: rounding
 * is monotone, so that p is the larger exactly if it is above t. What is just at c or t is a tie.
 */
public final class BinaryClassifier {
    /**
     * The label of the first score. It tells such a network from another with the same operations, whose probabilities are
     * its softmax; no verdict depends on it.
     */
    static final String FIRST = "threshold of the binary classifier";

    private BinaryClassifier() {}

    /** What the one output is. */
    public enum Output {
        /** Any number; the probability of class 1 is its sigmoid. */
        LOGIT,
        /** The probability of class 1. */
        PROBABILITY
    }

    /** Whether a network has one output of one element. */
    public static boolean is(Graph network) {
        return network.outputs().size() == 1
                && network.output(network.onlyOutput()).shape().size() == 1;
    }

    /** Whether a network's output is the sigmoid of something, and so certainly a probability. */
    public static boolean endsInSigmoid(Graph network) {
        return network.output(network.onlyOutput()).unshaped().op() instanceof Pointwise.Sigmoid;
    }

    /** The probability p of class 1 where a network's output is 1 − p beside p; empty where it is anything else. */
    static Optional<Value> probability(Value output) {
        Value pair = output.unshaped();
        if (!isPair(pair)) {
            return Optional.empty();
        }
        Value second = pair.operand(1).unshaped();
        return complement(pair.operand(0).unshaped()).filter(p -> p.unshaped() == second);
    }

    /** Whether a value is one number beside another. */
    static boolean isPair(Value value) {
        return value.op() instanceof Movement.Concatenate
                && value.operands().size() == 2
                && value.shape().size() == 2;
    }

    /** What a value is 1 less of: it may be written as 1 − p or as −p + 1. */
    static Optional<Value> complement(Value value) {
        return switch (value.op()) {
            case Pointwise.Shift(float by)
            when by == 1 -> negated(value.operand(0).unshaped());
            case Linear.Subtract() when isOne(value.operand(0)) -> Optional.of(value.operand(1));
            case Linear.Add()
            when isOne(value.operand(0)) -> negated(value.operand(1).unshaped());
            case Linear.Add()
            when isOne(value.operand(1)) -> negated(value.operand(0).unshaped());
            default -> Optional.empty();
        };
    }

    private static Optional<Value> negated(Value value) {
        return value.op() instanceof Linear.Scale(float factor) && factor == -1
                ? Optional.of(value.operand(0))
                : Optional.empty();
    }

    private static boolean isOne(Value value) {
        return OrderedTail.source(value).op() instanceof Source.Constant(var tensor)
                && tensor.shape().size() == 1
                && tensor.data()[0] == 1;
    }

    /**
     * The network with two outputs in the order of the classes.
     *
     * @param network with one output of one element
     * @param output what that is; a sigmoid at its end makes it a probability anyway
     * @param threshold the probability above which class 1 is told, in (0, 1)
     * @throws IllegalArgumentException where the network has other outputs, or the threshold is no such number
     */
    public static Graph twoScores(Graph network, Output output, double threshold) {
        if (!is(network)) {
            throw new IllegalArgumentException(
                    "a binary classifier has one output of one number, but the network has " + network.outputs());
        }
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("the threshold must be above 0 and below 1, but is " + threshold);
        }
        Value end = network.output(network.onlyOutput()).unshaped();
        Value scores;
        if (end.op() instanceof Pointwise.Sigmoid) {
            scores = beside(Decimals.floatNotAbove(logit(threshold)), end.operand(0))
                    .sigmoid();
        } else if (output == Output.LOGIT) {
            scores = beside(Decimals.floatNotAbove(logit(threshold)), end);
        } else {
            Value probability = flat(end);
            Value other = probability
                    .negate()
                    .plus(2 * Decimals.floatNotAbove(new BigDecimal(threshold)))
                    .labelled(FIRST);
            scores = end.trace().concatenate(0, List.of(other, probability));
        }
        return end.trace().graph(network.onlyOutput(), scores);
    }

    private static Value beside(float number, Value value) {
        Value constant = value.trace().constant(Tensor.of(Shape.of(1), number)).labelled(FIRST);
        return value.trace().concatenate(0, List.of(constant.repeatBatch(), flat(value)));
    }

    private static Value flat(Value value) {
        return value.repeatBatch().reshape(Shape.of(1));
    }

    /** log(p / (1 − p)), to so many digits that no float32 is taken for it. */
    static BigDecimal logit(double p) {
        BigDecimal one = new BigDecimal(p);
        BigDecimal odds = ExactArithmetic.EXACT.divide(one, BigDecimal.ONE.subtract(one));
        return ExactArithmetic.EXACT.logarithm(odds);
    }
}
