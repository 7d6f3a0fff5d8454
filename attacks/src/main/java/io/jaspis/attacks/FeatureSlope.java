package io.jaspis.attacks;

import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;

/** Steps along a gradient over all features but categories, in units of each feature's own ε. */
final class FeatureSlope {
    private final Threat threat;
    private final Features features;
    private final double[] slope;

    /** @param threat with features */
    FeatureSlope(Threat threat) {
        this.threat = threat;
        this.features = threat.features();
        this.slope = new double[features.size()];
    }

    /**
     * Moves a relaxed point along the gradient at an allowed one, by a length in the threat's norm; not at all where no
     * feature can go its way.
     */
    void step(float[] ascent, int at, float[] from, int fromAt, float[] point, int pointAt, double length) {
        if (takeSlope(ascent, at, from, fromAt)) {
            switch (threat.norm()) {
                case LINF -> signStep(point, pointAt, length);
                case L2 -> straightStep(point, pointAt, length);
                case L1 -> sparseStep(point, pointAt, length);
            }
        }
    }

    /** The slope in units of each feature's ε, of those alone that may go its way; whether there is any. */
    private boolean takeSlope(float[] ascent, int at, float[] from, int fromAt) {
        boolean moves = false;
        for (int i = 0; i < slope.length; i++) {
            float rise = ascent[at + i];
            boolean stuck = rise > 0 ? from[fromAt + i] >= threat.upper(i) : from[fromAt + i] <= threat.lower(i);
            boolean moved = !features.isCategory(i) && !Float.isNaN(rise) && !stuck;
            // An infinite slope must not make no number of a radius of 0.
            slope[i] = moved && features.radius(i) > 0
                    ? Math.clamp(rise, -Float.MAX_VALUE, Float.MAX_VALUE) * features.radius(i)
                    : 0;
            moves |= slope[i] != 0;
        }
        return moves;
    }

    private void signStep(float[] point, int at, double length) {
        for (int i = 0; i < slope.length; i++) {
            point[at + i] += (float) (Math.signum(slope[i]) * length * features.radius(i));
        }
    }

    private void straightStep(float[] point, int at, double length) {
        double largest = 0;
        for (double one : slope) {
            largest = Math.max(largest, Math.abs(one));
        }
        double squares = 0;
        for (double one : slope) {
            squares += one / largest * (one / largest);
        }
        double factor = length / Math.sqrt(squares);
        for (int i = 0; i < slope.length; i++) {
            point[at + i] += (float) (factor * (slope[i] / largest) * features.radius(i));
        }
    }

    /** Along the steepest feature: tables have few. */
    private void sparseStep(float[] point, int at, double length) {
        int steepest = 0;
        for (int i = 1; i < slope.length; i++) {
            steepest = Math.abs(slope[i]) > Math.abs(slope[steepest]) ? i : steepest;
        }
        point[at + steepest] += (float) (Math.signum(slope[steepest]) * length * features.radius(steepest));
    }
}
