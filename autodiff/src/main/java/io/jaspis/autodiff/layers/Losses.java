package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;

/**
 * Losses for each example, from logits {@code [batch, classes]} and the label as a one-hot row {@code [batch,
 * classes]}; the result is {@code [batch]}. Attacks increase them.
 */
public final class Losses {
    /** Above any difference of logits that a float32 network gives in practice, yet far from overflow. */
    private static final float APART = 1e12f;

    private Losses() {}

    /** −log softmax(logits) at the label; a soft label gives the weighted mean. */
    public static Value crossEntropy(Value logits, Value label) {
        return logits.logSoftmax(-1).times(label).sum().negate();
    }

    /** KL(p ‖ q) = Σ pᵢ·(log pᵢ − log qᵢ) of the softmax of two rows of logits. */
    public static Value divergence(Value logits, Value others) {
        return logits.softmax(-1)
                .times(logits.logSoftmax(-1).minus(others.logSoftmax(-1)))
                .sum();
    }

    /**
     * The largest other logit less the label's: positive where the example is misclassified (Carlini &amp; Wagner
     * 2017, f₆ without the clamp).
     */
    public static Value margin(Value logits, Value label) {
        Value others = logits.minus(label.scale(APART));
        return others.maximum(-1).minus(logits.times(label).sum());
    }

    /**
     * The difference of logits ratio (Croce &amp; Hein 2020, eq. 6), −(z_y − max_{i≠y} z_i) / (z_π1 − z_π3), which
     * doesn't change when the logits are scaled or shifted. Needs at least three classes.
     */
    public static Value differenceOfLogitsRatio(Value logits, Value label) {
        int classes = logits.shape().extent(-1);
        if (classes < 3) {
            throw new IllegalArgumentException(
                    "the difference of logits ratio needs at least 3 classes, but there are " + classes);
        }
        Value second = withoutLargest(logits);
        Value third = withoutLargest(second);
        Value spread = logits.maximum(-1).minus(third.maximum(-1)).plus(1e-12f);
        return margin(logits, label).over(spread);
    }

    /**
     * The targeted difference of logits ratio (Croce &amp; Hein 2020, eq. 7), −(z_y − z_t) / (z_π1 − (z_π3 + z_π4) / 2).
     * Needs at least four classes.
     */
    public static Value targetedDifferenceOfLogitsRatio(Value logits, Value label, Value target) {
        int classes = logits.shape().extent(-1);
        if (classes < 4) {
            throw new IllegalArgumentException(
                    "the targeted difference of logits ratio needs at least 4 classes, but there are " + classes);
        }
        Value third = withoutLargest(withoutLargest(logits));
        Value fourth = withoutLargest(third);
        Value middle = third.maximum(-1).plus(fourth.maximum(-1)).scale(0.5f);
        Value spread = logits.maximum(-1).minus(middle).plus(1e-12f);
        return logits.times(target.minus(label)).sum().over(spread);
    }

    /** The logits with the first of the largest moved far down. */
    private static Value withoutLargest(Value logits) {
        int classes = logits.shape().extent(-1);
        Pooling row = new Pooling(1, 1, classes, Window.of(1, classes));
        Value image = logits.reshape(Shape.of(1, 1, classes));
        Value one = image.trace().constant(io.jaspis.tensor.Tensor.filled(Shape.of(1, 1, 1), 1));
        Value largest = one.select(image, row, true).reshape(logits.shape());
        return logits.minus(largest.scale(APART));
    }
}
