package io.jaspis.attacks;

import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;

/**
 * Ascent over features, in units of each feature's own ε: a relaxed point settles at an allowed one. So whole numbers and
 * categories change once enough small steps have gone their way.
 */
public final class FeatureAscent implements RelaxedMove {
    private final Threat threat;
    private final Features features;
    private final double length;
    private final FeaturePoints points;
    private final FeatureSlope slope;

    /** @param length of each step of {@link #go}, in the threat's norm */
    public FeatureAscent(Threat threat, double length) {
        this.threat = threat;
        this.features = threat.features();
        this.length = length;
        this.points = new FeaturePoints(threat);
        this.slope = new FeatureSlope(threat);
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
        step(ascent, ascentAt, x, xAt, relaxed, relaxedAt, length);
        points.relax(centre, centreAt, relaxed, relaxedAt);
        points.settle(centre, centreAt, relaxed, relaxedAt, x, xAt);
    }

    /** Moves a relaxed point by a length along the gradient at an allowed one, and doesn't bring it back. */
    public void step(float[] ascent, int ascentAt, float[] x, int xAt, float[] relaxed, int relaxedAt, double length) {
        slope.step(ascent, ascentAt, x, xAt, relaxed, relaxedAt, length);
        for (int group = 0; group < features.groups(); group++) {
            stepInGroup(group, ascent, ascentAt, relaxed, relaxedAt, length);
        }
    }

    /**
     * Moves each category by its slope beside the mean of its group, since one is gained for one that is given up: the
     * farthest by what the step's share of ε is of the way from 0 to 1.
     */
    private void stepInGroup(int group, float[] ascent, int at, float[] point, int pointAt, double length) {
        int count = features.categories(group);
        double mean = 0;
        for (int category = 0; category < count; category++) {
            mean += finite(ascent[at + features.element(group, category)]) / count;
        }
        double largest = 0;
        for (int category = 0; category < count; category++) {
            largest = Math.max(largest, Math.abs(finite(ascent[at + features.element(group, category)]) - mean));
        }
        if (largest == 0 || threat.epsilon() == 0) {
            return;
        }
        double part = length / threat.epsilon() / largest;
        for (int category = 0; category < count; category++) {
            int element = features.element(group, category);
            point[pointAt + element] += (float) (part * (finite(ascent[at + element]) - mean));
        }
    }

    private static double finite(float slope) {
        return Float.isNaN(slope) ? 0 : Math.clamp(slope, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
