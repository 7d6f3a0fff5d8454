package io.jaspis.opencl.kernels;

/** What a device makes of single operations: six results for each of the triples (a, b, c), one kind after the other. */
public final class ArithmeticProbe extends DeviceKernel {
    private float[] x;
    private float[] y;
    private final int count;

    public ArithmeticProbe(int count) {
        this.count = count;
    }

    @Override
    public Extent extent() {
        return row(count);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < count) {
            float a = x[i];
            float b = x[count + i];
            float c = x[2 * count + i];
            y[i] = a * b + c;
            y[count + i] = fused(a, b, c);
            y[2 * count + i] = a / b;
            y[3 * count + i] = sqrt(a);
            y[4 * count + i] = a * b;
            y[5 * count + i] = a + b;
        }
    }
}
