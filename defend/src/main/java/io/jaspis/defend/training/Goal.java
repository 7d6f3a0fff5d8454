package io.jaspis.defend.training;

import io.jaspis.autodiff.training.Objective;
import io.jaspis.threat.Threat;
import java.util.Optional;

/**
 * A goal of training, named as its paper names it: what steps make small, and what a network that was trained for it is to
 * be good at.
 *
 * <p>A radius is finite, at least 0 and, in L∞ where all inputs are alike, at most as large as their range is wide, all over
 * training; a weight that shares a loss out is from 0 to 1. A goal with others is refused when it is made, and one whose inputs
 * aren't those of the examples when training begins.
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
    /** What training accuracy on the examples as they are is. */
    String CLEAN = "clean";
    /** That at the points that the attack of its steps finds. */
    String ATTACKED = "under training's own attack";

    /** What it trains for, once the radius has grown. */
    Measure measure();

    /** What the accuracy is counted under that is told of training itself, in words that follow it. */
    String accuracy();

    /** Whether it trains for a proof by bounds. */
    default boolean certified() {
        return measure() instanceof Measure.Certified;
    }

    /** The attack that its steps are made against; nothing with the goals whose accuracy isn't under attack. */
    default Optional<OwnAttack> ownAttack() {
        return measure() instanceof Measure.Attacked(Threat threat)
                ? ascent().map(ascent -> new OwnAttack(ascent, threat.epsilon()))
                : Optional.empty();
    }
}
