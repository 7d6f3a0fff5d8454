package io.jaspis.opencl.kernels;

/** What {@link Sums} computes, a group for each sum: each work-item adds every 64th element, then a tree adds those. */
public final class LongSums extends DeviceKernel {
    private float[] x;
    private float[] y;

    @Local
    private float[] parts = new float[GROUP];

    private final int xOffset;
    private final int yOffset;
    private final int reduced;
    private final int inner;
    private final int results;

    public LongSums(int outer, int reduced, int inner, int xOffset, int yOffset) {
        this.reduced = reduced;
        this.inner = inner;
        this.xOffset = xOffset;
        this.yOffset = yOffset;
        results = outer * inner;
    }

    @Override
    public Extent extent() {
        return new Extent(new long[] {(long) results * GROUP}, new long[] {GROUP});
    }

    @Override
    public void run() {
        int item = getLocalId(0);
        int result = getGroupId(0);
        int before = result / inner;
        int at = xOffset + before * reduced * inner + (result - before * inner);
        float sum = 0f;
        for (int r = item; r < reduced; r += GROUP) {
            sum = sum + x[at + r * inner];
        }
        parts[item] = sum;
        for (int span = GROUP / 2; span > 0; span = span >> 1) {
            localBarrier();
            if (item < span) {
                parts[item] = parts[item] + parts[item + span];
            }
        }
        localBarrier();
        if (item == 0) {
            y[yOffset + result] = parts[0];
        }
    }
}
