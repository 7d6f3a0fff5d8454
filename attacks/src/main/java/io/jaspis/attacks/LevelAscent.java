package io.jaspis.attacks;

import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * Ascent over pictures whose elements have levels: a point of real numbers settles at a picture of levels. So a level changes
 * once enough small steps have gone its way, and rounding heals nothing afterwards.
 */
final class LevelAscent implements RelaxedAscent.Move {
    private final Threat threat;
    private final int size;
    private final double length;
    /** Null in L∞, where each element has a step of its own. */
    private final Direction direction;

    private final Projection projection;

    /** @param length of each step, in the threat's norm and units */
    LevelAscent(Problem problem, double length) {
        this.threat = problem.threat();
        this.size = problem.size();
        this.length = length;
        this.direction = threat.norm() == Norm.LINF ? null : new Direction(threat, size);
        this.projection = new Projection(threat, size);
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
        if (direction != null) {
            // The table has both at the same place.
            direction.step(ascent, relaxed, relaxedAt, length);
        } else {
            signStep(ascent, ascentAt, relaxed, relaxedAt);
        }
        projection.project(centre, centreAt, relaxed, relaxedAt, x, xAt);
    }

    /** An element of the gradient that is zero or no number moves nothing. */
    private void signStep(float[] ascent, int ascentAt, float[] point, int at) {
        for (int i = 0; i < size; i++) {
            float slope = ascent[ascentAt + i];
            if (slope > 0 || slope < 0) {
                point[at + i] += (float) (Math.signum(slope) * length * threat.unit(i));
            }
        }
    }
}
