package io.jaspis.tensor.kernels;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Where the operands of a convolution lie once an image is copied to zero-bordered planes: what tap k reads for pixel p
 * is {@code planes[taps[k] + pixel(p)]}. No patch matrix is ever made. Where the window steps over several columns, a
 * plane's row keeps the columns of each phase together, so that neighbouring pixels always read neighbouring elements.
 *
 * <p>The input gradient has the same form: for each phase of the stride, pixels of dx read g through those taps of the
 * turned window that meet it.
 */
final class PatchLayout {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** The even elements of two vectors. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);

    final int channels;
    final int sourceHeight;
    final int sourceWidth;
    /** Rows and columns of zeros before the image; negative where its first ones are never read. */
    private final int top;

    private final int left;
    private final int planeRows;
    private final int phases;
    private final int phaseWidth;

    /** Rows and columns of pixels. */
    final int rows;

    final int columns;
    /** Elements from one row of pixels to the next, in the planes. */
    final int rowStep;

    final int[] taps;

    /** Where pixel (row, column) goes in a plane of the result: {@code start + row·rowStride + column·columnStride}. */
    final int resultStart;

    final int resultRowStride;
    final int resultColumnStride;

    /** Of the window's taps, those that a channel's taps stand for. */
    final int[] windowTaps;

    private PatchLayout(
            int channels,
            int sourceHeight,
            int sourceWidth,
            Axis vertical,
            Axis horizontal,
            int kernelWidth,
            int resultWidth) {
        this.channels = channels;
        this.sourceHeight = sourceHeight;
        this.sourceWidth = sourceWidth;
        this.top = vertical.before;
        this.left = horizontal.before;
        this.planeRows = vertical.extent;
        this.phases = horizontal.step;
        this.phaseWidth = (horizontal.extent + phases - 1) / phases;
        this.rows = vertical.positions;
        this.columns = horizontal.positions;
        this.rowStep = vertical.step * phases * phaseWidth;
        this.resultStart = vertical.resultStart * resultWidth + horizontal.resultStart;
        this.resultRowStride = vertical.resultStep * resultWidth;
        this.resultColumnStride = horizontal.resultStep;
        this.windowTaps = new int[vertical.taps.length * horizontal.taps.length];
        int tap = 0;
        for (int row : vertical.taps) {
            for (int column : horizontal.taps) {
                windowTaps[tap++] = row * kernelWidth + column;
            }
        }
        this.taps = new int[channels * windowTaps.length];
        int k = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int row : vertical.shifts) {
                for (int column : horizontal.shifts) {
                    taps[k++] = channel * planeSize()
                            + row * phases * phaseWidth
                            + column % phases * phaseWidth
                            + column / phases;
                }
            }
        }
    }

    /** The patches that the window reads, of the channels of one group. */
    static PatchLayout forward(Convolution convolution) {
        Window window = convolution.window();
        return new PatchLayout(
                convolution.inputChannels() / convolution.groups(),
                convolution.height(),
                convolution.width(),
                Axis.forward(
                        convolution.outputHeight(),
                        window.kernelHeight(),
                        window.strideHeight(),
                        window.dilationHeight(),
                        window.padTop()),
                Axis.forward(
                        convolution.outputWidth(),
                        window.kernelWidth(),
                        window.strideWidth(),
                        window.dilationWidth(),
                        window.padLeft()),
                window.kernelWidth(),
                convolution.outputWidth());
    }

    /** The patches of g from which one phase of dx is made; there may be no pixels in it, or no taps. */
    static PatchLayout backward(Convolution convolution, int phaseRow, int phaseColumn) {
        Window window = convolution.window();
        return new PatchLayout(
                convolution.outputChannels() / convolution.groups(),
                convolution.outputHeight(),
                convolution.outputWidth(),
                Axis.backward(
                        convolution.height(),
                        window.kernelHeight(),
                        window.strideHeight(),
                        window.dilationHeight(),
                        window.padTop(),
                        phaseRow),
                Axis.backward(
                        convolution.width(),
                        window.kernelWidth(),
                        window.strideWidth(),
                        window.dilationWidth(),
                        window.padLeft(),
                        phaseColumn),
                window.kernelWidth(),
                convolution.width());
    }

    /** One axis of the layout: positions, and the taps at each with their shifts in the bordered source. */
    private record Axis(
            int positions,
            int step,
            int before,
            int extent,
            int[] taps,
            int[] shifts,
            int resultStart,
            int resultStep) {

        static Axis forward(int positions, int kernel, int stride, int dilation, int pad) {
            int[] taps = new int[kernel];
            int[] shifts = new int[kernel];
            for (int tap = 0; tap < kernel; tap++) {
                taps[tap] = tap;
                shifts[tap] = tap * dilation;
            }
            int extent = (positions - 1) * stride + (kernel - 1) * dilation + 1;
            return new Axis(positions, stride, pad, extent, taps, shifts, 0, 1);
        }

        /** Element {@code q·stride + phase − pad} of dx takes from g at {@code q + (phase − tap·dilation) / stride}. */
        static Axis backward(int size, int kernel, int stride, int dilation, int pad, int phase) {
            int first = Math.ceilDiv(pad - phase, stride);
            int last = Math.floorDiv(size - 1 + pad - phase, stride);
            int[] taps = new int[kernel];
            int[] shifts = new int[kernel];
            int count = 0;
            for (int tap = kernel - 1; tap >= 0; tap--) {
                if ((tap * dilation) % stride == phase) {
                    taps[count] = tap;
                    shifts[count++] = (phase - tap * dilation) / stride;
                }
            }
            int positions = Math.max(0, last - first + 1);
            int resultStart = first * stride + phase - pad;
            if (count == 0) {
                return new Axis(positions, 1, 0, 1, new int[0], new int[0], resultStart, stride);
            }
            int least = shifts[0];
            for (int i = 0; i < count; i++) {
                shifts[i] -= least;
            }
            return new Axis(
                    positions,
                    1,
                    -(first + least),
                    positions + shifts[count - 1],
                    Arrays.copyOf(taps, count),
                    Arrays.copyOf(shifts, count),
                    resultStart,
                    stride);
        }
    }

    int pixels() {
        return rows * columns;
    }

    /** Whether the pixels lie in the result as they are counted. */
    boolean contiguous() {
        return resultColumnStride == 1 && (rows == 1 || resultRowStride == columns);
    }

    int planeSize() {
        return planeRows * phases * phaseWidth;
    }

    /** Room for the planes of a group, and for vectors that begin in them and end behind. */
    float[] planes(Scratch scratch) {
        return scratch.floats(Scratch.Floats.PLANES, channels * planeSize() + RegisterTile.COLUMNS);
    }

    /** Copies the channels of one group of one image to bordered planes. */
    void copy(float[] source, int offset, float[] planes) {
        Arrays.fill(planes, 0, channels * planeSize(), 0f);
        int rowLength = phases * phaseWidth;
        int firstRow = Math.max(0, top);
        int endRow = Math.min(planeRows, top + sourceHeight);
        for (int phase = 0; phase < phases; phase++) {
            int shift = phase - left;
            int first = Math.clamp(Math.ceilDiv(-shift, phases), 0, phaseWidth);
            int count = Math.clamp(Math.ceilDiv(sourceWidth - shift, phases), first, phaseWidth) - first;
            for (int channel = 0; channel < channels && count > 0; channel++) {
                int from = offset + (channel * sourceHeight + firstRow - top) * sourceWidth + first * phases + shift;
                int to = channel * planeSize() + firstRow * rowLength + phase * phaseWidth + first;
                int rows = endRow - firstRow;
                if (phases == 1) {
                    copyRows(rows, count, source, from, sourceWidth, planes, to, rowLength);
                } else {
                    pickRows(rows, count, phases, source, from, sourceWidth, planes, to, rowLength);
                }
            }
        }
    }

    private static void copyRows(
            int rows, int count, float[] source, int from, int fromStride, float[] planes, int to, int toStride) {
        int whole = SPECIES.loopBound(count);
        for (int row = 0; row < rows; row++) {
            int at = from + row * fromStride;
            int target = to + row * toStride;
            for (int i = 0; i < whole; i += LANES) {
                FloatVector.fromArray(SPECIES, source, at + i).intoArray(planes, target + i);
            }
            if (whole < count) {
                System.arraycopy(source, at + whole, planes, target + whole, count - whole);
            }
        }
    }

    /** Every {@code step}-th element of each row. */
    private static void pickRows(
            int rows,
            int count,
            int step,
            float[] source,
            int from,
            int fromStride,
            float[] planes,
            int to,
            int toStride) {
        for (int row = 0; row < rows; row++) {
            int at = from + row * fromStride;
            int target = to + row * toStride;
            int i = 0;
            if (step == 2) {
                for (; i + LANES <= count && at + 2 * i + 2 * LANES <= source.length; i += LANES) {
                    FloatVector.fromArray(SPECIES, source, at + 2 * i)
                            .rearrange(EVEN, FloatVector.fromArray(SPECIES, source, at + 2 * i + LANES))
                            .intoArray(planes, target + i);
                }
            }
            for (; i < count; i++) {
                planes[target + i] = source[at + i * step];
            }
        }
    }
}
