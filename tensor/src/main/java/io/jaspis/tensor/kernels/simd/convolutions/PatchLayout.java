package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.simd.Lanes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the operands of a convolution lie once a strip of an image is copied to planes: what tap k of a pass reads for
 * the vector of pixels that begins at {@code place(row, column)} is {@code planes[taps[k] + place]} and the elements
 * behind it.
 *
 * <p>Where a row of pixels is whole vectors, each channel has a plane for each phase of the stride, with zeros where
 * the window meets the padding; the window's columns read it one element further each. Elsewhere vectors must reach
 * over the end of a row: there is a plane for each column of the window, its rows as wide as the result, so that pixels
 * are contiguous whatever the stride, the dilation and the padding (Cho &amp; Brand, MEC: Memory-efficient Convolution
 * for Deep Neural Network, 2017, §3). Rows of the window share a plane in both forms.
 *
 * <p>The input gradient has the same form: pixels of dx read g through those taps of the turned window that meet it.
 * Where the stride isn't 1 these are others for each of its phases, so it takes a pass for each, over the same planes.
 */
final class PatchLayout {
    /** Numbers of a block of planes. */
    private static final long MOST_ROOM = 1 << 30;

    private static final int LANES = Lanes.FLOATS.length();
    /** Floats in the planes of a strip, which a second-level cache should hold beside the result. */
    private static final int ROOM = 1 << 17;
    /** Products summed in registers, at most: what a tile reads of the planes should stay in the first-level cache. */
    private static final int DEPTH = 288;

    final int channels;
    final int sourceHeight;
    final int sourceWidth;
    /** The phases of the result's stride; they agree in what isn't their own. */
    final PatchAxis[] vertical;

    final PatchAxis[] horizontal;

    /** Rows and columns of pixels, in the phase that has most. */
    final int rows;

    final int columns;

    /** Whether there is a plane for each column of the window, without padding, so that pixels are contiguous. */
    final boolean lowered;
    /** Floats from one row of a plane to the next. */
    final int pitch;
    /** Channels that are copied and summed at once. */
    final int channelBlock;
    /** Rows of pixels in a strip, at most. */
    final int stripRows;
    /** Rows of a plane: those of a strip, and those that the window reaches below. */
    final int planeRows;

    final int planeSize;

    /** The planes of a channel: one for each phase of the vertical stride in use, and each of {@link #columnPlanes}. */
    final int[] rowPhases;

    final ColumnPlane[] columnPlanes;
    /** The shifts of the column planes, in ascending order. */
    private final int[] columnShifts;
    /**
     * For each column plane and row phase, where planes are lowered and hold whole images: which of a plane's elements
     * are the source's, all bits or none.
     */
    final int[][] kept;

    /** For each phase of the result's stride, vertical and then horizontal. */
    final Pass[] passes;

    /** Taps of all passes. */
    final int windowTaps;
    /** Columns of the result. */
    final int resultWidth;
    /** Whether the pixels lie in the result as they are counted. */
    final boolean contiguous;

    /**
     * The columns of the source in the rows of a plane, whose element j is column {@code j·step + offset}.
     *
     * @param shift what it serves: a shift of the window's columns where planes are lowered, else a phase of the stride
     * @param lead elements before the source's first column
     * @param count elements behind them that are columns of the source
     * @param first the first of these columns
     */
    record ColumnPlane(int shift, int offset, int lead, int count, int first) {
        static ColumnPlane of(int shift, PatchAxis axis, int sourceWidth, int width) {
            int offset = shift - axis.before();
            int lead = Math.clamp(Math.ceilDiv(-offset, axis.step()), 0, width);
            int end = Math.clamp(Math.ceilDiv(sourceWidth - offset, axis.step()), lead, width);
            return new ColumnPlane(shift, offset, lead, end - lead, lead * axis.step() + offset);
        }
    }

    /**
     * One product of weights and patches.
     *
     * @param earlierTaps taps of the passes before
     * @param windowTaps of the window's taps, those that meet this phase
     * @param taps where these read in the planes, for the channels of a block, in the order of the weights
     */
    record Pass(int earlierTaps, int[] windowTaps, int[] taps) {}

    private static final Pass NO_TAPS = new Pass(0, new int[0], new int[0]);

    /** @param mostTaps of a pass; they tell how many channels are summed at once */
    private PatchLayout(
            int channels,
            int sourceHeight,
            int sourceWidth,
            PatchAxis[] vertical,
            PatchAxis[] horizontal,
            int kernelWidth,
            int resultWidth,
            long mostTaps,
            boolean lowered) {
        this.channels = channels;
        this.sourceHeight = sourceHeight;
        this.sourceWidth = sourceWidth;
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.rows = positions(vertical);
        this.columns = positions(horizontal);
        this.resultWidth = resultWidth;
        this.lowered = lowered || columns % LANES != 0;
        int step = horizontal[0].step();
        int rowStep = vertical[0].step();
        this.rowPhases = sorted(shifts(vertical).map(shift -> shift % rowStep));
        int longest = shifts(horizontal).max().orElse(0) / step;
        int width = this.lowered ? columns : columns + longest;
        this.columnShifts = sorted(shifts(horizontal).map(shift -> this.lowered ? shift : shift % step));
        this.columnPlanes = Arrays.stream(columnShifts)
                .mapToObj(shift -> ColumnPlane.of(shift, horizontal[0], sourceWidth, width))
                .toArray(ColumnPlane[]::new);
        this.pitch = this.lowered ? columns : pitch(width);
        int reach = shifts(vertical).max().orElse(0) / rowStep;

        int blocks = Math.clamp(Math.ceilDiv(channels * mostTaps, DEPTH), 1, channels);
        this.channelBlock = Math.ceilDiv(channels, blocks);
        long lines = Math.max(1, (long) channelBlock * planesPerChannel() * pitch);
        int strips = Math.max(1, Math.ceilDiv(rows, (int) Math.max(1, ROOM / lines - reach)));
        this.stripRows = Math.max(1, Math.ceilDiv(rows, strips));
        this.planeRows = stripRows + reach;
        int lead = Arrays.stream(columnPlanes).mapToInt(ColumnPlane::lead).max().orElse(0);
        long plane = (long) planeRows * pitch + (this.lowered ? 0 : whole(lead));
        long room = plane * channelBlock * planesPerChannel();
        if (room > MOST_ROOM) {
            throw new IllegalArgumentException(
                    "a convolution whose window reaches over so much padding needs room for %,d numbers, more than are supported, %,d"
                            .formatted(room, MOST_ROOM));
        }
        this.planeSize = (int) plane;

        this.kept = this.lowered && stripRows == rows ? kept() : new int[0][];

        this.passes = new Pass[vertical.length * horizontal.length];
        int pass = 0;
        int earlier = 0;
        for (PatchAxis row : vertical) {
            for (PatchAxis column : horizontal) {
                passes[pass] = pass(row, column, kernelWidth, earlier);
                earlier += passes[pass++].windowTaps.length;
            }
        }
        this.windowTaps = earlier;
        this.contiguous = passes.length == 1;
    }

    private static int positions(PatchAxis[] phases) {
        return Arrays.stream(phases).mapToInt(PatchAxis::positions).max().orElse(0);
    }

    private static IntStream shifts(PatchAxis[] phases) {
        return Arrays.stream(phases).flatMapToInt(phase -> Arrays.stream(phase.shifts()));
    }

    private static int[] sorted(IntStream numbers) {
        return numbers.distinct().sorted().toArray();
    }

    /** Whole vectors, in which a plane's row fits, and the whole vectors that its elements are copied by. */
    private int pitch(int width) {
        int needed = width;
        for (ColumnPlane plane : columnPlanes) {
            needed = Math.max(needed, plane.lead + whole(plane.count));
        }
        return whole(needed);
    }

    private static int whole(int size) {
        return Math.ceilDiv(size, LANES) * LANES;
    }

    private int[][] kept() {
        int[][] kept = new int[planesPerChannel()][whole(planeSize) + LANES];
        for (int column = 0; column < columnPlanes.length; column++) {
            for (int phase = 0; phase < rowPhases.length; phase++) {
                int[] bits = kept[column * rowPhases.length + phase];
                for (int line = 0; line < planeRows; line++) {
                    int row = line * vertical[0].step() + rowPhases[phase] - vertical[0].before();
                    if (row >= 0 && row < sourceHeight) {
                        int first = line * pitch + columnPlanes[column].lead;
                        Arrays.fill(bits, first, first + columnPlanes[column].count, -1);
                    }
                }
            }
        }
        return kept;
    }

    private Pass pass(PatchAxis row, PatchAxis column, int kernelWidth, int earlier) {
        int count = row.taps().length * column.taps().length;
        if (count == 0) {
            return NO_TAPS;
        }
        int[] windowTaps = new int[count];
        int[] taps = new int[channelBlock * count];
        int k = 0;
        for (int channel = 0; channel < channelBlock; channel++) {
            for (int i = 0; i < row.taps().length; i++) {
                for (int j = 0; j < column.taps().length; j++) {
                    windowTaps[k % count] = row.taps()[i] * kernelWidth + column.taps()[j];
                    taps[k++] = place(channel, row.shifts()[i], column.shifts()[j]);
                }
            }
        }
        return new Pass(earlier, windowTaps, taps);
    }

    private int place(int channel, int rowShift, int columnShift) {
        int rowStep = vertical[0].step();
        int step = horizontal[0].step();
        int rowPhase = Arrays.binarySearch(rowPhases, rowShift % rowStep);
        int column = Arrays.binarySearch(columnShifts, lowered ? columnShift : columnShift % step);
        int number = (channel * columnPlanes.length + column) * rowPhases.length + rowPhase;
        int start = planeStart(number, columnPlanes[column]);
        return start + rowShift / rowStep * pitch + (lowered ? 0 : columnShift / step);
    }

    /**
     * Where a plane begins: such that the first element behind its zeros lies where vectors are aligned.
     *
     * @param number of the plane, counted by channels, then {@link #columnPlanes}, then {@link #rowPhases}
     */
    int planeStart(int number, ColumnPlane columns) {
        return number * planeSize + (lowered ? 0 : Math.floorMod(-columns.lead, LANES));
    }

    /** The patches that the window reads, of the channels of one group. */
    static PatchLayout forward(Convolution convolution) {
        return forward(convolution, false);
    }

    /** The same in the form in which pixels are contiguous. */
    static PatchLayout lowered(Convolution convolution) {
        return forward(convolution, true);
    }

    private static PatchLayout forward(Convolution convolution, boolean lowered) {
        Window window = convolution.window();
        PatchAxis vertical = PatchAxis.forward(
                convolution.outputHeight(),
                window.kernelHeight(),
                window.strideHeight(),
                window.dilationHeight(),
                window.padTop());
        PatchAxis horizontal = PatchAxis.forward(
                convolution.outputWidth(),
                window.kernelWidth(),
                window.strideWidth(),
                window.dilationWidth(),
                window.padLeft());
        return new PatchLayout(
                convolution.inputChannels() / convolution.groups(),
                convolution.height(),
                convolution.width(),
                new PatchAxis[] {vertical},
                new PatchAxis[] {horizontal},
                window.kernelWidth(),
                convolution.outputWidth(),
                window.taps(),
                lowered);
    }

    /** The patches of g from which dx is made, of the channels of one group. */
    static PatchLayout backward(Convolution convolution) {
        Window window = convolution.window();
        return new PatchLayout(
                convolution.outputChannels() / convolution.groups(),
                convolution.outputHeight(),
                convolution.outputWidth(),
                backwardRows(convolution),
                backwardColumns(convolution),
                window.kernelWidth(),
                convolution.width(),
                (long) PatchAxis.mostTaps(window.kernelHeight(), window.strideHeight(), window.dilationHeight())
                        * PatchAxis.mostTaps(window.kernelWidth(), window.strideWidth(), window.dilationWidth()),
                false);
    }

    /** The phases of dx's rows. */
    static PatchAxis[] backwardRows(Convolution convolution) {
        Window window = convolution.window();
        return PatchAxis.backward(
                convolution.height(),
                window.kernelHeight(),
                window.strideHeight(),
                window.dilationHeight(),
                window.padTop());
    }

    /** The phases of its columns. */
    static PatchAxis[] backwardColumns(Convolution convolution) {
        Window window = convolution.window();
        return PatchAxis.backward(
                convolution.width(),
                window.kernelWidth(),
                window.strideWidth(),
                window.dilationWidth(),
                window.padLeft());
    }

    int pixels() {
        return rows * columns;
    }

    /** Products summed for one element of each phase of the result. */
    int depth() {
        return channels * windowTaps;
    }

    int planesPerChannel() {
        return columnPlanes.length * rowPhases.length;
    }

    /** Where in the planes the vector of pixels begins whose first is so many pixels behind the strip's first. */
    int place(int pixel) {
        return lowered ? pixel : pixel / columns * pitch + pixel % columns;
    }
}
