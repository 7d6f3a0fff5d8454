package io.jaspis.attacks;

import io.jaspis.threat.Features;
import io.jaspis.threat.Problem;

/**
 * How a relaxed point goes on, and where it settles: {@link FeatureAscent} over the features of a table, and else {@code
 * LevelAscent}. For one thread at a time.
 *
 * <p>A step shorter than half of what lies between two allowed values would be rounded back each time, so a point that is
 * moved and settled in place may never leave. A relaxed one gathers such steps.
 */
public interface RelaxedMove {
    /**
     * Moves the relaxed point along the gradient at x, and puts the allowed point at which it settles in the place of x: the
     * same point where every value is allowed. Each array has one point, from its offset on; that of the gradient is that of
     * the relaxed point.
     */
    void go(
            float[] ascent,
            int ascentAt,
            float[] centre,
            int centreAt,
            float[] relaxed,
            int relaxedAt,
            float[] x,
            int xAt);

    /**
     * The one for a problem's threat.
     *
     * @param length of each step, in the threat's norm and units
     */
    static RelaxedMove of(Problem problem, double length) {
        Features features = problem.threat().features();
        return features == null || features.ofChannels()
                ? new LevelAscent(problem, length)
                : new FeatureAscent(problem.threat(), length);
    }
}
