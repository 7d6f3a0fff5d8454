package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of a convolution with 4 panels of channels × 2 pixels, for the last few of a strip: vectors of pixels would be
 * nearly empty there, so vectors lie along the channels, of which a panel of weights is one. Eight sums hide the latency of
 * multiply-adds. Each is summed in the order of the other tiles.
 */
final class FewPixelsTile {
    /** A panel of weights. */
    private static final VectorSpecies<Float> SPECIES = Lanes.EIGHT_FLOATS;

    private static final int ROWS = PatchTile.ROWS;
    static final int PANELS = 4;
    static final int PIXELS = 2;
    /** What {@link #multiply} fills. */
    static final int SIZE = PIXELS * PANELS * ROWS;

    private FewPixelsTile() {}

    /**
     * Whether it takes less work than tiles with vectors of pixels, each of which has one panel's channels, and about as
     * many multiply-adds as this.
     */
    static boolean fits(int pixels, int panels, int depth) {
        return Lanes.FLOATS.length() >= ROWS
                && depth <= Lanes.STEPS
                && Math.ceilDiv(pixels, PIXELS) * Math.ceilDiv(panels, PANELS) <= panels;
    }

    /**
     * {@code sums = weights · patches}, {@code [PIXELS × PANELS × ROWS]}. Panels that there aren't repeat the last one, and
     * so may the second pixel the first.
     *
     * @param panels at most {@link #PANELS}, {@code panelSize} apart
     */
    static void multiply(
            int panels,
            int panelSize,
            int depth,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] planes,
            int pixel0,
            int pixel1,
            float[] sums) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        int panel1 = weightsAt + Math.min(1, panels - 1) * panelSize;
        int panel2 = weightsAt + Math.min(2, panels - 1) * panelSize;
        int panel3 = weightsAt + Math.min(3, panels - 1) * panelSize;
        int steps = Math.min(depth, Lanes.STEPS);
        for (int k = 0; k < steps; k++) {
            int from = taps[k];
            FloatVector x0 = FloatVector.broadcast(SPECIES, planes[from + pixel0]);
            FloatVector x1 = FloatVector.broadcast(SPECIES, planes[from + pixel1]);
            FloatVector w0 = FloatVector.fromArray(SPECIES, weights, weightsAt + k * ROWS);
            c00 = w0.fma(x0, c00);
            c10 = w0.fma(x1, c10);
            FloatVector w1 = FloatVector.fromArray(SPECIES, weights, panel1 + k * ROWS);
            c01 = w1.fma(x0, c01);
            c11 = w1.fma(x1, c11);
            FloatVector w2 = FloatVector.fromArray(SPECIES, weights, panel2 + k * ROWS);
            c02 = w2.fma(x0, c02);
            c12 = w2.fma(x1, c12);
            FloatVector w3 = FloatVector.fromArray(SPECIES, weights, panel3 + k * ROWS);
            c03 = w3.fma(x0, c03);
            c13 = w3.fma(x1, c13);
        }
        c00.intoArray(sums, 0);
        c01.intoArray(sums, ROWS);
        c02.intoArray(sums, 2 * ROWS);
        c03.intoArray(sums, 3 * ROWS);
        c10.intoArray(sums, PANELS * ROWS);
        c11.intoArray(sums, PANELS * ROWS + ROWS);
        c12.intoArray(sums, PANELS * ROWS + 2 * ROWS);
        c13.intoArray(sums, PANELS * ROWS + 3 * ROWS);
    }
}
