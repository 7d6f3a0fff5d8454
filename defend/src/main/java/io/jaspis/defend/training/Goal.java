package io.jaspis.defend.training;

import io.jaspis.autodiff.training.Objective;
import io.jaspis.threat.Threat;
import java.util.Optional;

/**
 * A goal of training, named as its paper names it: what steps make small, and what a network that was trained for it is to
 * be good at.
 */
public sealed interface Goal extends Objective
        permits StandardTraining,
                NoiseAugmentation,
                FastAdversarialTraining,
                AdversarialTraining,
                Trades,
                Awp,
                SmoothAdv,
                Ibp,
                Sabr,
                MtlIbp,
                CrownIbp {

    /** What it trains for, once the radius has grown. */
    Measure measure();

    /** Whether it trains for a proof by bounds. */
    default boolean certified() {
        return measure() instanceof Measure.Certified;
    }

    /** The attack that its steps are made against; nothing with the goals whose accuracy isn't under attack. */
    default Optional<OwnAttack> ownAttack() {
        return ownAttack(measure());
    }

    /** The same at the radius of what the network is held to in place of {@link #measure}. */
    default Optional<OwnAttack> ownAttack(Measure held) {
        return held instanceof Measure.Attacked(Threat threat)
                ? ascent().map(ascent -> new OwnAttack(ascent, threat.epsilon()))
                : Optional.empty();
    }
}
