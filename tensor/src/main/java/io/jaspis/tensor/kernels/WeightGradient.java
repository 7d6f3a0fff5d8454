package io.jaspis.tensor.kernels;

/**
 * The gradient in the weights of one group, summed over some images: the product of g, {@code [channels × pixels]}, which
 * is read where it stands, and the transposed patches, {@code [pixels × taps]}, which are copied from the planes to the
 * column panels that the register tile reads.
 */
final class WeightGradient {
    private static final int COLUMNS = RegisterTile.COLUMNS;
    private static final int PIXEL_BLOCK = 1024;
    /** With 1024 pixels a megabyte, which a second-level cache holds. */
    private static final int TAP_BLOCK = 256;

    private WeightGradient() {}

    /** Adds one image's part to {@code dw}, {@code [channels × taps]}. */
    static void add(
            PatchLayout layout, float[] planes, int channels, float[] g, int gOffset, float[] dw, int dwOffset) {
        int taps = layout.taps.length;
        int pixels = layout.pixels();
        Scratch scratch = Scratch.mine();
        int mostPixels = Math.min(pixels, PIXEL_BLOCK);
        // A transposed block may reach behind the panels by as many rows as it has, less one.
        int room = Panels.thinSize(Math.min(taps, TAP_BLOCK), mostPixels) + Transpose.LINES * COLUMNS;
        float[] panels = scratch.floats(Scratch.Floats.COLUMN_PANELS, room);
        float[] tile = TileGrid.edgeTile(scratch);
        int[] places = places(layout, scratch);
        for (int pixel = 0; pixel < pixels; pixel += PIXEL_BLOCK) {
            int length = Math.min(PIXEL_BLOCK, pixels - pixel);
            for (int tap = 0; tap < taps; tap += TAP_BLOCK) {
                int width = Math.min(TAP_BLOCK, taps - tap);
                int wide = RegisterTile.wideColumns(width);
                for (int column = 0; column < width; column += column < wide ? COLUMNS : ThinTile.COLUMNS) {
                    int panelWidth = column < wide ? COLUMNS : ThinTile.COLUMNS;
                    int present = Math.min(panelWidth, width - column);
                    pack(
                            layout,
                            tap + column,
                            present,
                            planes,
                            places,
                            pixel,
                            length,
                            panels,
                            column * length,
                            panelWidth);
                }
                int from = gOffset + pixel;
                int at = dwOffset + tap;
                TileGrid.multiplyRows(
                        channels, width, length, g, from, pixels, panels, 0, length, 0, tile, dw, at, taps, true, null,
                        0);
            }
        }
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

    /** One panel of taps. Columns that it lacks read the last tap again, and are never moved to dw. */
    private static void pack(
            PatchLayout layout,
            int first,
            int present,
            float[] planes,
            int[] places,
            int pixel,
            int length,
            float[] panels,
            int at,
            int panelWidth) {
        int[] taps = layout.taps;
        int column = 0;
        for (; Transpose.FITS && column + Transpose.LINES <= present; column += Transpose.LINES) {
            transpose(layout, first + column, planes, places, pixel, length, panels, at + column, panelWidth);
        }
        int last = first + present - 1;
        for (; column < panelWidth; column += 4) {
            int tap = first + column;
            int to = at + column;
            int tap0 = taps[Math.min(tap, last)];
            int tap1 = taps[Math.min(tap + 1, last)];
            int tap2 = taps[Math.min(tap + 2, last)];
            int tap3 = taps[Math.min(tap + 3, last)];
            fourColumns(tap0, tap1, tap2, tap3, planes, places, pixel, length, panels, to, panelWidth);
        }
    }

    /** Along each row of pixels in ascending order: what a block brings too much is overwritten by the next. */
    private static void transpose(
            PatchLayout layout,
            int tap,
            float[] planes,
            int[] places,
            int pixel,
            int length,
            float[] panels,
            int at,
            int panelWidth) {
        for (int done = 0; done < length; ) {
            int count = Math.min(layout.columns - (pixel + done) % layout.columns, length - done);
            for (int i = 0; i < count; i += Transpose.LINES) {
                int to = at + (done + i) * panelWidth;
                Transpose.block(planes, layout.taps, tap, places[pixel + done + i], panels, to, panelWidth);
            }
            done += count;
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
            int at,
            int panelWidth) {
        for (int i = 0; i < length; i++) {
            int place = places[pixel + i];
            int to = at + i * panelWidth;
            panels[to] = planes[place + tap0];
            panels[to + 1] = planes[place + tap1];
            panels[to + 2] = planes[place + tap2];
            panels[to + 3] = planes[place + tap3];
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
