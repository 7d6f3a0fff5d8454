package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Loss;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;
import java.util.List;

/**
 * What a gradient attack increases: a way up in the logits, and a value that tells which of two points is better. Of both only
 * what steps use is kept, so that no size of logits makes them vanish: the way up is a positive multiple of the gradient, and
 * the value an increasing function of the loss.
 *
 * <p>Each is there away from the label, and towards an aim: a wrong class which a run goes for, whatever class counts as a
 * success.
 */
public enum GradientLoss {
    /** The cross-entropy of the label, or less that of the aim. */
    CROSS_ENTROPY("CE"),
    /** The difference of logits ratio (Croce &amp; Hein 2020, eqs. 6 and 7). */
    DIFFERENCE_OF_LOGITS_RATIO("DLR"),
    /** The largest other logit less the label's, or the aim's less the largest other (Carlini &amp; Wagner 2017). */
    MARGIN("margin"),
    /** The aim's logit less the label's (minimum margin, Gao et al. 2022); without an aim the {@link #MARGIN}. */
    LEAD("lead"),
    /**
     * The cross-entropy of logits over the gap between the two largest, which the gradient doesn't pass (MIFPE, Yu &amp; Xu 2023): so it goes
     * for the nearest rivals however small or large all logits are. As the divisor is another at each point, points are
     * compared by the margin.
     */
    SCALED_CROSS_ENTROPY("MIFPE"),
    /** Less the probability of the label, or of the largest other class than the aim: the first half of a run of PMA. */
    LABEL_PROBABILITY("-p_y"),
    /** The probability of the largest other class, or of the aim: the first half of the other run of PMA. */
    RIVAL_PROBABILITY("p_max"),
    /** The largest other probability less the label's, or the aim's less the largest other (PMA, Xie et al. 2025). */
    PROBABILITY_MARGIN("PM");

    /** What divides, where it would be 0. */
    private static final float SMALLEST = 1e-12f;

    private final String text;

    GradientLoss(String text) {
        this.text = text;
    }

    /** The name in papers. */
    public String text() {
        return text;
    }

    /**
     * The fewest classes that it is for.
     *
     * @param aimed whether towards a wrong class
     */
    public int fewestClasses(boolean aimed) {
        return this != DIFFERENCE_OF_LOGITS_RATIO ? 2 : aimed ? 4 : 3;
    }

    /** The same loss, or where there are too few classes for it, the margin. */
    public GradientLoss orMargin(int classes, boolean aimed) {
        return classes >= fewestClasses(aimed) ? this : MARGIN;
    }

    /**
     * The value {@code [batch]} that grows with the loss of logits {@code [batch, classes]}.
     *
     * @param label one-hot
     * @param aim one-hot, or null for none
     */
    Value value(Value logits, Value label, Value aim) {
        return switch (this) {
            case CROSS_ENTROPY ->
                aim == null ? lag(logits, label) : lag(logits, aim).negate();
            case DIFFERENCE_OF_LOGITS_RATIO ->
                aim == null
                        ? Losses.differenceOfLogitsRatio(logits, label)
                        : Losses.targetedDifferenceOfLogitsRatio(logits, label, aim);
            case MARGIN, SCALED_CROSS_ENTROPY -> margin(logits, label, aim);
            case LEAD -> aim == null ? margin(logits, label, null) : Losses.lead(logits, aim, label);
            case LABEL_PROBABILITY -> Rivals.of(logits, label, aim).labelProbability();
            case RIVAL_PROBABILITY -> Rivals.of(logits, label, aim).rivalProbability();
            case PROBABILITY_MARGIN -> Rivals.of(logits, label, aim).probabilityMargin();
        };
    }

    /** The way up in the logits, {@code [batch, classes]}. */
    Value ascent(Value logits, Value label, Value aim) {
        return switch (this) {
            case CROSS_ENTROPY -> ascent(Loss.CROSS_ENTROPY, logits, label, aim);
            case DIFFERENCE_OF_LOGITS_RATIO -> ascent(Loss.DIFFERENCE_OF_LOGITS_RATIO, logits, label, aim);
            case MARGIN -> ascent(Loss.MARGIN, logits, label, aim);
            case LEAD -> aim == null ? ascent(Loss.MARGIN, logits, label, null) : aim.minus(label);
            case SCALED_CROSS_ENTROPY -> {
                Value first = Gradient.of(logits.maximum(-1), List.of(logits)).getFirst();
                Value gap = Losses.margin(logits, first).negate();
                Value divisor = gap.max(gap.trace().constant(SMALLEST));
                yield ascent(Loss.CROSS_ENTROPY, logits.over(divisor), label, aim);
            }
            case LABEL_PROBABILITY -> Rivals.of(logits, label, aim).labelAscent();
            case RIVAL_PROBABILITY -> Rivals.of(logits, label, aim).rivalAscent();
            case PROBABILITY_MARGIN -> Rivals.of(logits, label, aim).marginAscent();
        };
    }

    private static Value ascent(Loss loss, Value logits, Value label, Value aim) {
        return aim == null ? loss.ascent(logits, label) : loss.targetedAscent(logits, label, aim);
    }

    private static Value margin(Value logits, Value label, Value aim) {
        return aim == null
                ? Losses.margin(logits, label)
                : Losses.margin(logits, aim).negate();
    }

    /**
     * log Σ exp(z_j) over the other classes, less the logit of this one: the cross-entropy is the softplus of it, and 0 in
     * floats long before this stops to grow.
     */
    static Value lag(Value logits, Value of) {
        Value surplus = Losses.others(logits, of).logSoftmax(-1).maximum(-1).negate();
        return Losses.margin(logits, of).plus(surplus);
    }
}
