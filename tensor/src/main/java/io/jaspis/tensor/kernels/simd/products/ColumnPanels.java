package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.Transpose;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The second operand of a product as the register tile reads it: panels of {@link ProductTile#COLUMNS} columns, {@code
 * [depth × width]} each, of which the last may be one vector wide, and lack columns, which are zeros then.
 */
final class ColumnPanels {
    private static final Scratch<int[]> LINES = Scratch.integers();

    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int COLUMNS = ProductTile.COLUMNS;

    private ColumnPanels() {}

    /** Room for {@link #pack}. */
    static int size(int columns, int depth) {
        int left = columns % COLUMNS;
        return Math.multiplyExact(columns - left + (left == 0 ? 0 : ProductTile.width(left)), depth);
    }

    /**
     * Column c, depth k is {@code b[offset + c·lineStride + k·depthStride]}; the panel of column c begins at
     * {@code c·depth}.
     */
    static void pack(
            int columns, int depth, float[] b, int offset, int lineStride, int depthStride, float[] panels, int at) {
        int whole = columns / COLUMNS * COLUMNS;
        if (lineStride == 1) {
            copy(whole, depth, b, offset, depthStride, panels, at);
        } else {
            for (int column = 0; column < whole; column += COLUMNS) {
                int from = offset + column * lineStride;
                transpose(depth, b, from, lineStride, depthStride, panels, at + column * depth);
            }
        }
        if (whole < columns) {
            rest(
                    columns - whole,
                    0,
                    depth,
                    b,
                    offset + whole * lineStride,
                    lineStride,
                    depthStride,
                    panels,
                    at + whole * depth);
        }
    }

    /** Along the rows of B, which are read from memory without gaps; the panels they go to are in a cache. */
    private static void copy(int columns, int depth, float[] b, int from, int depthStride, float[] panels, int at) {
        for (int k = 0; k < depth; k++) {
            int source = from + k * depthStride;
            int target = at + k * COLUMNS;
            for (int column = 0; column < columns; column += COLUMNS) {
                int to = target + column * depth;
                FloatVector.fromArray(SPECIES, b, source + column).intoArray(panels, to);
                FloatVector.fromArray(SPECIES, b, source + column + LANES).intoArray(panels, to + LANES);
            }
        }
    }

    private static void transpose(
            int depth, float[] b, int from, int lineStride, int depthStride, float[] panels, int at) {
        int whole = 0;
        if (Transpose.FITS && depthStride == 1) {
            whole = depth / Transpose.LINES * Transpose.LINES;
            int[] lines = LINES.atLeast(COLUMNS);
            for (int i = 0; i < COLUMNS; i++) {
                lines[i] = from + i * lineStride;
            }
            for (int k = 0; k < whole; k += Transpose.LINES) {
                Transpose.block(b, lines, 0, k, panels, at + k * COLUMNS, COLUMNS);
                Transpose.block(b, lines, LANES, k, panels, at + k * COLUMNS + LANES, COLUMNS);
            }
        }
        rest(COLUMNS, whole, depth, b, from, lineStride, depthStride, panels, at);
    }

    /** Columns as lines that are contiguous over the depth, for {@link DotTile}. */
    static void lines(
            int columns, int depth, float[] b, int offset, int lineStride, int depthStride, float[] lines, int at) {
        for (int k = 0; k < depth; k++) {
            int source = offset + k * depthStride;
            for (int column = 0; column < columns; column++) {
                lines[at + column * depth + k] = b[source + column * lineStride];
            }
        }
    }

    /** Element by element, from depth {@code first} on. */
    private static void rest(
            int present,
            int first,
            int depth,
            float[] b,
            int from,
            int lineStride,
            int depthStride,
            float[] panels,
            int at) {
        int width = ProductTile.width(present);
        for (int k = first; k < depth; k++) {
            int source = from + k * depthStride;
            int target = at + k * width;
            for (int column = 0; column < present; column++) {
                panels[target + column] = b[source + column * lineStride];
            }
            for (int column = present; column < width; column++) {
                panels[target + column] = 0f;
            }
        }
    }
}
