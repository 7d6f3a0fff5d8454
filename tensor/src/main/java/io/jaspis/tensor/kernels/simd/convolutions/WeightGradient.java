package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.Transpose;
import jdk.incubator.vector.FloatVector;

/**
 * The gradient in the weights of one group: the product of g, {@code [channels × pixels]}, whose channels are packed
 * for the tile of the convolution, and the patches, {@code [pixels × taps]}, which are read where they stand, channels
 * last. Its sums, {@code [channels × runs × sumLength]}, get the order of the weights at the end.
 */
final class WeightGradient {
    private static final Scratch<float[]> PANELS = Scratch.floats();
    private static final Scratch<float[]> TURNED = Scratch.floats();
    private static final Scratch<int[]> LINES = Scratch.integers();

    private static final int LANES = Lanes.FLOATS.length();
    private static final int ROWS = PatchTile.ROWS;
    /** Pixels of eight channels that one transpose packs. */
    private static final int PAIRED = 2 * Transpose.LINES;

    private WeightGradient() {}

    /**
     * The pixel whose turn is {@code k}-th in a block of so many: one transpose packs two vectors of pixels of eight
     * channels, so these take turns.
     */
    static int pixel(int k, int pixels) {
        if (!Transpose.FITS || k >= pixels / PAIRED * PAIRED) {
            return k;
        }
        int place = k % PAIRED;
        return k - place + place / 2 + place % 2 * Transpose.LINES;
    }

    /** Adds one strip's part to the sums of {@code channels} channels, or begins them with it. */
    static void add(
            ChannelsLast layout,
            float[] strip,
            int[][] places,
            int channels,
            float[] g,
            int gOffset,
            int gStride,
            float[] sums,
            int sumsAt,
            boolean begin) {
        int strideRow = layout.runs.length * layout.sumLength;
        int pixel = 0;
        for (int[] block : places) {
            int depth = block.length;
            float[] panels = PANELS.atLeast(Math.ceilDiv(channels, ROWS) * ROWS * depth);
            for (int channel = 0; channel < channels; channel += ROWS) {
                int present = Math.min(ROWS, channels - channel);
                pack(present, depth, g, gOffset + channel * gStride + pixel, gStride, panels, channel * depth);
            }
            boolean add = !begin || pixel > 0;
            for (int run = 0; run < layout.runs.length; run++) {
                int from = layout.runs[run];
                int to = sumsAt + run * layout.sumLength;
                int vectors;
                for (int i = 0; i < layout.sumLength; i += vectors * LANES) {
                    vectors = PatchTile.vectors(layout.sumLength - i);
                    for (int channel = 0; channel < channels; channel += ROWS) {
                        int present = Math.min(ROWS, channels - channel);
                        int at = to + channel * strideRow + i;
                        PatchTile.multiply(
                                vectors,
                                present,
                                depth,
                                block,
                                panels,
                                channel * depth,
                                strip,
                                from + i,
                                from + i + LANES,
                                from + i + 2 * LANES,
                                sums,
                                at,
                                strideRow,
                                add,
                                null,
                                0,
                                false);
                    }
                }
            }
            pixel += depth;
        }
    }

    /** One panel of channels, {@code [pixels × ROWS]}; those it lacks repeat its last one. */
    private static void pack(int present, int pixels, float[] g, int from, int gStride, float[] panels, int at) {
        int packed = 0;
        if (Transpose.FITS) {
            int[] lines = LINES.atLeast(Transpose.LINES);
            for (int i = 0; i < ROWS; i++) {
                lines[i] = from + Math.min(i, present - 1) * gStride;
                lines[ROWS + i] = lines[i] + Transpose.LINES;
            }
            for (; packed + PAIRED <= pixels; packed += PAIRED) {
                Transpose.block(g, lines, 0, packed, panels, at + packed * ROWS, Transpose.LINES);
            }
        }
        for (; packed < pixels; packed++) {
            for (int i = 0; i < ROWS; i++) {
                panels[at + packed * ROWS + i] = g[from + Math.min(i, present - 1) * gStride + packed];
            }
        }
    }

    /** The weights' gradients, {@code [count × channels × taps]}, from {@code parts} partial sums, added in order. */
    static void finish(
            ChannelsLast layout,
            int count,
            int parts,
            int partSize,
            float[] sums,
            int sumsAt,
            float[] dw,
            int dwOffset) {
        int size = layout.runs.length * layout.sumLength;
        int weights = layout.channels * layout.sums.length;
        float[] turned = TURNED.atLeast(weights + LANES);
        for (int channel = 0; channel < count; channel++) {
            int from = sumsAt + channel * size;
            for (int part = 1; part < parts; part++) {
                for (int i = 0; i < size; i += LANES) {
                    FloatVector.fromArray(Lanes.FLOATS, sums, from + i)
                            .add(FloatVector.fromArray(Lanes.FLOATS, sums, from + part * partSize + i))
                            .intoArray(sums, from + i);
                }
            }
            turn(layout, sums, from, turned);
            System.arraycopy(turned, 0, dw, dwOffset + channel * weights, weights);
        }
    }

    /** {@code [taps × channels]} to {@code [channels × taps]}. */
    private static void turn(ChannelsLast layout, float[] sums, int from, float[] turned) {
        int taps = layout.sums.length;
        int channel = 0;
        if (Transpose.FITS) {
            int[] lines = LINES.atLeast(Transpose.LINES);
            for (; channel + LANES <= layout.channels; channel += LANES) {
                // Where there are fewer taps than lanes, what a row has too much is overwritten by the next row.
                for (int tap = 0; tap < taps; tap += LANES) {
                    int first = Math.max(0, Math.min(tap, taps - LANES));
                    for (int i = 0; i < LANES; i++) {
                        lines[i] = from + layout.sums[Math.min(first + i, taps - 1)];
                    }
                    Transpose.block(sums, lines, 0, channel, turned, channel * taps + first, taps);
                }
            }
        }
        for (; channel < layout.channels; channel++) {
            for (int tap = 0; tap < taps; tap++) {
                turned[channel * taps + tap] = sums[from + layout.sums[tap] + channel];
            }
        }
    }
}
