package io.jaspis.attacks;

import java.util.Arrays;

/** The step of a given length, in the threat's norm, that increases a linear loss most. */
final class Direction {
    /** The share of coordinates that an L1 step leaves alone (Tramèr &amp; Boneh 2019, section 3.3, with q = 99 %). */
    private static final double QUANTILE = 0.99;

    private final Threat threat;
    private final int size;
    private final float[] sizes;

    Direction(Threat threat, int size) {
        this.threat = threat;
        this.size = size;
        this.sizes = new float[size];
    }

    /** Moves x along the gradient, both at the same offset. A zero gradient moves nothing. */
    void step(float[] gradient, float[] x, int offset, double length) {
        switch (threat.norm()) {
            case LINF -> {
                float amount = (float) length;
                for (int i = offset; i < offset + size; i++) {
                    x[i] += amount * Math.signum(gradient[i]);
                }
            }
            case L2 -> {
                // Scaled by the largest, so that tiny gradients don't underflow when squared.
                float largest = 0;
                for (int i = offset; i < offset + size; i++) {
                    largest = Math.max(largest, Math.abs(gradient[i]));
                }
                if (!(largest > 0) || Float.isInfinite(largest)) {
                    return;
                }
                double squares = 0;
                for (int i = offset; i < offset + size; i++) {
                    double share = gradient[i] / (double) largest;
                    squares += share * share;
                }
                double factor = length / Math.sqrt(squares) / largest;
                for (int i = offset; i < offset + size; i++) {
                    x[i] += (float) (factor * gradient[i]);
                }
            }
            case L1 -> sparseStep(gradient, x, offset, length);
        }
    }

    /**
     * The sparse step of Tramèr &amp; Boneh 2019: equal amounts on the coordinates of the largest gradients, among those
     * that the range lets move.
     */
    private void sparseStep(float[] gradient, float[] x, int offset, double length) {
        int movable = 0;
        for (int i = 0; i < size; i++) {
            sizes[i] = movable(gradient[offset + i], x[offset + i]);
            movable += sizes[i] > 0 ? 1 : 0;
        }
        if (movable == 0) {
            return;
        }
        float[] sorted = sizes.clone();
        Arrays.sort(sorted);
        int taken = Math.max(1, Math.min(movable, (int) Math.ceil(size * (1 - QUANTILE))));
        float threshold = sorted[size - taken];
        float amount = (float) (length / taken);
        for (int i = 0; i < size && taken > 0; i++) {
            if (sizes[i] >= threshold) {
                x[offset + i] += amount * Math.signum(gradient[offset + i]);
                taken--;
            }
        }
    }

    private float movable(float gradient, float at) {
        boolean stuck = gradient > 0 ? at >= threat.upper() : at <= threat.lower();
        return stuck || gradient == 0 || Float.isNaN(gradient) ? 0 : Math.abs(gradient);
    }
}
