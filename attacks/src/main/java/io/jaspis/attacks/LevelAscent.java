package io.jaspis.attacks;

import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Problem;

/**
 * Ascent over pictures whose elements have levels: a point of real numbers settles at a picture of levels. So a level changes
 * once enough small steps have gone its way, and rounding heals nothing afterwards.
 */
final class LevelAscent implements RelaxedMove {
    private final double length;
    private final Direction direction;

    private final Projection projection;

    /** @param length of each step, in the threat's norm and units */
    LevelAscent(Problem problem, double length) {
        this.length = length;
        this.direction = new Direction(problem.threat(), problem.size());
        this.projection = new Projection(problem.threat(), problem.size());
    }

    @Override
    public void go(
            float[] ascent,
            int ascentAt,
            float[] centre,
            int centreAt,
            float[] relaxed,
            int relaxedAt,
            float[] x,
            int xAt) {
        // The table has both at the same place.
        direction.step(ascent, relaxed, relaxedAt, length);
        projection.project(centre, centreAt, relaxed, relaxedAt, x, xAt);
    }
}
