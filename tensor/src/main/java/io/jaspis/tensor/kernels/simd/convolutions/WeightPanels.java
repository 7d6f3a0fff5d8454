package io.jaspis.tensor.kernels.simd.convolutions;

/**
 * The weights of a convolution as {@link PatchTile} reads them: for each group, pass and block of source channels,
 * panels of as many result channels as the tile has, {@code [taps × ROWS]}; channels that the last panel lacks repeat
 * its last one.
 */
final class WeightPanels {
    private static final int ROWS = PatchTile.ROWS;

    private WeightPanels() {}

    static int groupSize(PatchLayout layout, int rows) {
        return whole(rows) * layout.depth();
    }

    private static int whole(int rows) {
        return Math.ceilDiv(rows, ROWS) * ROWS;
    }

    /** Where, in the panels of a group, those of a pass begin for the source channels from {@code channel} on. */
    static int start(PatchLayout layout, int rows, PatchLayout.Pass pass, int channel) {
        return whole(rows) * (pass.earlierTaps() * layout.channels + channel * pass.windowTaps().length);
    }

    /**
     * Packs the weights of one group with {@code rows} result channels: the window of result channel r and source
     * channel c begins at {@code offset + r·rowStride + c·channelStride}.
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
        int at = panelsAt;
        for (PatchLayout.Pass pass : layout.passes) {
            for (int block = 0; block < layout.channels; block += layout.channelBlock) {
                int end = Math.min(layout.channels, block + layout.channelBlock);
                for (int row = 0; row < rows; row += ROWS) {
                    for (int channel = block; channel < end; channel++) {
                        for (int place : pass.windowTaps()) {
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
}
