package io.jaspis.tensor.kernels;

import java.util.Arrays;

/**
 * Where the operands of a convolution lie once a strip of an image is copied to planes: what tap k reads for pixel p is
 * {@code planes[taps[k] + p]}, with the pixels counted row by row. There is a plane for each column of the window, its rows
 * as wide as the result, so that pixels are contiguous whatever the stride, the dilation and the padding, and rows of the
 * window share it (Cho & Brand, MEC: Memory-efficient Convolution for Deep Neural Network, 2017, §3). It is the
 * patch matrix lowered along one axis only, smaller by the height of the window.
 *
 * <p>The input gradient has the same form: for each phase of the stride, pixels of dx read g through those taps of the
 * turned window that meet it.
 */
final class PatchLayout {
    /** Floats in the planes of a strip, which a second-level cache should hold beside the result. */
    private static final int ROOM = 1 << 17;
    /** Products summed in registers, at most: what a tile reads of the planes should stay in the first-level cache. */
    private static final int DEPTH = 288;

    final int channels;
    final int sourceHeight;
    final int sourceWidth;
    final PatchAxis vertical;
    final PatchAxis horizontal;

    /** Rows and columns of pixels. */
    final int rows;

    final int columns;

    /** Channels that are copied and summed at once. */
    final int channelBlock;
    /** Rows of pixels in a strip, at most. */
    final int stripRows;
    /** Rows of a plane: those of a strip, and those that the window reaches below. */
    final int planeRows;
    /** The planes of the window's rows in one channel and column: one for each phase of the vertical stride in use. */
    final int[] rowPhases;

    /** For the taps of a block of channels, in the order of the weights. */
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
            PatchAxis vertical,
            PatchAxis horizontal,
            int kernelWidth,
            int resultWidth) {
        this.channels = channels;
        this.sourceHeight = sourceHeight;
        this.sourceWidth = sourceWidth;
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.rows = vertical.positions();
        this.columns = horizontal.positions();
        this.resultStart = vertical.resultStart() * resultWidth + horizontal.resultStart();
        this.resultRowStride = vertical.resultStep() * resultWidth;
        this.resultColumnStride = horizontal.resultStep();
        this.windowTaps = new int[vertical.taps().length * horizontal.taps().length];
        int tap = 0;
        for (int row : vertical.taps()) {
            for (int column : horizontal.taps()) {
                windowTaps[tap++] = row * kernelWidth + column;
            }
        }
        this.rowPhases = Arrays.stream(vertical.shifts())
                .map(shift -> shift % vertical.step())
                .distinct()
                .toArray();
        int blocks = Math.clamp(Math.ceilDiv((long) channels * windowTaps.length, DEPTH), 1, channels);
        this.channelBlock = Math.ceilDiv(channels, blocks);
        int reach = Arrays.stream(vertical.shifts()).max().orElse(0) / vertical.step();
        int lines = Math.max(1, channelBlock * planesPerChannel() * columns);
        int strips = Math.max(1, Math.ceilDiv(rows, Math.max(1, ROOM / lines - reach)));
        this.stripRows = Math.max(1, Math.ceilDiv(rows, strips));
        this.planeRows = stripRows + reach;
        this.taps = new int[channelBlock * windowTaps.length];
        int k = 0;
        for (int channel = 0; channel < channelBlock; channel++) {
            for (int row : vertical.shifts()) {
                int phase = phase(row % vertical.step());
                for (int column = 0; column < horizontal.shifts().length; column++) {
                    int plane = (channel * horizontal.shifts().length + column) * rowPhases.length + phase;
                    taps[k++] = plane * planeSize() + row / vertical.step() * columns;
                }
            }
        }
    }

    private int phase(int remainder) {
        int phase = 0;
        while (rowPhases[phase] != remainder) {
            phase++;
        }
        return phase;
    }

    /** The patches that the window reads, of the channels of one group. */
    static PatchLayout forward(Convolution convolution) {
        Window window = convolution.window();
        return new PatchLayout(
                convolution.inputChannels() / convolution.groups(),
                convolution.height(),
                convolution.width(),
                PatchAxis.forward(
                        convolution.outputHeight(),
                        window.kernelHeight(),
                        window.strideHeight(),
                        window.dilationHeight(),
                        window.padTop()),
                PatchAxis.forward(
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
                PatchAxis.backward(
                        convolution.height(),
                        window.kernelHeight(),
                        window.strideHeight(),
                        window.dilationHeight(),
                        window.padTop(),
                        phaseRow),
                PatchAxis.backward(
                        convolution.width(),
                        window.kernelWidth(),
                        window.strideWidth(),
                        window.dilationWidth(),
                        window.padLeft(),
                        phaseColumn),
                window.kernelWidth(),
                convolution.width());
    }

    int pixels() {
        return rows * columns;
    }

    /** Products summed for one element of the result. */
    int depth() {
        return channels * windowTaps.length;
    }

    /** Whether the pixels lie in the result as they are counted. */
    boolean contiguous() {
        return resultColumnStride == 1 && (rows == 1 || resultRowStride == columns);
    }

    int planesPerChannel() {
        return horizontal.shifts().length * rowPhases.length;
    }

    int planeSize() {
        return planeRows * columns;
    }
}
