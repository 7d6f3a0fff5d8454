package io.jaspis.audit.evidence;

import java.util.Objects;

/**
 * How shares are held to limits: by what was counted, or by an end of its interval.
 *
 * @param level of the interval, above 0 and below 1
 */
public record Judgement(Gate.Rule rule, double level) {
    /** By the counted share; the interval is told beside it. */
    public static final Judgement COUNTED = new Judgement(Gate.Rule.COUNTED, Gate.LEVEL);

    public Judgement {
        Objects.requireNonNull(rule);
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level must be above 0 and below 1, such as 0.95, but is " + level);
        }
    }

    /** Fails only where the share of the population is below the limit, but for a probability of (1 − level) / 2. */
    public static Judgement confidence(double level) {
        return new Judgement(Gate.Rule.CONFIDENCE, level);
    }

    /** Passes only where the share of the population isn't below the limit, but for a probability of (1 − level) / 2. */
    public static Judgement proof(double level) {
        return new Judgement(Gate.Rule.PROOF, level);
    }

    /**
     * How a report comes out.
     *
     * @param limit a share from 0 to 1
     */
    public Gate of(Gate.Figure figure, double limit, AuditReport report) {
        return Gate.of(figure, rule, limit, level, report);
    }
}
