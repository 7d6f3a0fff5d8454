package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.Transpose;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The first operand of a product as the register tile reads it: panels of {@link ProductTile#ROWS} rows, and a last one
 * that may be lower, each {@code [depth × height]}. Rows that the last one lacks repeat its last.
 */
final class RowPanels {
    private static final Scratch<int[]> LINES = Scratch.integers();

    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = ProductTile.ROWS;

    private RowPanels() {}

    /** Room for {@link #pack}, with what its last store has too much. */
    static int size(int rows, int depth) {
        return (rows + ROWS - 1) / ROWS * ROWS * depth + LANES;
    }

    /**
     * Row r, depth k is {@code a[offset + r·lineStride + k·depthStride]}; the panel of row r begins at {@code r·depth}.
     */
    static void pack(
            int rows, int depth, float[] a, int offset, int lineStride, int depthStride, float[] panels, int at) {
        int copied = lineStride == 1 ? copy(rows, depth, a, offset, depthStride, panels, at) : 0;
        int present;
        for (int row = 0; row < rows; row += present) {
            present = ProductTile.strip(rows - row);
            int from = offset + row * lineStride;
            int to = at + row * depth;
            int height = ProductTile.height(present);
            if (depthStride == 1 && Transpose.FITS) {
                transpose(present, height, depth, a, from, lineStride, panels, to);
            } else if (depthStride == 1 && height == FourRows.ROWS) {
                four(present, depth, a, from, lineStride, panels, to);
            } else {
                int first = present == height ? copied : 0;
                one(present, height, first, depth, a, from, lineStride, depthStride, panels, to);
            }
        }
    }

    /**
     * The whole panels along the lines of a transposed A, by vectors in ascending order: what each brings too much is
     * overwritten by the next of its panel, so the last depth is left to others, as is what would read beyond the
     * array.
     *
     * @return the depth that was copied
     */
    private static int copy(int rows, int depth, float[] a, int offset, int depthStride, float[] panels, int at) {
        if (LANES < ROWS || depthStride == 0) {
            return 0;
        }
        int inside = Math.max(0, (a.length - LANES - rows - offset) / depthStride + 1);
        int copied = Math.max(0, Math.min(depth - 1, inside));
        for (int k = 0; k < copied; k++) {
            int source = offset + k * depthStride;
            int present;
            for (int row = 0; row < rows; row += present) {
                present = ProductTile.strip(rows - row);
                int height = ProductTile.height(present);
                if (present == height) {
                    FloatVector.fromArray(SPECIES, a, source + row).intoArray(panels, at + row * depth + k * height);
                }
            }
        }
        return copied;
    }

    private static void transpose(
            int present, int height, int depth, float[] a, int from, int lineStride, float[] panels, int at) {
        int whole = depth / Transpose.LINES * Transpose.LINES;
        int[] lines = LINES.atLeast(Transpose.LINES);
        for (int i = 0; i < Transpose.LINES; i++) {
            lines[i] = from + Math.min(i, present - 1) * lineStride;
        }
        for (int k = 0; k < whole; k += Transpose.LINES) {
            Transpose.block(a, lines, 0, k, panels, at + k * height, height);
        }
        one(present, height, whole, depth, a, from, lineStride, 1, panels, at);
    }

    /** Four rows whose places are worked out before the loop: one element after the other takes a tenth of a product. */
    private static void four(int present, int depth, float[] a, int from, int lineStride, float[] panels, int at) {
        int line1 = from + Math.min(1, present - 1) * lineStride;
        int line2 = from + Math.min(2, present - 1) * lineStride;
        int line3 = from + Math.min(3, present - 1) * lineStride;
        for (int k = 0; k < depth; k++) {
            int to = at + k * FourRows.ROWS;
            panels[to] = a[from + k];
            panels[to + 1] = a[line1 + k];
            panels[to + 2] = a[line2 + k];
            panels[to + 3] = a[line3 + k];
        }
    }

    /** Element by element, from depth {@code first} on. */
    private static void one(
            int present,
            int height,
            int first,
            int depth,
            float[] a,
            int from,
            int lineStride,
            int depthStride,
            float[] panels,
            int at) {
        for (int k = first; k < depth; k++) {
            int source = from + k * depthStride;
            for (int row = 0; row < height; row++) {
                panels[at + k * height + row] = a[source + Math.min(row, present - 1) * lineStride];
            }
        }
    }
}
