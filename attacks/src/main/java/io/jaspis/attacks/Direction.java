package io.jaspis.attacks;

import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Unary;
import java.util.Arrays;

/** The step of a given length, in the threat's norm, that increases a linear loss most. */
final class Direction {
    /** An L1 step moves one coordinate in so many (Tramèr &amp; Boneh 2019, section 3.3, with q = 99 %). */
    private static final int SPARSITY = 100;

    private final Threat threat;
    private final int size;
    private final float[] sizes;
    private final float[] sorted;
    private final Elementwise elementwise = Kernels.best().elementwise();

    Direction(Threat threat, int size) {
        this.threat = threat;
        this.size = size;
        this.sizes = new float[size];
        this.sorted = new float[size];
    }

    /** Moves x along the gradient, both at the same offset. What is zero or no number moves nothing. */
    void step(float[] gradient, float[] x, int offset, double length) {
        switch (threat.norm()) {
            case LINF -> {
                elementwise.apply(Unary.SIGN, 0, 0, size, gradient, offset, sizes, 0);
                for (int i = 0; i < size; i++) {
                    if (Float.isNaN(sizes[i])) {
                        sizes[i] = 0;
                    }
                }
                elementwise.addScaled(size, (float) length, sizes, 0, x, offset);
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
        System.arraycopy(sizes, 0, sorted, 0, size);
        Arrays.sort(sorted);
        int taken = Math.min(movable, (size + SPARSITY - 1) / SPARSITY);
        float threshold = sorted[size - taken];
        float amount = (float) (length / taken);
        // Of equals at the threshold, the first are taken, as many as the larger ones leave.
        int equals = taken;
        for (int i = size - taken; i < size; i++) {
            equals -= sorted[i] > threshold ? 1 : 0;
        }
        for (int i = 0; i < size; i++) {
            if (sizes[i] > threshold || sizes[i] == threshold && equals-- > 0) {
                x[offset + i] += gradient[offset + i] > 0 ? amount : -amount;
            }
        }
    }

    private float movable(float gradient, float at) {
        boolean stuck = gradient > 0 ? at >= threat.upper() : at <= threat.lower();
        return stuck || gradient == 0 || Float.isNaN(gradient) ? 0 : Math.abs(gradient);
    }
}
