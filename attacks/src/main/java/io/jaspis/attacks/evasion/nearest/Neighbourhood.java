package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * What an example can become, as deviations from it in a unit for each element: the ends of a box around 0, and the allowed
 * point at which a deviation settles. An element that may not move has the box from 0 to 0.
 */
final class Neighbourhood {
    private final Threat threat;
    private final float[] centre;
    private final double[] units;
    private final float[] lowest;
    private final float[] highest;
    private final float[] lower;
    private final float[] upper;
    /** Null where every point of the box is allowed. */
    private final Projection projection;

    private final float[] relaxed;

    /** What one unit of deviation is. */
    enum Unit {
        /**
         * In a table what one unit of the threat's ε is along an element, and else the width of the range: so steps, radii and
         * constants of the papers, whose inputs go from 0 to 1, mean the same in every range and unit.
         */
        RADIUS,
        /** From the smallest value that the element can have in its range or ball to the largest, at an example in the middle. */
        WIDTH
    }

    /** @param threat whose balls are boxes, or of a radius that leaves the range alone */
    Neighbourhood(Threat threat, float[] centre, Unit unit) {
        this.threat = threat;
        this.centre = centre;
        int size = centre.length;
        this.units = new double[size];
        this.lowest = new float[size];
        this.highest = new float[size];
        this.lower = new float[size];
        this.upper = new float[size];
        for (int i = 0; i < size; i++) {
            lowest[i] = threat.innerLower(i, centre[i]);
            highest[i] = threat.innerUpper(i, centre[i]);
            boolean fixed = lowest[i] >= highest[i] || threat.unit(i) == 0;
            units[i] = fixed
                    ? 0
                    : unit == Unit.WIDTH
                            ? Math.min((double) threat.upper(i) - threat.lower(i), 2 * threat.radius(i))
                            : threat.unit(i) * threat.paperUnit();
            lower[i] = fixed ? 0 : (float) (((double) lowest[i] - centre[i]) / units[i]);
            upper[i] = fixed ? 0 : (float) (((double) highest[i] - centre[i]) / units[i]);
        }
        Features features = threat.features();
        boolean every = Projection.everyValue(threat);
        // In L∞, where a point settles element by element.
        this.projection = every ? null : new Projection(Threat.of(Norm.LINF, threat.epsilon(), features), size);
        this.relaxed = new float[every ? 0 : size];
    }

    /** The problem whose threat leaves the range alone. */
    static Problem withoutBall(Problem problem) {
        return problem.withThreat(problem.threat().everywhere(problem.size()));
    }

    int size() {
        return centre.length;
    }

    Threat threat() {
        return threat;
    }

    float[] centre() {
        return centre;
    }

    /** What one unit of an element is; 0 where it may not move. */
    double unit(int element) {
        return units[element];
    }

    /** How far each element can go down: at most 0. */
    float[] lower() {
        return lower;
    }

    /** How far each element can go up: at least 0. */
    float[] upper() {
        return upper;
    }

    /** How far the corners of the box are apart. */
    double width(Norm norm) {
        double width = 0;
        for (int i = 0; i < lower.length; i++) {
            double side = (double) upper[i] - lower[i];
            width = switch (norm) {
                case LINF -> Math.max(width, side);
                case L2 -> Math.hypot(width, side);
                case L1 -> width + side;
            };
        }
        return width;
    }

    /** How far the box goes at most. */
    double farthest(Norm norm) {
        float[] corner = new float[lower.length];
        for (int i = 0; i < corner.length; i++) {
            corner[i] = Math.max(upper[i], -lower[i]);
        }
        return Lengths.of(norm, corner);
    }

    /** How many elements may change. */
    int movable() {
        int movable = 0;
        for (int i = 0; i < lower.length; i++) {
            movable += lower[i] < upper[i] ? 1 : 0;
        }
        return movable;
    }

    /** Brings the elements of a deviation that may not change to the example, so that they have no part in its length. */
    void hold(float[] deviation) {
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = lower[i] < upper[i] ? deviation[i] : 0;
        }
    }

    /** Cuts a deviation at the box; what is no number becomes 0. */
    void clip(float[] deviation) {
        for (int i = 0; i < deviation.length; i++) {
            float value = deviation[i];
            deviation[i] = value >= lower[i] ? Math.min(value, upper[i]) : value < lower[i] ? lower[i] : 0;
        }
    }

    /** Writes the allowed point at which a deviation settles. */
    void settle(float[] deviation, float[] x, int at) {
        float[] into = projection == null ? x : relaxed;
        int offset = projection == null ? at : 0;
        for (int i = 0; i < centre.length; i++) {
            float value = (float) (centre[i] + deviation[i] * units[i]);
            into[offset + i] = Math.max(lowest[i], Math.min(highest[i], value));
        }
        if (projection != null) {
            projection.project(centre, 0, relaxed, 0, x, at);
        }
    }

    /** The deviation of a point that has settled. */
    void deviation(float[] x, int at, float[] deviation) {
        for (int i = 0; i < centre.length; i++) {
            deviation[i] = units[i] == 0 ? 0 : (float) (((double) x[at + i] - centre[i]) / units[i]);
        }
    }

    /** Turns a gradient in x into one in deviations: what is no number, or may not move, is 0. */
    void slope(float[] gradient, int at, float[] slope) {
        for (int i = 0; i < centre.length; i++) {
            float along = gradient[at + i];
            slope[i] = Float.isNaN(along)
                    ? 0
                    : (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, along * units[i]));
        }
    }

    /**
     * Leaves out of a slope in a table the elements that can't go its way from a deviation: an only-up feature that would have to
     * go down may be the steepest. Pictures keep all, as papers have it.
     */
    void leaveOutEnded(float[] deviation, float[] slope) {
        if (!threat.ofTable()) {
            return;
        }
        for (int i = 0; i < slope.length; i++) {
            boolean ended = slope[i] > 0 ? deviation[i] >= upper[i] : deviation[i] <= lower[i];
            slope[i] = ended ? 0 : slope[i];
        }
    }

    /**
     * Brings an element to its upper end; of a group of categories the others to their lower, since one is gained for one
     * that is given up.
     */
    void raise(float[] deviation, int element) {
        deviation[element] = upper[element];
        Features features = threat.features();
        if (features == null || !features.isCategory(element)) {
            return;
        }
        for (int group = 0; group < features.groups(); group++) {
            if (holds(features, group, element)) {
                for (int category = 0; category < features.categories(group); category++) {
                    int other = features.element(group, category);
                    deviation[other] = other == element ? upper[other] : lower[other];
                }
            }
        }
    }

    private static boolean holds(Features features, int group, int element) {
        for (int category = 0; category < features.categories(group); category++) {
            if (features.element(group, category) == element) {
                return true;
            }
        }
        return false;
    }
}
