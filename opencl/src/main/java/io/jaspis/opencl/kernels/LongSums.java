package io.jaspis.opencl.kernels;

import java.util.Map;

/** What {@link Sums} computes, a group for each sum: each work-item adds every 64th element, or with
 * smaller groups every so many fewer, then a tree adds those. */
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
    public Map<String, Integer> constants() {
        return group == GROUP ? Map.of("group", group) : Map.of();
    }

    @Override
    public Extent extent() {
        return new Extent(new long[] {(long) results * group}, new long[] {group});
    }

    @Override
    public void run() {
        int item = getLocalId(0);
        int result = getGroupId(0);
        int before = result / inner;
        int at = xOffset + before * reduced * inner + (result - before * inner);
        float sum = 0f;
        for (int r = item; r < reduced; r += group) {
            sum = sum + x[at + r * inner];
        }
        parts[item] = sum;
        for (int span = group / 2; span > 0; span = span >> 1) {
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
