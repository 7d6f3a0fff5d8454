package io.jaspis.opencl.kernels;

/** {@code y[o, i] = Σ_r x[o, r, i]}, a work-item for each sum, from the first element to the last. */
public final class Sums extends DeviceKernel {
    private float[] x;
    private float[] y;
    private final int xOffset;
    private final int yOffset;
    private final int reduced;
    private final int inner;
    private final int results;

    public Sums(int outer, int reduced, int inner, int xOffset, int yOffset) {
        this.reduced = reduced;
        this.inner = inner;
        this.xOffset = xOffset;
        this.yOffset = yOffset;
        results = outer * inner;
    }

    @Override
    public Extent extent() {
        return row(results);
    }

    @Override
    public void run() {
        int result = getGlobalId(0);
        if (result < results) {
            int before = result / inner;
            int at = xOffset + before * reduced * inner + (result - before * inner);
            float sum = 0f;
            for (int r = 0; r < reduced; r++) {
                sum = sum + x[at + r * inner];
            }
            y[yOffset + result] = sum;
        }
    }
}
