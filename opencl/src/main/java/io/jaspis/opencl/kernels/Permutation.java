package io.jaspis.opencl.kernels;

/** The elements of x with its axes in another order: axis i of the result is axis {@code permutation[i]} of x. */
public final class Permutation extends DeviceKernel {
    private float[] x;
    private float[] y;
    /** Of the result's axes: extents, and elements of x from one to the next. */
    private final int[] counts;

    private final int[] strides;
    private final int rank;
    private final int xOffset;
    private final int yOffset;
    private final int size;

    public Permutation(int[] extents, int[] permutation, int xOffset, int yOffset) {
        this.xOffset = xOffset;
        this.yOffset = yOffset;
        rank = extents.length;
        // A scalar has no axes, but an array of a device has at least one element.
        counts = new int[Math.max(1, rank)];
        strides = new int[Math.max(1, rank)];
        int[] own = new int[rank];
        int product = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            own[axis] = product;
            product *= extents[axis];
        }
        for (int axis = 0; axis < rank; axis++) {
            counts[axis] = extents[permutation[axis]];
            strides[axis] = own[permutation[axis]];
        }
        size = product;
    }

    @Override
    public Extent extent() {
        return row(size);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < size) {
            int left = i;
            int source = xOffset;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int next = left / counts[axis];
                source = source + (left - next * counts[axis]) * strides[axis];
                left = next;
            }
            y[yOffset + i] = x[source];
        }
    }
}
