package io.jaspis.tensor.kernels;

/**
 * The gradient in the weights of one group, summed over some images: the product of g, {@code [channels × pixels]}, which
 * is read where it stands, and the transposed patches, {@code [pixels × taps]}, which are copied from the planes to the
 * column panels that the register tile reads.
 */
final class WeightGradient {
    private static final int COLUMNS = RegisterTile.COLUMNS;
    private static final int PIXEL_BLOCK = 256;

    private WeightGradient() {}

    /** Adds the part of one strip of pixels, in some of the source channels, to {@code dw}, {@code [channels × taps]}. */
    static void add(
            PatchLayout layout,
            int sourceChannels,
            float[] planes,
            int pixels,
            int channels,
            float[] g,
            int gOffset,
            float[] dw,
            int dwOffset) {
        int taps = sourceChannels * layout.windowTaps.length;
        Scratch scratch = Scratch.mine();
        int mostPixels = Math.min(pixels, PIXEL_BLOCK);
        // A transposed block may reach behind the panels by as many rows as it has, less one.
        int room = Panels.thinSize(taps, mostPixels) + Transpose.LINES * COLUMNS;
        float[] panels = scratch.floats(Scratch.Floats.COLUMN_PANELS, room);
        float[] tile = TileGrid.edgeTile(scratch);
        int wide = RegisterTile.wideColumns(taps);
        for (int pixel = 0; pixel < pixels; pixel += PIXEL_BLOCK) {
            int length = Math.min(PIXEL_BLOCK, pixels - pixel);
            for (int column = 0; column < taps; column += column < wide ? COLUMNS : ThinTile.COLUMNS) {
                int panelWidth = column < wide ? COLUMNS : ThinTile.COLUMNS;
                int present = Math.min(panelWidth, taps - column);
                pack(layout.taps, column, present, planes, pixel, length, panels, column * length, panelWidth);
            }
            TileGrid.multiplyRows(
                    channels,
                    taps,
                    length,
                    g,
                    gOffset + pixel,
                    layout.pixels(),
                    panels,
                    0,
                    length,
                    0,
                    tile,
                    dw,
                    dwOffset,
                    layout.depth(),
                    true,
                    null,
                    0);
        }
    }

    /** One panel of taps. Columns that it lacks read the last tap again, and are never moved to dw. */
    private static void pack(
            int[] taps,
            int first,
            int present,
            float[] planes,
            int pixel,
            int length,
            float[] panels,
            int at,
            int panelWidth) {
        int column = 0;
        for (; Transpose.FITS && column + Transpose.LINES <= present; column += Transpose.LINES) {
            // In ascending order: what a block brings too much is overwritten by the next.
            for (int i = 0; i < length; i += Transpose.LINES) {
                Transpose.block(
                        planes, taps, first + column, pixel + i, panels, at + column + i * panelWidth, panelWidth);
            }
        }
        int last = first + present - 1;
        for (; column < panelWidth; column++) {
            int tap = taps[Math.min(first + column, last)] + pixel;
            for (int i = 0; i < length; i++) {
                panels[at + column + i * panelWidth] = planes[tap + i];
            }
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
