package io.jaspis.tensor.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient in the weights where these are few: for each channel of g and each tap a sum along the pixels, which is kept
 * as a vector until all images are added ({@link PixelTile}).
 */
final class PixelProduct {
    private static final int LANES = Lanes.FLOATS.length();
    /** Weights whose sums, a vector each, still fit a second-level cache beside the planes. */
    private static final int MOST_WEIGHTS = 8192;

    /** With fewer pixels, reading and writing the sums costs more than adding to them. */
    private static final int LEAST_PIXELS = 128;

    private PixelProduct() {}

    static boolean fits(Convolution convolution, int pixels) {
        return convolution.weightSize() <= MOST_WEIGHTS && pixels >= LEAST_PIXELS;
    }

    /**
     * Adds one image's part to {@code sums}, {@code [channels × taps × lanes]}. Where the rows of pixels don't fill their
     * vectors, g is copied with zeros between them, so that what the planes hold there doesn't count.
     */
    static void add(
            PatchLayout layout, float[] planes, int channels, float[] g, int gOffset, float[] sums, int sumsAt) {
        int taps = layout.taps.length;
        int rows = layout.rows;
        int columns = layout.columns;
        int rowVectors = (columns + LANES - 1) / LANES;
        int wholeVectors = ((rows - 1) * layout.rowStep + columns + LANES - 1) / LANES;
        boolean whole = wholeVectors < rows * rowVectors;
        int runs = whole ? 1 : rows;
        int length = (whole ? wholeVectors : rowVectors) * LANES;
        float[] source = g;
        int sourceAt = gOffset;
        int gStep = columns;
        int gChannel = rows * columns;
        int end = layout.channels * layout.planeSize();
        Arrays.fill(planes, end, end + LANES, 0f);
        if (length != columns) {
            gStep = whole ? layout.rowStep : length;
            gChannel = runs * length;
            source = Scratch.mine().floats(Scratch.Floats.COLUMN_PANELS, channels * gChannel);
            sourceAt = 0;
            Arrays.fill(source, 0, channels * gChannel, 0f);
            for (int channel = 0; channel < channels; channel++) {
                for (int row = 0; row < rows; row++) {
                    int from = gOffset + (channel * rows + row) * columns;
                    System.arraycopy(g, from, source, channel * gChannel + row * gStep, columns);
                }
            }
        }
        for (int channel = 0; channel < channels; channel += PixelTile.CHANNELS) {
            int last = Math.min(channels - channel, PixelTile.CHANNELS) - 1;
            int from = sourceAt + channel * gChannel;
            for (int tap = 0; tap < taps; tap += PixelTile.TAPS) {
                int lastTap = Math.min(taps - tap, PixelTile.TAPS) - 1;
                PixelTile.add(
                        runs,
                        length,
                        source,
                        from,
                        from + Math.min(1, last) * gChannel,
                        from + Math.min(2, last) * gChannel,
                        from + Math.min(3, last) * gChannel,
                        gStep,
                        planes,
                        layout.taps[tap],
                        layout.taps[tap + Math.min(1, lastTap)],
                        layout.taps[tap + Math.min(2, lastTap)],
                        layout.taps[tap + Math.min(3, lastTap)],
                        layout.rowStep,
                        sums,
                        sumsAt + (channel * taps + tap) * LANES,
                        taps * LANES,
                        last + 1,
                        lastTap + 1);
            }
        }
    }

    /** {@code dw} = the lanes' sums, over parts of {@code size} vectors each. */
    static void fold(int parts, int size, float[] sums, float[] dw, int dwOffset) {
        for (int i = 0; i < size; i++) {
            FloatVector sum = FloatVector.fromArray(Lanes.FLOATS, sums, i * LANES);
            for (int part = 1; part < parts; part++) {
                sum = sum.add(FloatVector.fromArray(Lanes.FLOATS, sums, (part * size + i) * LANES));
            }
            dw[dwOffset + i] = VectorReductions.fold(sum);
        }
    }
}
