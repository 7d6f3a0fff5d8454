package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packing: an operand of a product, rewritten as panels of as many of its lines (rows of A, columns of B) as the register
 *
 */
final class Panels {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = RegisterTile.ROWS;
    private static final int COLUMNS = RegisterTile.COLUMNS;
    /** Lines read side by side when columns are transposed: as many streams as the hardware prefetches well. */
    private static final int STREAMS = 8;

    private Panels() {}

    /** Rows of A: line l, depth k is {@code a[offset + l·lineStride + k·depthStride]}. */
    static void packRows(
            int lines, int depth, float[] a, int offset, int lineStride, int depthStride, float[] panels, int at) {
        for (int line = 0; line < lines; line += ROWS) {
            int from = offset + line * lineStride;
            int to = at + line * depth;
            if (line + ROWS <= lines) {
                sixRows(depth, a, from, lineStride, depthStride, panels, to);
            } else {
                fewRows(lines - line, depth, a, from, lineStride, depthStride, panels, to);
            }
        }
    }

    private static void sixRows(
            int depth, float[] a, int from, int lineStride, int depthStride, float[] panels, int at) {
        int copied = 0;
        if (lineStride == 1 && LANES >= ROWS) {
            // Whole vectors in ascending order: what each brings too much is overwritten by the next.
            int inside = depthStride == 0 ? 0 : Math.max(0, (a.length - LANES - from) / depthStride + 1);
            copied = Math.min(depth - (LANES - 1) / ROWS, Math.min(depth, inside));
            for (int k = 0; k < copied; k++) {
                FloatVector.fromArray(SPECIES, a, from + k * depthStride).intoArray(panels, at + k * ROWS);
            }
            copied = Math.max(0, copied);
        }
        int row1 = from + lineStride;
        int row2 = row1 + lineStride;
        int row3 = row2 + lineStride;
        int row4 = row3 + lineStride;
        int row5 = row4 + lineStride;
        for (int k = copied; k < depth; k++) {
            int step = k * depthStride;
            int to = at + k * ROWS;
            panels[to] = a[from + step];
            panels[to + 1] = a[row1 + step];
            panels[to + 2] = a[row2 + step];
            panels[to + 3] = a[row3 + step];
            panels[to + 4] = a[row4 + step];
            panels[to + 5] = a[row5 + step];
        }
    }

    private static void fewRows(
            int rows, int depth, float[] a, int from, int lineStride, int depthStride, float[] panels, int at) {
        for (int k = 0; k < depth; k++) {
            int to = at + k * ROWS;
            for (int row = 0; row < ROWS; row++) {
                panels[to + row] = row < rows ? a[from + row * lineStride + k * depthStride] : 0f;
            }
        }
    }

    /** Columns of B: line l, depth k is {@code b[offset + l·lineStride + k·depthStride]}. */
    static void packColumns(
            int lines, int depth, float[] b, int offset, int lineStride, int depthStride, float[] panels, int at) {
        int copied = 0;
        if (lineStride == 1) {
            copied = lines / COLUMNS * COLUMNS;
            copyColumns(copied, depth, b, offset, depthStride, panels, at);
        }
        for (int line = copied; line < lines; line += COLUMNS) {
            int from = offset + line * lineStride;
            int present = Math.min(COLUMNS, lines - line);
            transposeColumns(present, depth, b, from, lineStride, depthStride, panels, at + line * depth);
        }
    }

    /** The same, ending in thin panels as {@link RegisterTile#wideColumns} says. */
    static void packColumnsThinly(
            int lines, int depth, float[] b, int offset, int lineStride, int depthStride, float[] panels, int at) {
        int wide = RegisterTile.wideColumns(lines);
        packColumns(wide, depth, b, offset, lineStride, depthStride, panels, at);
        for (int line = wide; line < lines; line += LANES) {
            int present = Math.min(LANES, lines - line);
            int from = offset + line * lineStride;
            int to = at + line * depth;
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < LANES; j++) {
                    panels[to + k * LANES + j] = j < present ? b[from + j * lineStride + k * depthStride] : 0f;
                }
            }
        }
    }

    /** Room for {@link #packColumnsThinly}. */
    static int thinSize(int lines, int depth) {
        int wide = RegisterTile.wideColumns(lines);
        int thin = (lines - wide + LANES - 1) / LANES * LANES;
        return (RegisterTile.columnPanels(wide) * COLUMNS + thin) * depth;
    }

    /** Along the rows of B, which are read from memory without gaps; the panels they go to are in a cache. */
    private static void copyColumns(
            int lines, int depth, float[] b, int from, int depthStride, float[] panels, int at) {
        for (int k = 0; k < depth; k++) {
            int source = from + k * depthStride;
            int target = at + k * COLUMNS;
            for (int line = 0; line < lines; line += COLUMNS) {
                for (int j = 0; j < COLUMNS; j += LANES) {
                    FloatVector.fromArray(SPECIES, b, source + line + j).intoArray(panels, target + line * depth + j);
                }
            }
        }
    }

    private static void transposeColumns(
            int present, int depth, float[] b, int from, int lineStride, int depthStride, float[] panels, int at) {
        int line = 0;
        if (Transpose.FITS && depthStride == 1) {
            int whole = depth / Transpose.LINES * Transpose.LINES;
            int[] lines = Scratch.mine().integers(Scratch.Integers.LINES, COLUMNS);
            for (int i = 0; i < present; i++) {
                lines[i] = from + i * lineStride;
            }
            for (; line + Transpose.LINES <= present; line += Transpose.LINES) {
                for (int k = 0; k < whole; k += Transpose.LINES) {
                    Transpose.block(b, lines, line, k, panels, at + k * COLUMNS + line, COLUMNS);
                }
                int rest = at + whole * COLUMNS + line;
                int source = from + line * lineStride + whole;
                eightColumns(depth - whole, b, source, lineStride, 1, panels, rest);
                eightColumns(depth - whole, b, source + 8 * lineStride, lineStride, 1, panels, rest + 8);
            }
        }
        for (; line + STREAMS <= present; line += STREAMS) {
            eightColumns(depth, b, from + line * lineStride, lineStride, depthStride, panels, at + line);
        }
        for (; line < present; line++) {
            int source = from + line * lineStride;
            for (int k = 0; k < depth; k++) {
                panels[at + line + k * COLUMNS] = b[source + k * depthStride];
            }
        }
    }

    private static void eightColumns(
            int depth, float[] b, int from, int lineStride, int depthStride, float[] panels, int at) {
        int line1 = from + lineStride;
        int line2 = line1 + lineStride;
        int line3 = line2 + lineStride;
        int line4 = line3 + lineStride;
        int line5 = line4 + lineStride;
        int line6 = line5 + lineStride;
        int line7 = line6 + lineStride;
        for (int k = 0; k < depth; k++) {
            int step = k * depthStride;
            int to = at + k * COLUMNS;
            panels[to] = b[from + step];
            panels[to + 1] = b[line1 + step];
            panels[to + 2] = b[line2 + step];
            panels[to + 3] = b[line3 + step];
            panels[to + 4] = b[line4 + step];
            panels[to + 5] = b[line5 + step];
            panels[to + 6] = b[line6 + step];
            panels[to + 7] = b[line7 + step];
        }
    }
}
