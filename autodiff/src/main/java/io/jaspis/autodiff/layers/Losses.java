package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;

/**
 * Losses for each example, from logits {@code [batch, classes]} and the label as a one-hot row {@code [batch,
 * classes]}; the result is {@code [batch]}. Attacks increase them.
 */
public final class Losses {
    private Losses() {}

    /** −log softmax(logits) at the label; a soft label gives the weighted mean. */
    public static Value crossEntropy(Value logits, Value label) {
        return logarithms(logits).times(label).sum().negate();
    }

    /** KL(p ‖ q) = Σ pᵢ·(log pᵢ − log qᵢ) of the softmax of two rows of logits. */
    public static Value divergence(Value logits, Value others) {
        return logits.softmax(-1)
                .times(logarithms(logits).minus(logarithms(others)))
                .sum();
    }

    /** log softmax(logits), finite also where a class is impossible: its logarithm times 0 is to be 0, and not NaN. */
    private static Value logarithms(Value logits) {
        Value exact = logits.logSoftmax(-1);
        return exact.max(exact.filled(-Float.MAX_VALUE));
    }

    /**
     * The logits of the other classes, with −∞ in the place of the hot one: of any size, none of them hides behind it.
     * The gradient passes to the others unchanged.
     */
    public static Value others(Value logits, Value oneHot) {
        return logits.min(apart(oneHot).negate());
    }

    /** The logit of the hot class, {@code [batch]}, whatever the others are: a product with 0 would be NaN for an infinite one. */
    private static Value own(Value logits, Value oneHot) {
        return logits.min(apart(oneHot)).maximum(-1);
    }

    /** ∞ for the hot class and −∞ for the others. */
    private static Value apart(Value oneHot) {
        return oneHot.logarithm().minus(oneHot.negate().plus(1).logarithm());
    }

    /**
     * The largest other logit less the label's: positive where the example is misclassified (Carlini &amp; Wagner
     * 2017, f₆ without the clamp).
     */
    public static Value margin(Value logits, Value label) {
        return others(logits, label).maximum(-1).minus(own(logits, label));
    }

    /**
     * The difference of logits ratio (Croce &amp; Hein 2020, eq. 6), −(z_y − max_{i≠y} z_i) / (z_π1 − z_π3), which
     * doesn't change when the logits are scaled or shifted. Needs at least three classes.
     */
    public static Value differenceOfLogitsRatio(Value logits, Value label) {
        return margin(logits, label).over(spread(logits));
    }

    /**
     * The targeted difference of logits ratio (Croce &amp; Hein 2020, eq. 7), −(z_y − z_t) / (z_π1 − (z_π3 + z_π4) / 2).
     * Needs at least four classes.
     */
    public static Value targetedDifferenceOfLogitsRatio(Value logits, Value label, Value target) {
        return lead(logits, target, label).over(targetedSpread(logits));
    }

    /** The logit of one hot class less that of another, {@code [batch]}. */
    public static Value lead(Value logits, Value of, Value over) {
        return own(logits, of).minus(own(logits, over));
    }

    /** z_π1 − z_π3, what {@link #differenceOfLogitsRatio} divides by; 1 where the three are the same. */
    public static Value spread(Value logits) {
        requireClasses("difference of logits ratio", 3, logits);
        Value third = withoutLargest(withoutLargest(logits));
        return logits.maximum(-1).minus(third.maximum(-1)).notZero();
    }

    /** z_π1 − (z_π3 + z_π4) / 2, what {@link #targetedDifferenceOfLogitsRatio} divides by; 1 where it is 0. */
    public static Value targetedSpread(Value logits) {
        requireClasses("targeted difference of logits ratio", 4, logits);
        Value third = withoutLargest(withoutLargest(logits));
        Value fourth = withoutLargest(third);
        // Halved before they are added, because the sum of the largest floats is none.
        Value middle = third.maximum(-1).scale(0.5f).plus(fourth.maximum(-1).scale(0.5f));
        return logits.maximum(-1).minus(middle).notZero();
    }

    private static void requireClasses(String loss, int needed, Value logits) {
        int classes = logits.shape().extent(-1);
        if (classes < needed) {
            throw new IllegalArgumentException(
                    "the " + loss + " needs at least " + needed + " classes, but there are " + classes);
        }
    }

    /** The logits with −∞ in the place of the first of the largest. */
    private static Value withoutLargest(Value logits) {
        int classes = logits.shape().extent(-1);
        Pooling row = new Pooling(1, 1, classes, Window.of(1, classes));
        Value image = logits.reshape(Shape.of(1, 1, classes));
        Value one = image.trace().constant(Tensor.filled(Shape.of(1, 1, 1), 1));
        Value largest = one.select(image, row, true).reshape(logits.shape());
        return others(logits, largest);
    }
}
