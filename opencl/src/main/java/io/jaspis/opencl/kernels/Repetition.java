package io.jaspis.opencl.kernels;

/** {@code y[o, r, i] = x[o, i]}. */
public final class Repetition extends DeviceKernel {
    private float[] x;
    private float[] y;
    private final int repeat;
    private final int inner;
    private final int xOffset;
    private final int yOffset;
    private final int size;

    public Repetition(int outer, int repeat, int inner, int xOffset, int yOffset) {
        this.repeat = repeat;
        this.inner = inner;
        this.xOffset = xOffset;
        this.yOffset = yOffset;
        size = outer * repeat * inner;
    }

    @Override
    public Extent extent() {
        return row(size);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < size) {
            y[yOffset + i] = x[xOffset + i / (repeat * inner) * inner + i % inner];
        }
    }
}
