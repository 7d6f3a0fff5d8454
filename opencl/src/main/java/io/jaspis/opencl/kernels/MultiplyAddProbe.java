package io.jaspis.opencl.kernels;

/**
 * Fused multiply-adds between registers, to see how many a device does. Each work-item has eight of them under way that
 * don't wait for each other, more than a unit takes to finish one.
 */
public final class MultiplyAddProbe extends DeviceKernel {
    private static final int CHAINS = 8;

    private float[] y;
    private final int items;
    private final int rounds;

    /** As many work-items, each with so many rounds of eight. */
    public MultiplyAddProbe(int items, int rounds) {
        this.items = items;
        this.rounds = rounds;
    }

    /** All multiply-adds, each as two operations. */
    public double operations() {
        return 2.0 * CHAINS * items * rounds;
    }

    @Override
    public Extent extent() {
        return row(items);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < items) {
            // What the compiler can't know, so that it can't compute ahead either.
            float x = y[i];
            float a = x;
            float b = x + 1f;
            float c = x + 2f;
            float d = x + 3f;
            float e = x + 4f;
            float f = x + 5f;
            float g = x + 6f;
            float h = x + 7f;
            for (int round = 0; round < rounds; round++) {
                a = fused(a, 0.5f, x);
                b = fused(b, 0.5f, x);
                c = fused(c, 0.5f, x);
                d = fused(d, 0.5f, x);
                e = fused(e, 0.5f, x);
                f = fused(f, 0.5f, x);
                g = fused(g, 0.5f, x);
                h = fused(h, 0.5f, x);
            }
            y[i] = a + b + c + d + e + f + g + h;
        }
    }
}
