package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.VectorReductions;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient in the weights where these are few: for each channel of g and each tap a sum along the pixels, which is
 * kept as a vector until all images are added ({@link PixelTile}).
 */
final class PixelProduct {
    private static final int LANES = Lanes.FLOATS.length();
    /** Weights whose sums, a vector each, still fit a second-level cache beside the planes. */
    private static final int MOST_WEIGHTS = 8192;

    /** With fewer pixels, reading and writing the sums costs more than adding to them. */
    private static final int LEAST_PIXELS = 128;

    private PixelProduct() {}

    /** Whether there are few weights, and pixels enough, which must fill the vectors of each strip. */
    static boolean fits(Convolution convolution, PatchLayout layout) {
        int pixels = layout.pixels();
        return convolution.weightSize() <= MOST_WEIGHTS
                && pixels >= LEAST_PIXELS
                && pixels % LANES == 0
                && layout.stripRows * layout.columns % LANES == 0;
    }

    /**
     * Adds the part of one strip of pixels of a lowered layout, in some of the source channels, to {@code sums},
     * {@code [channels × taps × lanes]}.
     */
    static void add(
            PatchLayout layout,
            int sourceChannels,
            float[] planes,
            int pixels,
            int channels,
            float[] g,
            int gOffset,
            float[] sums,
            int sumsAt) {
        int taps = sourceChannels * layout.windowTaps;
        int[] places = layout.passes[0].taps();
        int gStep = layout.pixels();
        for (int channel = 0; channel < channels; channel += PixelTile.CHANNELS) {
            int last = Math.min(channels - channel, PixelTile.CHANNELS) - 1;
            int from = gOffset + channel * gStep;
            for (int tap = 0; tap < taps; tap += PixelTile.TAPS) {
                int lastTap = Math.min(taps - tap, PixelTile.TAPS) - 1;
                PixelTile.add(
                        pixels,
                        g,
                        from,
                        from + Math.min(1, last) * gStep,
                        from + Math.min(2, last) * gStep,
                        from + Math.min(3, last) * gStep,
                        planes,
                        Planes.FIRST + places[tap],
                        Planes.FIRST + places[tap + Math.min(1, lastTap)],
                        Planes.FIRST + places[tap + Math.min(2, lastTap)],
                        Planes.FIRST + places[tap + Math.min(3, lastTap)],
                        sums,
                        sumsAt + (channel * layout.depth() + tap) * LANES,
                        layout.depth() * LANES,
                        last + 1,
                        lastTap + 1);
            }
        }
    }

    /** {@code dw} = the lanes' sums, over parts of {@code size} vectors each. */
    static void fold(int parts, int size, float[] sums, float[] dw, int dwOffset) {
        for (int i = 0; i < size; i++) {
            FloatVector all = FloatVector.fromArray(Lanes.FLOATS, sums, i * LANES);
            for (int part = 1; part < parts; part++) {
                all = all.add(FloatVector.fromArray(Lanes.FLOATS, sums, (part * size + i) * LANES));
            }
            all = all.add(all.rearrange(VectorReductions.HALF));
            all = all.add(all.rearrange(VectorReductions.QUARTER));
            all = LANES < 8 ? all : all.add(all.rearrange(VectorReductions.EIGHTH));
            all = LANES < 16 ? all : all.add(all.rearrange(VectorReductions.SIXTEENTH));
            dw[dwOffset + i] = all.lane(0);
        }
    }
}
