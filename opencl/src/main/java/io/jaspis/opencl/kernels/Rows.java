package io.jaspis.opencl.kernels;

/**
 * Rows of x, {@code xRow} elements apart, copied to rows of y, {@code yRow} elements apart, from {@code start} on; what
 * lies outside a row of x is zero. A slice, a part of a concatenation, and padding are all this.
 */
public final class Rows extends DeviceKernel {
    private float[] x;
    private float[] y;
    private final int length;
    private final int xRow;
    private final int start;
    private final int yRow;
    private final int xOffset;
    private final int yOffset;
    private final int size;

    /**
     * @param length elements written to each row of y
     * @param start the element of a row of x that comes first; negative for zeros before
     */
    public Rows(int rows, int length, int xRow, int start, int yRow, int xOffset, int yOffset) {
        this.length = length;
        this.xRow = xRow;
        this.start = start;
        this.yRow = yRow;
        this.xOffset = xOffset;
        this.yOffset = yOffset;
        size = rows * length;
    }

    @Override
    public Extent extent() {
        return row(size);
    }

    @Override
    public void run() {
        int i = getGlobalId(0);
        if (i < size) {
            int row = i / length;
            int column = i - row * length;
            int from = column + start;
            float value = 0f;
            if (from >= 0 && from < xRow) {
                value = x[xOffset + row * xRow + from];
            }
            y[yOffset + row * yRow + column] = value;
        }
    }
}
