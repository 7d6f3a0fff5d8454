package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient in the weights of one group, summed over some images: the product of g, {@code [channels × pixels]}, and
 * the transposed patches, {@code [pixels × taps]}, or its transpose where that leaves less of the register tile idle.
 */
final class WeightGradient {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = RegisterTile.ROWS;
    private static final int COLUMNS = RegisterTile.COLUMNS;
    private static final int PIXEL_BLOCK = 1024;
    private static final int ROW_BLOCK = 192;
    private static final int COLUMN_BLOCK = 1024;

    private WeightGradient() {}

    /** Adds one image's part to {@code dw}, {@code [channels × taps]}. */
    static void add(
            PatchLayout layout, float[] planes, int channels, float[] g, int gOffset, float[] dw, int dwOffset) {
        int taps = layout.taps.length;
        int pixels = layout.pixels();
        if (channels == 1) {
            addRow(layout, planes, g, gOffset, dw, dwOffset);
            return;
        }
        Scratch scratch = Scratch.mine();
        boolean swapped = padded(taps, channels) < padded(channels, taps);
        int rows = swapped ? taps : channels;
        int columns = swapped ? channels : taps;
        int mostPixels = Math.min(pixels, PIXEL_BLOCK);
        float[] rowPanels = scratch.floats(
                Scratch.Floats.ROW_PANELS, RegisterTile.rowPanels(Math.min(rows, ROW_BLOCK)) * ROWS * mostPixels);
        float[] columnPanels = scratch.floats(
                Scratch.Floats.COLUMN_PANELS,
                RegisterTile.columnPanels(Math.min(columns, COLUMN_BLOCK)) * COLUMNS * mostPixels);
        float[] tile = TileGrid.edgeTile(scratch);
        int[] places = places(layout, scratch);
        int strideRow = swapped ? 1 : taps;
        int strideColumn = swapped ? taps : 1;
        for (int pixel = 0; pixel < pixels; pixel += PIXEL_BLOCK) {
            int length = Math.min(PIXEL_BLOCK, pixels - pixel);
            for (int column = 0; column < columns; column += COLUMN_BLOCK) {
                int width = Math.min(COLUMN_BLOCK, columns - column);
                if (swapped) {
                    Panels.packColumns(width, length, g, gOffset + column * pixels + pixel, pixels, 1, columnPanels, 0);
                } else {
                    packColumns(layout.taps, column, width, planes, places, pixel, length, columnPanels);
                }
                for (int row = 0; row < rows; row += ROW_BLOCK) {
                    int height = Math.min(ROW_BLOCK, rows - row);
                    if (swapped) {
                        packRows(layout.taps, row, height, planes, places, pixel, length, rowPanels);
                    } else {
                        Panels.packRows(height, length, g, gOffset + row * pixels + pixel, pixels, 1, rowPanels, 0);
                    }
                    int at = dwOffset + row * strideRow + column * strideColumn;
                    TileGrid.multiply(
                            height,
                            width,
                            length,
                            rowPanels,
                            0,
                            columnPanels,
                            tile,
                            dw,
                            at,
                            strideRow,
                            strideColumn,
                            true);
                }
            }
        }
    }

    private static long padded(int rows, int columns) {
        return (long) RegisterTile.rowPanels(rows) * ROWS * RegisterTile.columnPanels(columns) * COLUMNS;
    }

    /** Where each pixel begins in the planes. */
    private static int[] places(PatchLayout layout, Scratch scratch) {
        int[] places = scratch.integers(Scratch.Integers.PIXELS, layout.pixels());
        int pixel = 0;
        for (int row = 0; row < layout.rows; row++) {
            for (int column = 0; column < layout.columns; column++) {
                places[pixel++] = row * layout.rowStep + column;
            }
        }
        return places;
    }

    private static void packRows(
            int[] taps, int first, int count, float[] planes, int[] places, int pixel, int length, float[] panels) {
        for (int row = 0; row < count; row += ROWS) {
            int at = row * length;
            int last = first + Math.min(count - row, ROWS) - 1;
            // A panel that lacks rows reads its last one again: the tile's surplus rows are never moved to dw.
            int tap0 = taps[first + row];
            int tap1 = taps[Math.min(first + row + 1, last + row)];
            int tap2 = taps[Math.min(first + row + 2, last + row)];
            int tap3 = taps[Math.min(first + row + 3, last + row)];
            int tap4 = taps[Math.min(first + row + 4, last + row)];
            int tap5 = taps[Math.min(first + row + 5, last + row)];
            for (int i = 0; i < length; i++) {
                int place = places[pixel + i];
                int to = at + i * ROWS;
                panels[to] = planes[place + tap0];
                panels[to + 1] = planes[place + tap1];
                panels[to + 2] = planes[place + tap2];
                panels[to + 3] = planes[place + tap3];
                panels[to + 4] = planes[place + tap4];
                panels[to + 5] = planes[place + tap5];
            }
        }
    }

    private static void packColumns(
            int[] taps, int first, int count, float[] planes, int[] places, int pixel, int length, float[] panels) {
        for (int column = 0; column < count; column += COLUMNS) {
            int present = Math.min(COLUMNS, count - column);
            // Four at a time; surplus columns read the last tap again, and are never moved to dw.
            for (int i = 0; i < COLUMNS; i += 4) {
                int last = first + column + present - 1;
                int at = first + column + i;
                fourColumns(
                        taps[Math.min(at, last)],
                        taps[Math.min(at + 1, last)],
                        taps[Math.min(at + 2, last)],
                        taps[Math.min(at + 3, last)],
                        planes,
                        places,
                        pixel,
                        length,
                        panels,
                        column * length + i);
            }
        }
    }

    private static void fourColumns(
            int tap0,
            int tap1,
            int tap2,
            int tap3,
            float[] planes,
            int[] places,
            int pixel,
            int length,
            float[] panels,
            int at) {
        for (int i = 0; i < length; i++) {
            int place = places[pixel + i];
            int to = at + i * COLUMNS;
            panels[to] = planes[place + tap0];
            panels[to + 1] = planes[place + tap1];
            panels[to + 2] = planes[place + tap2];
            panels[to + 3] = planes[place + tap3];
        }
    }

    /** One channel: a product of its g with each tap's patch, row by row; the tile would be nearly idle. */
    private static void addRow(PatchLayout layout, float[] planes, float[] g, int gOffset, float[] dw, int dwOffset) {
        for (int k = 0; k < layout.taps.length; k++) {
            FloatVector sums = FloatVector.zero(SPECIES);
            float rest = 0f;
            for (int row = 0; row < layout.rows; row++) {
                int from = row * layout.rowStep + layout.taps[k];
                int upstream = gOffset + row * layout.columns;
                int column = 0;
                for (; column <= layout.columns - LANES; column += LANES) {
                    sums = FloatVector.fromArray(SPECIES, planes, from + column)
                            .fma(FloatVector.fromArray(SPECIES, g, upstream + column), sums);
                }
                for (; column < layout.columns; column++) {
                    rest = Math.fma(planes[from + column], g[upstream + column], rest);
                }
            }
            dw[dwOffset + k] += VectorReductions.fold(sums) + rest;
        }
    }

    /** {@code dw} = the sum of {@code parts} partial sums, in order. */
    static void total(int parts, int size, float[] sums, float[] dw, int dwOffset) {
        System.arraycopy(sums, 0, dw, dwOffset, size);
        for (int part = 1; part < parts; part++) {
            for (int i = 0; i < size; i++) {
                dw[dwOffset + i] += sums[part * size + i];
            }
        }
    }
}
