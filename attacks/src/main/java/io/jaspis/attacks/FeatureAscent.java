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
    /** The categories of a group that can lead. */
    private final int[] open;

    /** @param length of each step of {@link #go}, in the threat's norm */
    public FeatureAscent(Threat threat, double length) {
        this.threat = threat;
        this.features = threat.features();
        this.length = length;
        this.points = new FeaturePoints(threat);
        this.slope = new FeatureSlope(threat);
        this.open = new int[features.size()];
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
        step(ascent, ascentAt, centre, centreAt, relaxed, relaxedAt, length);
        points.relax(centre, centreAt, relaxed, relaxedAt);
        points.settle(centre, centreAt, relaxed, relaxedAt, x, xAt);
    }

    /** Moves a relaxed point around a centre by a length along a gradient, and doesn't bring it back into the ball. */
    public void step(
            float[] ascent, int ascentAt, float[] centre, int centreAt, float[] relaxed, int relaxedAt, double length) {
        slope.step(ascent, ascentAt, centre, centreAt, relaxed, relaxedAt, length);
        for (int group = 0; group < features.groups(); group++) {
            stepInGroup(group, ascent, ascentAt, centre, centreAt, relaxed, relaxedAt, length);
        }
    }

    /**
     * Moves each category that the ball lets lead by its slope beside the mean of these, since one is gained for one that is
     * given up: the farthest by what the step's share of ε is of the way from 0 to 1.
     */
    private void stepInGroup(
            int group,
            float[] ascent,
            int at,
            float[] centre,
            int centreAt,
            float[] point,
            int pointAt,
            double length) {
        int from = points.leading(group, centre, centreAt);
        int count = 0;
        for (int category = 0; category < features.categories(group); category++) {
            int element = features.element(group, category);
            if (element == from || points.reachable(from, element, centre, centreAt)) {
                open[count++] = element;
            }
        }
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += finite(ascent[at + open[i]]) / count;
        }
        double largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(finite(ascent[at + open[i]]) - mean));
        }
        if (largest == 0 || threat.epsilon() == 0) {
            return;
        }
        double part = length / threat.epsilon() / largest;
        for (int i = 0; i < count; i++) {
            point[pointAt + open[i]] += (float) (part * (finite(ascent[at + open[i]]) - mean));
        }
    }

    private static double finite(float slope) {
        return Float.isNaN(slope) ? 0 : Math.clamp(slope, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
