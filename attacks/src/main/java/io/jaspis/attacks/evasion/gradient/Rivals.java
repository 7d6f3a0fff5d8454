package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Loss;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.layers.Losses;

/**
 * Two classes whose softmax probabilities an attack drives apart, each one-hot: one is to go up, the other down.
 *
 * <p>With q the softmax over all classes but the one that goes down, p_j = (1 − p_down)·q_j for these; so where p_down is 1 in
 * floats, gradients are those over 1 − p_down, which is what they have in common.
 */
record Rivals(Value logits, Value up, Value down) {

    /** The largest other and the label, or the aim and the largest other. */
    static Rivals of(Value logits, Value label, Value aim) {
        if (aim == null) {
            return new Rivals(logits, Loss.MARGIN.ascent(logits, label).plus(label), label);
        }
        return new Rivals(logits, aim, aim.minus(Loss.MARGIN.targetedAscent(logits, label, aim)));
    }

    /** An increasing function of −p_down. */
    Value labelProbability() {
        return GradientLoss.lag(logits, down);
    }

    /** An increasing function of p_up. */
    Value rivalProbability() {
        return GradientLoss.lag(logits, up).negate();
    }

    /** log(1 + p_up − p_down), which is log(1 − p_down) + log(1 + q_up). */
    Value probabilityMargin() {
        Value rest = labelProbability().negate().softplus().negate();
        return rest.plus(share(others(), up).plus(1).logarithm());
    }

    Value labelAscent() {
        return others().minus(down);
    }

    Value rivalAscent() {
        return up.minus(Losses.others(logits, up).softmax(-1));
    }

    /** The gradient of p_up − p_down over 1 − p_down. */
    Value marginAscent() {
        Value all = logits.softmax(-1);
        Value others = others();
        Value lead = share(all, down).minus(share(all, up));
        Value rising = share(others, up);
        Value falling = share(all, down).times(rising.plus(1));
        return others.times(lead).plus(up.times(rising)).minus(down.times(falling));
    }

    /** The softmax over the classes but the one that goes down, of which it is 0. */
    private Value others() {
        return Losses.others(logits, down).softmax(-1);
    }

    private static Value share(Value probabilities, Value oneHot) {
        return probabilities.times(oneHot).sum();
    }
}
