package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile of a weight gradient with few weights: 4 channels of g × 4 taps, summed along the pixels, which lie
 * side by side in both, so nothing is packed. 8 loads serve 16 sums; more of them would need more registers for
 * addresses than there are. The sums stay vectors in memory until all images are done.
 */
final class PixelTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int CHANNELS = 4;
    static final int TAPS = 4;

    private PixelTile() {}

    /**
     * Adds the products of {@code length} pixels, a multiple of the lanes; channels and taps that the tile lacks are
     * given as the last one again, here as in the places of the sums.
     */
    static void add(
            int length,
            float[] g,
            int channel0,
            int channel1,
            int channel2,
            int channel3,
            float[] planes,
            int tap0,
            int tap1,
            int tap2,
            int tap3,
            float[] sums,
            int sumsAt,
            int strideChannel,
            int channels,
            int taps) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c33 = FloatVector.zero(SPECIES);
        for (int i = 0; i < length; i += LANES) {
            FloatVector p0 = FloatVector.fromArray(SPECIES, planes, tap0 + i);
            FloatVector p1 = FloatVector.fromArray(SPECIES, planes, tap1 + i);
            FloatVector p2 = FloatVector.fromArray(SPECIES, planes, tap2 + i);
            FloatVector p3 = FloatVector.fromArray(SPECIES, planes, tap3 + i);
            FloatVector g0 = FloatVector.fromArray(SPECIES, g, channel0 + i);
            c00 = g0.fma(p0, c00);
            c01 = g0.fma(p1, c01);
            c02 = g0.fma(p2, c02);
            c03 = g0.fma(p3, c03);
            FloatVector g1 = FloatVector.fromArray(SPECIES, g, channel1 + i);
            c10 = g1.fma(p0, c10);
            c11 = g1.fma(p1, c11);
            c12 = g1.fma(p2, c12);
            c13 = g1.fma(p3, c13);
            FloatVector g2 = FloatVector.fromArray(SPECIES, g, channel2 + i);
            c20 = g2.fma(p0, c20);
            c21 = g2.fma(p1, c21);
            c22 = g2.fma(p2, c22);
            c23 = g2.fma(p3, c23);
            FloatVector g3 = FloatVector.fromArray(SPECIES, g, channel3 + i);
            c30 = g3.fma(p0, c30);
            c31 = g3.fma(p1, c31);
            c32 = g3.fma(p2, c32);
            c33 = g3.fma(p3, c33);
        }
        int row1 = sumsAt + Math.min(1, channels - 1) * strideChannel;
        int row2 = sumsAt + Math.min(2, channels - 1) * strideChannel;
        int row3 = sumsAt + Math.min(3, channels - 1) * strideChannel;
        int column1 = Math.min(1, taps - 1) * LANES;
        int column2 = Math.min(2, taps - 1) * LANES;
        int column3 = Math.min(3, taps - 1) * LANES;
        c00 = c00.add(FloatVector.fromArray(SPECIES, sums, sumsAt));
        c01 = c01.add(FloatVector.fromArray(SPECIES, sums, sumsAt + column1));
        c02 = c02.add(FloatVector.fromArray(SPECIES, sums, sumsAt + column2));
        c03 = c03.add(FloatVector.fromArray(SPECIES, sums, sumsAt + column3));
        c10 = c10.add(FloatVector.fromArray(SPECIES, sums, row1));
        c11 = c11.add(FloatVector.fromArray(SPECIES, sums, row1 + column1));
        c12 = c12.add(FloatVector.fromArray(SPECIES, sums, row1 + column2));
        c13 = c13.add(FloatVector.fromArray(SPECIES, sums, row1 + column3));
        c20 = c20.add(FloatVector.fromArray(SPECIES, sums, row2));
        c21 = c21.add(FloatVector.fromArray(SPECIES, sums, row2 + column1));
        c22 = c22.add(FloatVector.fromArray(SPECIES, sums, row2 + column2));
        c23 = c23.add(FloatVector.fromArray(SPECIES, sums, row2 + column3));
        c30 = c30.add(FloatVector.fromArray(SPECIES, sums, row3));
        c31 = c31.add(FloatVector.fromArray(SPECIES, sums, row3 + column1));
        c32 = c32.add(FloatVector.fromArray(SPECIES, sums, row3 + column2));
        c33 = c33.add(FloatVector.fromArray(SPECIES, sums, row3 + column3));
        c00.intoArray(sums, sumsAt);
        c01.intoArray(sums, sumsAt + column1);
        c02.intoArray(sums, sumsAt + column2);
        c03.intoArray(sums, sumsAt + column3);
        c10.intoArray(sums, row1);
        c11.intoArray(sums, row1 + column1);
        c12.intoArray(sums, row1 + column2);
        c13.intoArray(sums, row1 + column3);
        c20.intoArray(sums, row2);
        c21.intoArray(sums, row2 + column1);
        c22.intoArray(sums, row2 + column2);
        c23.intoArray(sums, row2 + column3);
        c30.intoArray(sums, row3);
        c31.intoArray(sums, row3 + column1);
        c32.intoArray(sums, row3 + column2);
        c33.intoArray(sums, row3 + column3);
    }
}
