package io.jaspis.opencl.kernels;

/**
 * {@code y[o, j, i] = Σ x[o, s, i]} over the sources s of j, from the first to the last: a gather, where each has one,
 * and the scattered sum that is its transpose, without any race.
 */
public final class Gathering extends DeviceKernel {
    private float[] x;
    private float[] y;
    /** Sources of j are those from {@code starts[j]} to {@code starts[j + 1]}. */
    private final int[] starts;

    private final int[] sources;
    private final int xExtent;
    private final int yExtent;
    private final int inner;
    private final int xOffset;
    private final int yOffset;
    private final int size;
    /** Whether an element is its only source, else a sum. */
    private final int copied;

    private Gathering(
            int copied, int outer, int xExtent, int[] starts, int[] sources, int inner, int xOffset, int yOffset) {
        this.copied = copied;
        this.starts = starts;
        this.sources = sources;
        this.xExtent = xExtent;
        this.yExtent = starts.length - 1;
        this.inner = inner;
        this.xOffset = xOffset;
        this.yOffset = yOffset;
        size = outer * yExtent * inner;
    }

    /** {@code y[o, j, i] = x[o, indices[j], i]}. */
    public static Gathering gather(int outer, int xExtent, int[] indices, int inner, int xOffset, int yOffset) {
        int[] starts = new int[indices.length + 1];
        for (int j = 0; j <= indices.length; j++) {
            starts[j] = j;
        }
        return new Gathering(1, outer, xExtent, starts, indices, inner, xOffset, yOffset);
    }

    /** {@code y[o, indices[j], i] += x[o, j, i]} on zeros. */
    public static Gathering scatterAdd(int outer, int yExtent, int[] indices, int inner, int xOffset, int yOffset) {
        int[] starts = new int[yExtent + 1];
        for (int index : indices) {
            starts[index + 1]++;
        }
        for (int j = 0; j < yExtent; j++) {
            starts[j + 1] += starts[j];
        }
        int[] next = starts.clone();
        int[] sources = new int[indices.length];
        for (int j = 0; j < indices.length; j++) {
            sources[next[indices[j]]++] = j;
        }
        return new Gathering(0, outer, indices.length, starts, sources, inner, xOffset, yOffset);
    }

    @Override
    public Extent extent() {
        return row(size);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < size) {
            int line = i / inner;
            int before = line / yExtent;
            int j = line - before * yExtent;
            int end = starts[j + 1];
            int from = starts[j];
            int start = xOffset + before * xExtent * inner + (i - line * inner);
            float sum = 0f;
            if (copied != 0 && from < end) {
                // Not added to zero, because 0 + −0 is +0.
                sum = x[start + sources[from] * inner];
                from = from + 1;
            }
            for (int s = from; s < end; s++) {
                sum = sum + x[start + sources[s] * inner];
            }
            y[yOffset + i] = sum;
        }
    }
}
