package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;

/**
 * The input gradient as a product and a sum: weights, transposed, times g, which is read where it stands, are the
 * gradients in the patches, {@code [channels × taps × pixels]}; an element of dx is the sum of those that it has a part
 * in (col2im). Where there are few channels this fills the tiles of the product, which the patches of g don't.
 */
final class PatchSums {
    private static final Scratch<float[]> PATCHES = Scratch.floats();

    private static final int LANES = Lanes.FLOATS.length();
    private static final int ROWS = PatchTile.ROWS;
    /** Floats of patches made at once, which a second-level cache should hold beside g. */
    private static final int ROOM = 1 << 17;
    /** Channels made at once: their taps are whole panels of weights. */
    private static final int BLOCK = ROWS;
    /** Channels of which even the low tile of {@link PatchProduct} would be idle by half. */
    private static final int MOST_CHANNELS = 2;
    /** Products summed for one element of a patch, at least: with fewer, writing and reading it costs more. */
    private static final int LEAST_DEPTH = 16;

    /** Of one group. */
    final int channels;

    final int upstreamChannels;
    private final int window;
    private final int height;
    private final int width;
    private final int sourceRows;
    private final int sourceColumns;
    private final PatchAxis[] vertical;
    /** Where g's channels begin. */
    private final int[] taps;

    private final PatchOverlaps overlaps;

    PatchSums(Convolution convolution) {
        this.channels = convolution.inputChannels() / convolution.groups();
        this.upstreamChannels = convolution.outputChannels() / convolution.groups();
        this.window = convolution.window().taps();
        this.height = convolution.height();
        this.width = convolution.width();
        this.sourceRows = convolution.outputHeight();
        this.sourceColumns = convolution.outputWidth();
        this.vertical = PatchLayout.backwardRows(convolution);
        this.taps = new int[upstreamChannels];
        for (int i = 0; i < upstreamChannels; i++) {
            taps[i] = i * sourceRows * sourceColumns;
        }
        this.overlaps = new PatchOverlaps(convolution, vertical);
    }

    /**
     * Whether this is the faster form: where channels are too few for the tiles of {@link PatchProduct}, unless the
     * sums are short beside what is added up afterwards.
     */
    static boolean fits(Convolution convolution) {
        return convolution.inputChannels() / convolution.groups() <= MOST_CHANNELS
                && convolution.outputChannels() / convolution.groups() >= LEAST_DEPTH
                && convolution.outputHeight() * convolution.outputWidth() >= LANES;
    }

    /** Room for the panels of one group. */
    int panelsSize() {
        return Math.ceilDiv(channels * window, ROWS) * ROWS * upstreamChannels;
    }

    /**
     * Packs one group's weights as {@link PatchTile} reads them, {@code [taps of all channels / ROWS × depth × ROWS]}.
     */
    void pack(float[] weights, int offset, float[] panels, int panelsAt) {
        int rows = channels * window;
        int at = panelsAt;
        for (int row = 0; row < rows; row += ROWS) {
            for (int k = 0; k < upstreamChannels; k++) {
                for (int i = row; i < row + ROWS; i++) {
                    panels[at++] = weights[offset + k * rows + Math.min(i, rows - 1)];
                }
            }
        }
    }

    /** The least number of strips with which one's patches don't take too much room. */
    int strips() {
        long size = (long) Math.min(BLOCK, channels) * window * sourceRows * sourceColumns;
        return Math.clamp(Math.ceilDiv(size, ROOM), 1, height);
    }

    /** Makes rows {@code firstRow} to {@code endRow − 1} of dx, of one image and group. */
    void rows(
            int firstRow,
            int endRow,
            float[] panels,
            int panelsAt,
            float[] g,
            int gOffset,
            float[] dx,
            int dxOffset,
            Epilogue epilogue,
            int biasAt) {
        int least = sourceRows;
        int end = 0;
        for (PatchAxis axis : vertical) {
            int first = axis.position(firstRow);
            int last = axis.position(endRow) - 1;
            for (int shift : axis.shifts()) {
                if (first <= last) {
                    least = Math.min(least, Math.max(0, first + shift - axis.before()));
                    end = Math.max(end, Math.min(sourceRows, last + shift - axis.before() + 1));
                }
            }
        }
        // At least the pixels of a vector.
        while (Math.max(0, end - least) * sourceColumns < LANES) {
            least = Math.max(0, Math.min(least, end) - 1);
            end = Math.min(sourceRows, Math.max(end, least) + 1);
        }
        int pixels = (end - least) * sourceColumns;
        int mostRows = Math.min(BLOCK, channels) * window;
        float[] patches = PATCHES.atLeast(overlaps.before + mostRows * pixels + overlaps.behind);
        for (int channel = 0; channel < channels; channel += BLOCK) {
            int count = Math.min(BLOCK, channels - channel);
            int from = panelsAt + channel * window * upstreamChannels;
            multiply(count * window, pixels, panels, from, g, gOffset + least * sourceColumns, patches);
            for (int i = 0; i < count; i++) {
                int plane = dxOffset + (channel + i) * height * width;
                int bias = biasAt + channel + i;
                overlaps.sum(firstRow, endRow, least, end, i, patches, dx, plane, epilogue, bias);
            }
        }
    }

    /** The patches of some pixels. The last tile begins early enough to be whole. */
    private void multiply(int rows, int pixels, float[] panels, int panelsAt, float[] g, int gOffset, float[] patches) {
        int vectors;
        for (int pixel = 0; pixel < pixels; pixel += vectors * LANES) {
            int left = pixels - pixel;
            vectors = pixels < PatchTile.VECTORS * LANES ? 1 : PatchTile.vectors(left);
            int first = Math.min(pixel, pixels - vectors * LANES);
            for (int row = 0; row < rows; row += ROWS) {
                PatchTile.multiply(
                        vectors,
                        Math.min(ROWS, rows - row),
                        upstreamChannels,
                        taps,
                        panels,
                        panelsAt + row * upstreamChannels,
                        g,
                        gOffset + first,
                        gOffset + first + LANES,
                        gOffset + first + 2 * LANES,
                        patches,
                        overlaps.before + row * pixels + first,
                        pixels,
                        false,
                        null,
                        0,
                        false);
            }
        }
    }
}
