package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Adds up the gradients in patches where these overlap in the image (col2im). */
final class PatchOverlaps {
    private static final Scratch<float[]> LINE = Scratch.floats();
    private static final Scratch<int[]> PLACES = Scratch.integers();

    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();

    private final PatchAxis[] vertical;
    private final PatchAxis[] horizontal;
    private final int window;
    private final int kernelWidth;
    private final int width;
    private final int sourceColumns;
    /**
     * For each horizontal phase, {@code [horizontal taps × positions]}: all bits where the tap meets g, none where it
     * doesn't.
     */
    private final int[][] bits;
    /** Floats that vectors may reach before the patches and behind them. */
    final int before;

    final int behind;

    PatchOverlaps(Convolution convolution, PatchAxis[] vertical) {
        this.vertical = vertical;
        this.horizontal = PatchLayout.backwardColumns(convolution);
        this.window = convolution.window().taps();
        this.kernelWidth = convolution.window().kernelWidth();
        this.width = convolution.width();
        this.sourceColumns = convolution.outputWidth();
        this.bits = new int[horizontal.length][];
        int least = 0;
        int most = 0;
        for (int phase = 0; phase < horizontal.length; phase++) {
            PatchAxis axis = horizontal[phase];
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

    /**
     * Makes rows {@code firstRow} to {@code endRow − 1} of one plane of dx from the patches
     * {@code [channels × taps × pixels]} of g's rows {@code firstSource} to {@code endSource − 1}.
     */
    void sum(
            int firstRow,
            int endRow,
            int firstSource,
            int endSource,
            int channel,
            float[] patches,
            float[] dx,
            int plane,
            Epilogue epilogue,
            int biasAt) {
        for (PatchAxis row : vertical) {
            for (int phase = 0; phase < horizontal.length; phase++) {
                PatchAxis column = horizontal[phase];
                sum(
                        row,
                        column,
                        bits[phase],
                        firstRow,
                        endRow,
                        firstSource,
                        endSource,
                        channel,
                        patches,
                        dx,
                        plane,
                        epilogue,
                        biasAt);
            }
        }
    }

    private void sum(
            PatchAxis vertical,
            PatchAxis horizontal,
            int[] bits,
            int firstRow,
            int endRow,
            int firstSource,
            int endSource,
            int channel,
            float[] patches,
            float[] dx,
            int plane,
            Epilogue epilogue,
            int biasAt) {
        int pixels = (endSource - firstSource) * sourceColumns;
        int positions = horizontal.positions();
        int padded = whole(positions);
        int end = vertical.position(endRow);
        float[] line = LINE.atLeast(padded);
        int[] places = PLACES.atLeast(2 * window);
        float bias = epilogue == null ? 0f : epilogue.bias(biasAt);
        boolean relu = epilogue != null && epilogue.relu();
        for (int position = vertical.position(firstRow); position < end; position++) {
            int count = 0;
            for (int i = 0; i < vertical.taps().length; i++) {
                int row = position + vertical.shifts()[i] - vertical.before();
                if (row < firstSource || row >= endSource) {
                    continue;
                }
                for (int j = 0; j < horizontal.taps().length; j++) {
                    int tap = channel * window
                            + vertical.taps()[i] * kernelWidth
                            + horizontal.taps()[j];
                    int column = horizontal.shifts()[j] - horizontal.before();
                    places[count++] = before + tap * pixels + (row - firstSource) * sourceColumns + column;
                    places[count++] = j * padded;
                }
            }
            int at = plane
                    + (vertical.resultStart() + position * vertical.resultStep()) * width
                    + horizontal.resultStart();
            boolean contiguous = horizontal.resultStep() == 1;
            int direct = contiguous ? positions / LANES * LANES : 0;
            for (int i = 0; i < padded; i += LANES) {
                boolean inPlace = i < direct;
                one(count, places, i, patches, bits, bias, relu, inPlace ? dx : line, inPlace ? at + i : i);
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
