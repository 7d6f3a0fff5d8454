package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for a convolution with few result channels: 4 or 1 of them × 4 vectors of pixels, read straight from
 * the planes. With so few rows a patch would be used once or twice, and copying it to a panel cost more than the product.
 */
final class DirectTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int ROWS = 4;
    static final int VECTORS = 4;

    private DirectTile() {}

    /** Up to 4 rows of weights; the tile is {@code [4 × VECTORS × lanes]}. */
    static void four(
            int rows,
            int[] taps,
            int depth,
            float[] weights,
            int weightsAt,
            float[] planes,
            int place0,
            int place1,
            int place2,
            int place3,
            float[] tile) {
        int line1 = weightsAt + Math.min(1, rows - 1) * depth;
        int line2 = weightsAt + Math.min(2, rows - 1) * depth;
        int line3 = weightsAt + Math.min(3, rows - 1) * depth;
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
        for (int k = 0; k < depth; k++) {
            int tap = taps[k];
            FloatVector b0 = FloatVector.fromArray(SPECIES, planes, tap + place0);
            FloatVector b1 = FloatVector.fromArray(SPECIES, planes, tap + place1);
            FloatVector b2 = FloatVector.fromArray(SPECIES, planes, tap + place2);
            FloatVector b3 = FloatVector.fromArray(SPECIES, planes, tap + place3);
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[weightsAt + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(SPECIES, weights[line1 + k]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(SPECIES, weights[line2 + k]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(SPECIES, weights[line3 + k]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
        }
        c00.intoArray(tile, 0 * LANES);
        c01.intoArray(tile, 1 * LANES);
        c02.intoArray(tile, 2 * LANES);
        c03.intoArray(tile, 3 * LANES);
        c10.intoArray(tile, 4 * LANES);
        c11.intoArray(tile, 5 * LANES);
        c12.intoArray(tile, 6 * LANES);
        c13.intoArray(tile, 7 * LANES);
        c20.intoArray(tile, 8 * LANES);
        c21.intoArray(tile, 9 * LANES);
        c22.intoArray(tile, 10 * LANES);
        c23.intoArray(tile, 11 * LANES);
        c30.intoArray(tile, 12 * LANES);
        c31.intoArray(tile, 13 * LANES);
        c32.intoArray(tile, 14 * LANES);
        c33.intoArray(tile, 15 * LANES);
    }

    /** The same for one row. */
    static void one(
            int[] taps,
            int depth,
            float[] weights,
            int weightsAt,
            float[] planes,
            int place0,
            int place1,
            int place2,
            int place3,
            float[] tile) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int tap = taps[k];
            FloatVector b0 = FloatVector.fromArray(SPECIES, planes, tap + place0);
            FloatVector b1 = FloatVector.fromArray(SPECIES, planes, tap + place1);
            FloatVector b2 = FloatVector.fromArray(SPECIES, planes, tap + place2);
            FloatVector b3 = FloatVector.fromArray(SPECIES, planes, tap + place3);
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[weightsAt + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
        }
        c00.intoArray(tile, 0 * LANES);
        c01.intoArray(tile, 1 * LANES);
        c02.intoArray(tile, 2 * LANES);
        c03.intoArray(tile, 3 * LANES);
    }
}
