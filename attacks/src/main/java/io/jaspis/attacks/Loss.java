package io.jaspis.attacks;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;
import java.util.List;

/** What an attack increases. */
public enum Loss {
    /** The cross-entropy of the label, or less that of the target. */
    CROSS_ENTROPY,
    /** The largest other logit less the label's, or the target's logit less the largest other (Carlini &amp; Wagner 2017). */
    MARGIN,
    /** The difference of logits ratio (Croce &amp; Hein 2020, eqs. 6 and 7), for at least three or four classes. */
    DIFFERENCE_OF_LOGITS_RATIO;

    /** The loss {@code [batch]} of logits {@code [batch, classes]} against the one-hot label. */
    public Value untargeted(Value logits, Value label) {
        return switch (this) {
            case CROSS_ENTROPY -> Losses.crossEntropy(logits, label);
            case MARGIN -> Losses.margin(logits, label);
            case DIFFERENCE_OF_LOGITS_RATIO -> Losses.differenceOfLogitsRatio(logits, label);
        };
    }

    /** The loss that grows towards the one-hot target. */
    public Value targeted(Value logits, Value label, Value target) {
        return switch (this) {
            case CROSS_ENTROPY -> Losses.crossEntropy(logits, target).negate();
            case MARGIN -> Losses.margin(logits, target).negate();
            case DIFFERENCE_OF_LOGITS_RATIO -> Losses.targetedDifferenceOfLogitsRatio(logits, label, target);
        };
    }

    /**
     * A positive multiple of the loss's gradient in the logits, {@code [batch, classes]}, about as large for logits of
     * any size. A step takes the gradient's direction alone, and its length is where floats fail: that of a cross-entropy
     * is the probability that is left to the other classes, 0 from a lead of some hundred logits on, and that of a ratio
     * has the spread's square below.
     */
    public Value ascent(Value logits, Value label) {
        return switch (this) {
            case CROSS_ENTROPY -> Losses.others(logits, label).softmax(-1).minus(label);
            case MARGIN -> gradient(Losses.margin(logits, label), logits);
            case DIFFERENCE_OF_LOGITS_RATIO -> ratio(Losses.margin(logits, label), Losses.spread(logits), logits);
        };
    }

    /** The same of the loss that grows towards the target. */
    public Value targetedAscent(Value logits, Value label, Value target) {
        return switch (this) {
            case CROSS_ENTROPY -> target.minus(Losses.others(logits, target).softmax(-1));
            case MARGIN -> gradient(Losses.margin(logits, target).negate(), logits);
            case DIFFERENCE_OF_LOGITS_RATIO ->
                ratio(Losses.lead(logits, target, label), Losses.targetedSpread(logits), logits);
        };
    }

    private static Value gradient(Value loss, Value logits) {
        return Gradient.of(loss, List.of(logits)).getFirst();
    }

    /** Of a quotient a / b the gradient times b: ∇a − (a / b)·∇b. */
    private static Value ratio(Value a, Value b, Value logits) {
        Value turned = Gradient.of(b, a.over(b).negate(), List.of(logits)).getFirst();
        return gradient(a, logits).plus(turned);
    }
}
