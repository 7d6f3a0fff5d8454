package io.jaspis.attacks;

import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
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
    /** Null in L∞, where categories take nothing from each other and from numbers, and where there are none. */
    private final CategoryChoice choice;
    /** The categories of a group that can lead. */
    private final int[] open;

    /** @param length of each step of {@link #go}, in the threat's norm */
    public FeatureAscent(Threat threat, double length) {
        this.threat = threat;
        this.features = threat.features();
        this.length = length;
        this.points = new FeaturePoints(threat);
        this.slope = new FeatureSlope(threat);
        boolean competing = threat.norm() != Norm.LINF && features.groups() > 0;
        this.choice = competing ? new CategoryChoice(threat) : null;
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
        if (threat.epsilon() == 0) {
            return;
        }
        if (choice != null) {
            choice.choose(ascent, ascentAt, centre, centreAt);
        }
        double part = length / threat.epsilon();
        for (int group = 0; group < features.groups(); group++) {
            int count = openIn(group, centre, centreAt);
            if (choice != null && count > 1) {
                // Also where no category gains: what a random start took of the ball is given back.
                stepTo(choice.of(group), group, relaxed, relaxedAt, part);
            } else if (choice == null) {
                double mean = mean(count, ascent, ascentAt);
                double largest = largest(count, mean, ascent, ascentAt);
                if (largest > 0) {
                    stepAlong(count, mean, ascent, ascentAt, relaxed, relaxedAt, part / largest);
                }
            }
        }
    }

    /** Finds the categories of a group that the ball lets lead, and says how many there are. */
    private int openIn(int group, float[] centre, int centreAt) {
        int from = points.leading(group, centre, centreAt);
        int count = 0;
        for (int category = 0; category < features.categories(group); category++) {
            int element = features.element(group, category);
            if (element == from || points.reachable(from, element, centre, centreAt)) {
                open[count++] = element;
            }
        }
        return count;
    }

    private double mean(int count, float[] ascent, int at) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += CategoryChoice.finite(ascent[at + open[i]]) / count;
        }
        return mean;
    }

    private double largest(int count, double mean, float[] ascent, int at) {
        double largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(CategoryChoice.finite(ascent[at + open[i]]) - mean));
        }
        return largest;
    }

    /**
     * In L∞ moves each category that the ball lets lead by its slope beside the mean of these, since one is gained for one that is
     * given up: the farthest by what the step's share of ε is of the way from 0 to 1.
     */
    private void stepAlong(int count, double mean, float[] ascent, int at, float[] point, int pointAt, double factor) {
        for (int i = 0; i < count; i++) {
            point[pointAt + open[i]] += (float) (factor * (CategoryChoice.finite(ascent[at + open[i]]) - mean));
        }
    }

    /**
     * In L2 and L1 moves a group towards the category that the slopes want in the whole ball, be it the example's own, where
     * numbers or other groups gain more by what a switch takes: by what the step's share of ε is of the way from 0 to 1.
     */
    private void stepTo(int chosen, int group, float[] point, int pointAt, double part) {
        for (int category = 0; category < features.categories(group); category++) {
            int element = features.element(group, category);
            point[pointAt + element] += (float) (element == chosen ? part : -part);
        }
    }
}
