package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.autodiff.Value;
import java.util.function.UnaryOperator;

/**
 * What is done to an input before the network sees it.
 *
 * @param forward what the model computes, of the input's shape; it may have {@linkplain io.jaspis.autodiff.Random noise} in it,
 *     and steps without a slope
 * @param backward what stands in for it where gradients go back (BPDA: Athalye, Carlini &amp; Wagner 2018, section 4.1), near
 *     it and with slopes
 */
public record Defence(UnaryOperator<Value> forward, UnaryOperator<Value> backward) {

    /** One whose results are near its inputs: gradients go back as if it weren't there. */
    public static Defence nearIdentity(UnaryOperator<Value> forward) {
        return new Defence(forward, UnaryOperator.identity());
    }

    /** One with slopes of its own, such as noise that is added. */
    public static Defence smooth(UnaryOperator<Value> forward) {
        return new Defence(forward, forward);
    }
}
