package io.jaspis.attacks;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Arrays;

/**
 * The step of a given length that increases a linear loss most; {@link SignMove} is that of L∞ as a graph. Where features
 * have radii of their own, lengths are in units of these.
 */
public final class Direction {
    /** An L1 step moves one coordinate in so many (Tramèr &amp; Boneh 2019, section 3.3, with q = 99 %). */
    private static final int SPARSITY = 100;

    private final Threat threat;
    private final int size;
    private final float[] sizes;
    private final float[] sorted;

    public Direction(Threat threat, int size) {
        this.threat = threat;
        this.size = size;
        boolean box = threat.norm() == Norm.LINF;
        this.sizes = new float[box ? 0 : size];
        this.sorted = new float[box ? 0 : size];
    }

    /** Moves x along the gradient, both at the same offset. What is zero or no number moves nothing. */
    public void step(float[] gradient, float[] x, int offset, double length) {
        switch (threat.norm()) {
            case LINF -> signStep(gradient, x, offset, length);
            case L2 -> straightStep(gradient, x, offset, length);
            case L1 -> sparseStep(gradient, x, offset, length);
        }
    }

    private void signStep(float[] gradient, float[] x, int offset, double length) {
        for (int i = offset; i < offset + size; i++) {
            float slope = gradient[i];
            if (slope > 0 || slope < 0) {
                x[i] += (float) (Math.signum(slope) * length * threat.unit(i - offset));
            }
        }
    }

    /** Along the gradient itself, scaled by the largest, so that no square overflows or underflows. */
    private void straightStep(float[] gradient, float[] x, int offset, double length) {
        float largest = 0;
        for (int i = 0; i < size; i++) {
            sizes[i] = slope(gradient[offset + i], i);
            largest = Math.max(largest, Math.abs(sizes[i]));
        }
        if (largest == 0) {
            return;
        }
        if (Float.isInfinite(largest)) {
            // Beside infinite ones the rest is nothing.
            for (int i = 0; i < size; i++) {
                sizes[i] = Float.isInfinite(sizes[i]) ? Math.signum(sizes[i]) : 0;
            }
            largest = 1;
        }
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double share = sizes[i] / (double) largest;
            squares += share * share;
        }
        double factor = length / Math.sqrt(squares) / largest;
        for (int i = 0; i < size; i++) {
            x[offset + i] += (float) (factor * sizes[i] * threat.unit(i));
        }
    }

    /**
     * The sparse step of Tramèr &amp; Boneh 2019: equal amounts on the coordinates of the largest gradients, among those
     * that the range lets move.
     */
    private void sparseStep(float[] gradient, float[] x, int offset, double length) {
        int movable = 0;
        for (int i = 0; i < size; i++) {
            sizes[i] = movable(gradient[offset + i], x[offset + i], i);
            movable += sizes[i] > 0 ? 1 : 0;
        }
        if (movable == 0) {
            return;
        }
        System.arraycopy(sizes, 0, sorted, 0, size);
        Arrays.sort(sorted);
        int taken = Math.min(movable, (size + SPARSITY - 1) / SPARSITY);
        float threshold = sorted[size - taken];
        double amount = length / taken;
        // Of equals at the threshold, the first are taken, as many as the larger ones leave.
        int equals = taken;
        for (int i = size - taken; i < size; i++) {
            equals -= sorted[i] > threshold ? 1 : 0;
        }
        for (int i = 0; i < size; i++) {
            if (sizes[i] > threshold || sizes[i] == threshold && equals-- > 0) {
                float way = (float) (amount * threat.unit(i));
                x[offset + i] += gradient[offset + i] > 0 ? way : -way;
            }
        }
    }

    private float movable(float gradient, float at, int element) {
        boolean stuck = gradient > 0 ? at >= threat.upper(element) : at <= threat.lower(element);
        return stuck ? 0 : Math.abs(slope(gradient, element));
    }

    /** An element of the gradient in units of its radius; what is no number, or may not move, is 0. */
    private float slope(float gradient, int element) {
        double unit = threat.unit(element);
        return Float.isNaN(gradient) || unit == 0 ? 0 : (float) (gradient * unit);
    }
}
