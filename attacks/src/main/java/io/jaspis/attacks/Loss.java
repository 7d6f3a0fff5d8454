package io.jaspis.attacks;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;

/** What an attack increases. */
public enum Loss {
    /** The cross-entropy of the label, or less that of the target. */
    CROSS_ENTROPY,
    /** The largest other logit less the label's, or the target's logit less the largest other (Carlini &amp; Wagner 2017). */
    MARGIN,
    /** The difference of logits ratio (Croce &amp; Hein 2020, eqs. 6 and 7), for at least three or four classes. */
    DIFFERENCE_OF_LOGITS_RATIO;

    /** The loss {@code [batch]} of logits {@code [batch, classes]} against the one-hot label. */
    Value untargeted(Value logits, Value label) {
        return switch (this) {
            case CROSS_ENTROPY -> Losses.crossEntropy(logits, label);
            case MARGIN -> Losses.margin(logits, label);
            case DIFFERENCE_OF_LOGITS_RATIO -> Losses.differenceOfLogitsRatio(logits, label);
        };
    }

    /** The loss that grows towards the one-hot target. */
    Value targeted(Value logits, Value label, Value target) {
        return switch (this) {
            case CROSS_ENTROPY -> Losses.crossEntropy(logits, target).negate();
            case MARGIN -> Losses.margin(logits, target).negate();
            case DIFFERENCE_OF_LOGITS_RATIO -> Losses.targetedDifferenceOfLogitsRatio(logits, label, target);
        };
    }
}
