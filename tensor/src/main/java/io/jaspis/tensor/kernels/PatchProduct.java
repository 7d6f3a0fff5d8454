package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product of weights, {@code [rows × taps]} as they stand, and the patches of a {@link PatchLayout}, {@code [taps ×
 * pixels]}: patches are copied straight from the planes into the column panel that the register tile reads, a block of
 * taps and one panel of pixels at a time.
 */
final class PatchProduct {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int COLUMNS = RegisterTile.COLUMNS;
    /** Taps in a block, at most: with 64 columns a panel of 256 KiB, which a second-level cache holds. */
    private static final int TAP_BLOCK = 1024;

    private PatchProduct() {}

    /**
     * The pixels of the column panels {@code firstPanel} to {@code endPanel − 1}, in all rows of the result, whose planes
     * lie {@code strideRow} apart.
     */
    static void multiply(
            PatchLayout layout,
            float[] planes,
            int rows,
            float[] weights,
            int weightsAt,
            float[] y,
            int yOffset,
            int strideRow,
            int firstPanel,
            int endPanel,
            Epilogue epilogue,
            int firstChannel) {
        Scratch scratch = Scratch.mine();
        int depth = layout.taps.length;
        float[] tile = TileGrid.edgeTile(scratch);
        // Even blocks: a short last one would load and store C for little work.
        int blocks = Math.max(1, Math.ceilDiv(depth, TAP_BLOCK));
        int block = Math.max(1, Math.ceilDiv(depth, blocks));
        float[] panel = scratch.floats(Scratch.Floats.COLUMN_PANELS, block * COLUMNS + COLUMNS + LANES);
        int[] copies = scratch.integers(Scratch.Integers.SEGMENTS, 2 * COLUMNS + 2);
        boolean contiguous = layout.contiguous();
        int pixels = layout.pixels();
        for (int number = firstPanel; number < endPanel; number++) {
            int pixel = number * COLUMNS;
            int width = Math.min(COLUMNS, pixels - pixel);
            int panelWidth = width <= ThinTile.COLUMNS ? ThinTile.COLUMNS : COLUMNS;
            int count = copies(layout, pixel, width, copies);
            for (int k = 0; k == 0 || k < depth; k += block) {
                int length = Math.min(block, depth - k);
                pack(length, layout.taps, k, copies, count, planes, panel, panelWidth);
                boolean add = k > 0;
                Epilogue last = k + length == depth ? epilogue : null;
                for (int row = 0; row < rows; ) {
                    int from = weightsAt + row * depth + k;
                    int at = yOffset + row * strideRow;
                    int done = RegisterTile.strip(rows - row);
                    if (contiguous && width == COLUMNS) {
                        at += layout.resultStart + pixel;
                        RegisterTile.multiplyRows(done, length, weights, from, depth, panel, 0, y, at, strideRow, add);
                        if (last != null) {
                            finish(last, done, firstChannel + row, y, at, strideRow);
                        }
                    } else {
                        if (panelWidth == COLUMNS) {
                            RegisterTile.multiplyRows(
                                    done, length, weights, from, depth, panel, 0, tile, 0, COLUMNS, false);
                        } else {
                            ThinTile.multiply(done, length, weights, from, depth, panel, 0, tile, 0, COLUMNS, false);
                        }
                        move(layout, done, width, pixel, tile, y, at, strideRow, add, last, firstChannel + row);
                    }
                    row += done;
                }
            }
        }
    }

    private static void finish(Epilogue epilogue, int rows, int firstChannel, float[] y, int at, int strideRow) {
        for (int row = 0; row < rows; row++) {
            VectorEpilogue.finishRow(epilogue, firstChannel + row, COLUMNS, y, at + row * strideRow);
        }
    }

    /** Lists the vectors to copy for each tap of a panel: pairs of a place in the panel and one in the planes. */
    private static int copies(PatchLayout layout, int firstPixel, int width, int[] copies) {
        int count = 0;
        int row = firstPixel / layout.columns;
        int column = firstPixel % layout.columns;
        int place = 0;
        while (place < width) {
            int length = Math.min(layout.columns - column, width - place);
            int source = row * layout.rowStep + column;
            for (int i = 0; i < length; i += LANES) {
                copies[count++] = place + i;
                copies[count++] = source + i;
            }
            place += length;
            column = 0;
            row++;
        }
        return count;
    }

    /** In ascending order of places, so that what a vector brings too much is overwritten by the next. */
    private static void pack(
            int taps,
            int[] tapOffsets,
            int firstTap,
            int[] copies,
            int count,
            float[] planes,
            float[] panel,
            int panelWidth) {
        for (int k = 0; k < taps; k++) {
            int from = tapOffsets[firstTap + k];
            int to = k * panelWidth;
            for (int i = 0; i < count; i += 2) {
                FloatVector.fromArray(SPECIES, planes, from + copies[i + 1]).intoArray(panel, to + copies[i]);
            }
        }
    }

    private static void move(
            PatchLayout layout,
            int height,
            int width,
            int firstPixel,
            float[] tile,
            float[] y,
            int yOffset,
            int strideRow,
            boolean add,
            Epilogue epilogue,
            int firstChannel) {
        int stride = layout.resultColumnStride;
        // Where pixels lie in the result as they are counted, all of them are one row.
        int columns = layout.contiguous() ? layout.pixels() : layout.columns;
        for (int row = 0; row < height; row++) {
            int plane = yOffset + row * strideRow + layout.resultStart;
            int pixelRow = firstPixel / columns;
            int pixelColumn = firstPixel % columns;
            int place = row * COLUMNS;
            int end = place + width;
            while (place < end) {
                int to = plane + pixelRow * layout.resultRowStride + pixelColumn * stride;
                int length = Math.min(columns - pixelColumn, end - place);
                if (add) {
                    for (int i = 0; i < length; i++) {
                        tile[place + i] += y[to + i * stride];
                    }
                }
                if (epilogue != null) {
                    VectorEpilogue.finishRow(epilogue, firstChannel + row, length, tile, place);
                }
                if (stride == 1) {
                    System.arraycopy(tile, place, y, to, length);
                } else {
                    for (int i = 0; i < length; i++) {
                        y[to + i * stride] = tile[place + i];
                    }
                }
                place += length;
                pixelColumn = 0;
                pixelRow++;
            }
        }
    }
}
