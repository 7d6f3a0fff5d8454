package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Moves a tile's pixels, which lie side by side, to the rows of the result or back: where the last vector isn't whole,
 * and where the columns of the result belong to the phases of a stride in turn.
 */
final class ResultRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = PatchTile.VECTORS * LANES;
    /** From one phase's tile to the next's. */
    private static final int PHASE = PatchTile.ROWS * WIDTH;
    /** Of two vectors in turns: the first halves, the second halves; and back, the first of each pair, the second. */
    private static final VectorShuffle<Float> LOW = VectorShuffle.makeZip(SPECIES, 0);

    private static final VectorShuffle<Float> HIGH = VectorShuffle.makeZip(SPECIES, 1);
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);
    private static final VectorShuffle<Float> ODD = VectorShuffle.makeUnzip(SPECIES, 1);

    private ResultRows() {}

    /**
     * Moves pixels of one vertical phase.
     *
     * @param rows channels of the result, whose planes lie {@code strideRow} apart, the first from {@code plane} on
     * @param number of the first pixel
     */
    static void move(
            PatchLayout layout,
            int verticalPhase,
            boolean toTile,
            int rows,
            int number,
            int pixels,
            float[] tile,
            float[] y,
            int plane,
            int strideRow) {
        PatchAxis vertical = layout.vertical[verticalPhase];
        PatchAxis[] horizontal = layout.horizontal;
        int step = horizontal[0].resultStep();
        // Where pixels lie in the result as they are counted, all of them are one row.
        int columns = layout.contiguous ? layout.pixels() : layout.columns;
        for (int place = 0; place < pixels; ) {
            int row = (number + place) / columns;
            int column = (number + place) % columns;
            int length = Math.min(columns - column, pixels - place);
            int at =
                    plane + (vertical.resultStart() + row * vertical.resultStep()) * layout.resultWidth + column * step;
            if (step == 2) {
                int evens = Math.clamp(horizontal[0].positions() - column, 0, length);
                int odds = Math.clamp(horizontal[1].positions() - column, 0, length);
                int even = place;
                int odd = PHASE + place;
                for (int i = 0; i < rows; i++) {
                    if (toTile) {
                        apart(evens, odds, y, at + i * strideRow, tile, even + i * WIDTH, odd + i * WIDTH);
                    } else {
                        together(evens, odds, tile, even + i * WIDTH, odd + i * WIDTH, y, at + i * strideRow);
                    }
                }
            } else {
                for (int phase = 0; phase < horizontal.length; phase++) {
                    int count =
                            layout.contiguous ? length : Math.clamp(horizontal[phase].positions() - column, 0, length);
                    for (int i = 0; i < rows; i++) {
                        int from = phase * PHASE + i * WIDTH + place;
                        int to = at + i * strideRow + horizontal[phase].resultStart();
                        if (toTile) {
                            spread(count, y, to, step, tile, from, 1);
                        } else {
                            spread(count, tile, from, 1, y, to, step);
                        }
                    }
                }
            }
            place += length;
        }
    }

    /** Where a pixel of these phases lies in a plane of the result; -1 where the horizontal one has no such pixel. */
    static int place(PatchLayout layout, int verticalPhase, int horizontalPhase, int number) {
        if (layout.contiguous) {
            return number;
        }
        PatchAxis vertical = layout.vertical[verticalPhase];
        PatchAxis horizontal = layout.horizontal[horizontalPhase];
        int row = number / layout.columns;
        int column = number % layout.columns;
        if (column >= horizontal.positions()) {
            return -1;
        }
        return (vertical.resultStart() + row * vertical.resultStep()) * layout.resultWidth
                + horizontal.resultStart()
                + column * horizontal.resultStep();
    }

    private static void spread(int count, float[] from, int fromAt, int fromStep, float[] to, int toAt, int toStep) {
        for (int i = 0; i < count; i++) {
            to[toAt + i * toStep] = from[fromAt + i * fromStep];
        }
    }

    /** The first lanes, of which all are taken where there are fewer. */
    private static VectorMask<Float> first(int count) {
        return SPECIES.indexInRange(0, count);
    }

    /** Two rows in turns. The first may have one element more. */
    private static void together(int evens, int odds, float[] tile, int even, int odd, float[] y, int at) {
        int whole = odds / LANES * LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector a = FloatVector.fromArray(SPECIES, tile, even + i);
            FloatVector b = FloatVector.fromArray(SPECIES, tile, odd + i);
            a.rearrange(LOW, b).intoArray(y, at + 2 * i);
            a.rearrange(HIGH, b).intoArray(y, at + 2 * i + LANES);
        }
        int left = evens + odds - 2 * whole;
        if (left > 0) {
            FloatVector a = FloatVector.fromArray(SPECIES, tile, even + whole);
            FloatVector b = FloatVector.fromArray(SPECIES, tile, odd + whole);
            a.rearrange(LOW, b).intoArray(y, at + 2 * whole, first(left));
            if (left > LANES) {
                a.rearrange(HIGH, b).intoArray(y, at + 2 * whole + LANES, first(left - LANES));
            }
        }
    }

    private static void apart(int evens, int odds, float[] y, int at, float[] tile, int even, int odd) {
        int whole = odds / LANES * LANES;
        for (int i = 0; i < whole; i += LANES) {
            FloatVector a = FloatVector.fromArray(SPECIES, y, at + 2 * i);
            FloatVector b = FloatVector.fromArray(SPECIES, y, at + 2 * i + LANES);
            a.rearrange(EVEN, b).intoArray(tile, even + i);
            a.rearrange(ODD, b).intoArray(tile, odd + i);
        }
        int left = evens + odds - 2 * whole;
        if (left > 0) {
            int behind = Math.max(0, left - LANES);
            FloatVector a = FloatVector.fromArray(SPECIES, y, at + 2 * whole, first(left));
            FloatVector b = FloatVector.fromArray(SPECIES, y, at + 2 * whole + (left - behind), first(behind));
            a.rearrange(EVEN, b).intoArray(tile, even + whole, first(evens - whole));
            a.rearrange(ODD, b).intoArray(tile, odd + whole, first(odds - whole));
        }
    }
}
