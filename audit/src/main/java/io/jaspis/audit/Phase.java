package io.jaspis.audit;

/**
 * What a part of an audit took.
 *
 * @param name of the attack or certifier; empty of other parts
 * @param examples how many it was tried on, in this run
 * @param seconds in this run
 */
public record Phase(Part part, String name, int examples, double seconds) {

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
