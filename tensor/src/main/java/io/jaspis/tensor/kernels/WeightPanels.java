package io.jaspis.tensor.kernels;

/**
 * The weights of a convolution as {@link PatchTile} reads them: for each group and each block of source channels, panels of
 * as many result channels as the tile has, {@code [taps × ROWS]}; channels that the last panel lacks repeat its last one.
 */
final class WeightPanels {
    private static final int ROWS = PatchTile.ROWS;

    private WeightPanels() {}

    static int groupSize(PatchLayout layout, int rows) {
        return Math.ceilDiv(rows, ROWS) * ROWS * layout.depth();
    }

    /** Where the panels of the source channels from {@code channel} on begin in those of their group. */
    static int blockStart(PatchLayout layout, int rows, int channel) {
        return Math.ceilDiv(rows, ROWS) * ROWS * channel * layout.windowTaps.length;
    }

    /**
     * Packs the weights of one group with {@code rows} result channels: the window of result channel r and source channel c
     * begins at {@code offset + r·rowStride + c·channelStride}.
     */
    static void pack(
            PatchLayout layout,
            int rows,
            float[] weights,
            int offset,
            int rowStride,
            int channelStride,
            float[] panels,
            int panelsAt) {
        int[] places = layout.windowTaps;
        int at = panelsAt;
        for (int block = 0; block < layout.channels; block += layout.channelBlock) {
            int end = Math.min(layout.channels, block + layout.channelBlock);
            for (int row = 0; row < rows; row += ROWS) {
                for (int channel = block; channel < end; channel++) {
                    for (int place : places) {
                        int from = offset + channel * channelStride + place;
                        for (int i = row; i < row + ROWS; i++) {
                            panels[at++] = weights[from + Math.min(i, rows - 1) * rowStride];
                        }
                    }
                }
            }
        }
    }
}
