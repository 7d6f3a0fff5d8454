package io.jaspis.tensor.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The input gradient as a product and a sum: weights, transposed, times g, which is read where it stands, are the gradients
 * in the patches, {@code [channels × taps × pixels]}; an element of dx is the sum of those that it has a part in (col2im).
 * Where there are few channels this fills the tiles of the product, which the patches of g don't.
 */
final class PatchSums {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = PatchTile.ROWS;
    /** Floats of patches made at once, which a second-level cache should hold beside g. */
    private static final int ROOM = 1 << 17;
    /** Channels made at once: their taps are whole panels of weights. */
    private static final int BLOCK = ROWS;
    /** The wide tile holds 24 sums in registers, and only AVX-512 has as many. */
    private static final boolean WIDE = LANES >= 16;

    /** Of one group. */
    final int channels;

    final int upstreamChannels;
    private final int window;
    private final int kernelWidth;
    private final int height;
    private final int width;
    private final int sourceRows;
    private final int sourceColumns;
    private final PatchLayout[] phases;
    /** Where g's channels begin. */
    private final int[] taps;
    /** For each phase, {@code [horizontal taps × positions]}: all bits where the tap meets g, none where it doesn't. */
    private final int[][] bits;
    /** Floats that vectors may reach before the patches and behind them. */
    private final int before;

    private final int behind;

    PatchSums(Convolution convolution, PatchLayout[] phases) {
        this.channels = convolution.inputChannels() / convolution.groups();
        this.upstreamChannels = convolution.outputChannels() / convolution.groups();
        this.window = convolution.window().taps();
        this.kernelWidth = convolution.window().kernelWidth();
        this.height = convolution.height();
        this.width = convolution.width();
        this.sourceRows = convolution.outputHeight();
        this.sourceColumns = convolution.outputWidth();
        this.phases = phases;
        this.taps = new int[upstreamChannels];
        for (int i = 0; i < upstreamChannels; i++) {
            taps[i] = i * sourceRows * sourceColumns;
        }
        this.bits = new int[phases.length][];
        int least = 0;
        int most = 0;
        for (int phase = 0; phase < phases.length; phase++) {
            PatchLayout.Axis axis = phases[phase].horizontal;
            int positions = whole(axis.positions());
            int[] shifts = axis.shifts();
            bits[phase] = new int[shifts.length * positions];
            for (int tap = 0; tap < shifts.length; tap++) {
                int shift = shifts[tap] - axis.before();
                least = Math.min(least, shift);
                most = Math.max(most, positions + shift);
                for (int i = 0; i < positions; i++) {
                    boolean inside = i < axis.positions() && i + shift >= 0 && i + shift < sourceColumns;
                    bits[phase][tap * positions + i] = inside ? -1 : 0;
                }
            }
        }
        this.before = -least;
        this.behind = most;
    }

    private static int whole(int positions) {
        return Math.ceilDiv(positions, LANES) * LANES;
    }

    /** Whether this is the faster form. */
    static boolean fits(Convolution convolution) {
        int most = Integer.getInteger("most", 4);
        return convolution.outputHeight() * convolution.outputWidth() >= LANES
                && convolution.inputChannels() / convolution.groups() <= most;
    }

    /** Room for the panels of one group. */
    int panelsSize() {
        return Math.ceilDiv(channels * window, ROWS) * ROWS * upstreamChannels;
    }

    /** Packs one group's weights as {@link PatchTile} reads them, {@code [taps of all channels / ROWS × depth × ROWS]}. */
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
        for (PatchLayout phase : phases) {
            PatchLayout.Axis axis = phase.vertical;
            int first = position(axis, firstRow);
            int last = position(axis, endRow) - 1;
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
        float[] patches = Scratch.mine().floats(Scratch.Floats.PLANES, before + mostRows * pixels + behind);
        for (int channel = 0; channel < channels; channel += BLOCK) {
            int count = Math.min(BLOCK, channels - channel);
            int from = panelsAt + channel * window * upstreamChannels;
            multiply(count * window, pixels, panels, from, g, gOffset + least * sourceColumns, patches);
            for (int i = 0; i < count; i++) {
                int plane = dxOffset + (channel + i) * height * width;
                int bias = biasAt + channel + i;
                for (int phase = 0; phase < phases.length; phase++) {
                    sum(phase, firstRow, endRow, least, end, pixels, i, patches, dx, plane, epilogue, bias);
                }
            }
        }
    }

    /** The first position of an axis that isn't before this row of dx. */
    private static int position(PatchLayout.Axis axis, int row) {
        return Math.clamp(Math.ceilDiv(row - axis.resultStart(), axis.resultStep()), 0, axis.positions());
    }

    /** The patches of some pixels. The last tile begins early enough to be whole. */
    private void multiply(
            int rows, int pixels, float[] panels, int panelsAt, float[] g, int gOffset, float[] patches) {
        int vectors;
        for (int pixel = 0; pixel < pixels; pixel += vectors * LANES) {
            int left = pixels - pixel;
            vectors = WIDE && left > 2 * LANES && pixels >= PatchTile.VECTORS * LANES ? PatchTile.VECTORS : 1;
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
                        patches,
                        before + row * pixels + first,
                        pixels,
                        false,
                        null,
                        0,
                        false);
            }
        }
    }

    /** The pixels of one phase of the stride in one channel, the {@code channel}-th in the patches. */
    private void sum(
            int phase,
            int firstRow,
            int endRow,
            int firstSource,
            int endSource,
            int pixels,
            int channel,
            float[] patches,
            float[] dx,
            int plane,
            Epilogue epilogue,
            int biasAt) {
        PatchLayout layout = phases[phase];
        PatchLayout.Axis vertical = layout.vertical;
        PatchLayout.Axis horizontal = layout.horizontal;
        int positions = horizontal.positions();
        int padded = whole(positions);
        int end = position(vertical, endRow);
        float[] line = Scratch.mine().floats(Scratch.Floats.EDGE_TILE, padded);
        int[] places = Scratch.mine().integers(Scratch.Integers.PLACES, 2 * window);
        float bias = epilogue == null ? 0f : epilogue.bias(biasAt);
        boolean relu = epilogue != null && epilogue.relu();
        for (int position = position(vertical, firstRow); position < end; position++) {
            int count = 0;
            for (int i = 0; i < vertical.taps().length; i++) {
                int row = position + vertical.shifts()[i] - vertical.before();
                if (row < firstSource || row >= endSource) {
                    continue;
                }
                for (int j = 0; j < horizontal.taps().length; j++) {
                    int tap = channel * window + vertical.taps()[i] * kernelWidth + horizontal.taps()[j];
                    int column = horizontal.shifts()[j] - horizontal.before();
                    places[count++] = before + tap * pixels + (row - firstSource) * sourceColumns + column;
                    places[count++] = j * padded;
                }
            }
            int at = plane + (vertical.resultStart() + position * vertical.resultStep()) * width + horizontal.resultStart();
            boolean contiguous = horizontal.resultStep() == 1;
            int direct = contiguous ? positions / LANES * LANES : 0;
            for (int i = 0; i < padded; i += LANES) {
                boolean inPlace = i < direct;
                one(count, places, i, patches, bits[phase], bias, relu, inPlace ? dx : line, inPlace ? at + i : i);
            }
            if (contiguous) {
                for (int i = direct; i < positions; i++) {
                    dx[at + i] = line[i];
                }
            } else if (horizontal.resultStep() == 2) {
                Interleaving.move(false, positions, line, 0, dx, at);
            } else {
                for (int i = 0; i < positions; i++) {
                    dx[at + i * horizontal.resultStep()] = line[i];
                }
            }
        }
    }

    /** One vector of dx; {@code places} has pairs of where to read and which bits to keep of it. */
    private static void one(
            int count,
            int[] places,
            int first,
            float[] patches,
            int[] bits,
            float bias,
            boolean relu,
            float[] result,
            int at) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < count; i += 2) {
            IntVector inside = IntVector.fromArray(Lanes.INTEGERS, bits, places[i + 1] + first);
            FloatVector part = FloatVector.fromArray(SPECIES, patches, places[i] + first);
            sum = sum.add(part.reinterpretAsInts().and(inside).reinterpretAsFloats());
        }
        sum = sum.add(bias);
        if (relu) {
            sum = sum.blend(0f, sum.compare(VectorOperators.LE, 0f));
        }
        sum.intoArray(result, at);
    }
}
