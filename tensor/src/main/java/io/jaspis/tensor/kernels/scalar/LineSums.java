package io.jaspis.tensor.kernels.scalar;

import io.jaspis.tensor.PerThread;
import java.util.Arrays;

/**
 * A tile of {@link #ROWS} × {@link #WIDTH} sums of products, to which lines of the second operand are added four at a
 * time, each times a factor for each row. Sums and lines are arrays of their own that begin at index 0, because only
 * then does a compiler see that they don't overlap, and takes the loop in vectors: six times as fast. Four lines at a
 * time load and store each sum a fourth as often. Every element is summed from its first product to its last.
 */
final class LineSums {
    static final int ROWS = 16;
    static final int WIDTH = 256;
    /** Lines that are added at once. */
    static final int LINES = 4;

    private static final PerThread<LineSums> MINE = PerThread.of(LineSums::new);

    final float[][] sums = new float[ROWS][WIDTH];
    final float[][] lines = new float[LINES][WIDTH];
    /** Where the factors of the lines lie, for the first row. */
    final int[] places = new int[LINES];

    private LineSums() {}

    static LineSums mine() {
        return MINE.get();
    }

    void clear(int rows, int width) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(sums[row], 0, width, 0f);
        }
    }

    /**
     * Adds the first {@code count} lines, where the factor of line i for row r is {@code a[places[i] + r·rowStride]}.
     */
    void add(int rows, int width, int count, float[] a, int rowStride) {
        for (int row = 0; row < rows; row++) {
            int shift = row * rowStride;
            if (count == LINES) {
                add(
                        width,
                        a[places[0] + shift],
                        lines[0],
                        a[places[1] + shift],
                        lines[1],
                        a[places[2] + shift],
                        lines[2],
                        a[places[3] + shift],
                        lines[3],
                        sums[row]);
            } else {
                for (int i = 0; i < count; i++) {
                    add(width, a[places[i] + shift], lines[i], sums[row]);
                }
            }
        }
    }

    private static void add(
            int n, float p, float[] a, float q, float[] b, float r, float[] c, float s, float[] d, float[] sums) {
        for (int i = 0; i < n; i++) {
            sums[i] = sums[i] + p * a[i] + q * b[i] + r * c[i] + s * d[i];
        }
    }

    private static void add(int n, float factor, float[] line, float[] sums) {
        for (int i = 0; i < n; i++) {
            sums[i] += factor * line[i];
        }
    }
}
