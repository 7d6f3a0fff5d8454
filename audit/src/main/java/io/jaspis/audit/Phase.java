package io.jaspis.audit;

import io.jaspis.threat.Budget;

/**
 * What a part of an audit took, in all runs together where it goes on with what others did.
 *
 * @param name of the attack or certifier; empty of other parts
 * @param spent what attacks spent in it, over all examples that they decided
 * @param median what half of these examples took at most: of each number by itself, the lower of two in the middle
 */
public record Phase(Part part, String name, double seconds, Budget.Spent spent, Budget.Spent median) {
    public Phase {
        // Reports of before it was counted don't have it.
        spent = spent == null ? Budget.Spent.NOTHING : spent;
        median = median == null ? Budget.Spent.NOTHING : median;
    }

    /** A part in which no attack spent anything. */
    public Phase(Part part, String name, double seconds) {
        this(part, name, seconds, Budget.Spent.NOTHING, Budget.Spent.NOTHING);
    }

    /** The parts of an audit. */
    public enum Part {
        /** The network's answers to the examples as they are. */
        PREDICTIONS,
        /** An attack at the audit's own radius. */
        ATTACK,
        /** A certifier at the audit's own radius. */
        CERTIFIER,
        /** Attacks and certifiers at all other radii. */
        CURVE
    }
}
