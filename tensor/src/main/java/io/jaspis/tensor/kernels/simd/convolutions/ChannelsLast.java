package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.Scratch;
import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.Transpose;
import java.util.Arrays;

/**
 * Where the operands of a weight gradient lie once a strip of an image is copied with its channels last,
 * {@code [lines × columns × channels]}, and zeros where the window meets the padding: a row of the window is contiguous
 * then, and what it reads for a pixel is a row of the product of g and the patches, without any patch being copied.
 * Where the window is dilated, that holds of each of its taps alone.
 */
final class ChannelsLast {
    private static final Scratch<float[]> STRIP = Scratch.floats();
    private static final Scratch<int[]> LINES = Scratch.integers();

    private static final int LANES = Lanes.FLOATS.length();
    /** Floats of a strip, which a second-level cache should hold beside g and the sums. */
    private static final int ROOM = 1 << 17;
    /** Pixels summed in registers: what a tile reads for them should stay in the first-level cache. */
    private static final int DEPTH = 192;

    private final PatchLayout layout;
    final int channels;
    /** Columns of a line, those of the padding included. */
    private final int lineColumns;
    /** Rows of pixels in a strip, at most. */
    final int stripRows;

    /** Where, from a pixel's place on, the contiguous runs begin which its window reads. */
    final int[] runs;
    /** Elements of a run, and of its sums, which are whole vectors. */
    final int runLength;

    final int sumLength;
    /** For each tap of the window, where the sums of its channels begin in those of a result channel. */
    final int[] sums;

    /**
     * The places of a strip's pixels, in the order of {@link WeightGradient#pixel}, by blocks of at most
     * {@link #DEPTH}.
     */
    private final int[][] places;

    private final int[][] lastPlaces;

    ChannelsLast(PatchLayout layout) {
        this.layout = layout;
        this.channels = layout.channels;
        PatchAxis vertical = layout.vertical[0];
        PatchAxis horizontal = layout.horizontal[0];
        int width = horizontal.shifts().length;
        boolean dense = width == 1 || horizontal.shifts()[1] == 1;
        int perRow = dense ? 1 : width;
        this.lineColumns = (layout.columns - 1) * horizontal.step() + horizontal.shifts()[width - 1] + 1;
        this.runs = new int[vertical.shifts().length * perRow];
        this.runLength = dense ? width * channels : channels;
        this.sumLength = Math.ceilDiv(runLength, LANES) * LANES;
        this.sums = new int[layout.windowTaps];
        for (int tap = 0; tap < sums.length; tap++) {
            int row = tap / width;
            int column = tap % width;
            int run = dense ? row : tap;
            sums[tap] = run * sumLength + (dense ? column * channels : 0);
            runs[run] = (vertical.shifts()[row] * lineColumns
                            + (dense ? 0 : horizontal.shifts()[column]))
                    * channels;
        }
        int reach = vertical.shifts()[vertical.shifts().length - 1] + 1 - vertical.step();
        int lines = Math.max(1, (ROOM / (lineColumns * channels) - reach) / vertical.step());
        int strips = Math.ceilDiv(layout.rows, lines);
        this.stripRows = Math.ceilDiv(layout.rows, strips);
        this.places = places(stripRows);
        int left = layout.rows % stripRows;
        this.lastPlaces = left == 0 ? places : places(left);
    }

    private int[][] places(int rows) {
        int pixels = rows * layout.columns;
        int[][] blocks = new int[Math.ceilDiv(pixels, DEPTH)][];
        for (int block = 0; block < blocks.length; block++) {
            int first = block * DEPTH;
            blocks[block] = new int[Math.min(DEPTH, pixels - first)];
            for (int k = 0; k < blocks[block].length; k++) {
                int pixel = first + WeightGradient.pixel(k, blocks[block].length);
                int line = pixel / layout.columns * layout.vertical[0].step();
                int column = pixel % layout.columns * layout.horizontal[0].step();
                blocks[block][k] = (line * lineColumns + column) * channels;
            }
        }
        return blocks;
    }

    /** The places of the pixels of a strip with so many rows. */
    int[][] places(int firstRow, int rows) {
        return firstRow + rows == layout.rows ? lastPlaces : places;
    }

    private int lines(int rows) {
        int[] shifts = layout.vertical[0].shifts();
        return (rows - 1) * layout.vertical[0].step() + shifts[shifts.length - 1] + 1;
    }

    /** Room for a strip, and for a tile that begins in it and ends behind. */
    float[] room() {
        int size = lines(stripRows) * lineColumns * channels + (PatchTile.VECTORS + Transpose.LINES) * LANES;
        return STRIP.atLeast(size);
    }

    /**
     * Copies what {@code rows} rows of pixels from {@code firstRow} on read of the channels that begin at
     * {@code offset}.
     */
    void copy(int firstRow, int rows, float[] source, int offset, float[] strip) {
        int height = layout.sourceHeight;
        int width = layout.sourceWidth;
        int left = Math.clamp(layout.horizontal[0].before(), 0, lineColumns);
        int skipped = Math.max(0, -layout.horizontal[0].before());
        int present = Math.clamp(width - skipped, 0, lineColumns - left);
        int top = firstRow * layout.vertical[0].step() - layout.vertical[0].before();
        int lineSize = lineColumns * channels;
        int lines = lines(rows);
        for (int line = 0; line < lines; line++) {
            int at = line * lineSize;
            int y = top + line;
            if (y < 0 || y >= height || present == 0) {
                Arrays.fill(strip, at, at + lineSize, 0f);
            } else {
                Arrays.fill(strip, at, at + left * channels, 0f);
                transpose(source, offset + y * width + skipped, height * width, present, strip, at + left * channels);
                Arrays.fill(strip, at + (left + present) * channels, at + lineSize, 0f);
            }
        }
    }

    /** Lines of some channels, {@code plane} apart, as columns. */
    private void transpose(float[] source, int from, int plane, int columns, float[] strip, int at) {
        int column = 0;
        if (Transpose.FITS && channels % LANES == 0) {
            int[] lines = LINES.atLeast(Transpose.LINES);
            // The last columns go with a block of those before them.
            for (; columns >= LANES && column < columns; column += LANES) {
                int first = Math.min(column, columns - LANES);
                for (int channel = 0; channel < channels; channel += LANES) {
                    for (int i = 0; i < LANES; i++) {
                        lines[i] = from + (channel + i) * plane;
                    }
                    Transpose.block(source, lines, 0, first, strip, at + first * channels + channel, channels);
                }
            }
        }
        for (; column < columns; column++) {
            for (int channel = 0; channel < channels; channel++) {
                strip[at + column * channels + channel] = source[from + channel * plane + column];
            }
        }
    }
}
