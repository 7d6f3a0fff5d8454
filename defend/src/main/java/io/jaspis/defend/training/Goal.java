package io.jaspis.defend.training;

import io.jaspis.autodiff.training.Objective;

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
}
