package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for 16 registers that reads the rows of A where they stand: 6 rows × 2 vectors of C. Rows it lacks
 * repeat its last one, in A as in C.
 */
final class NarrowRows {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final int COLUMNS = 2 * LANES;

    private NarrowRows() {}

    /** Up to 6 rows: {@code C = A·B} or, where {@code add}, {@code C += A·B}. */
    static void six(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            int strideA,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            int strideC,
            boolean add) {
        int line1 = aOffset + Math.min(1, rows - 1) * strideA;
        int line2 = aOffset + Math.min(2, rows - 1) * strideA;
        int line3 = aOffset + Math.min(3, rows - 1) * strideA;
        int line4 = aOffset + Math.min(4, rows - 1) * strideA;
        int line5 = aOffset + Math.min(5, rows - 1) * strideA;
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            int atB = bOffset + k * COLUMNS;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, atB);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, atB + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[aOffset + k]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[line1 + k]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[line2 + k]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[line3 + k]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[line4 + k]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[line5 + k]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        if (add) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, c, cOffset));
            c01 = c01.add(FloatVector.fromArray(SPECIES, c, cOffset + LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, c, row1));
            c11 = c11.add(FloatVector.fromArray(SPECIES, c, row1 + LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, c, row2));
            c21 = c21.add(FloatVector.fromArray(SPECIES, c, row2 + LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, c, row3));
            c31 = c31.add(FloatVector.fromArray(SPECIES, c, row3 + LANES));
            c40 = c40.add(FloatVector.fromArray(SPECIES, c, row4));
            c41 = c41.add(FloatVector.fromArray(SPECIES, c, row4 + LANES));
            c50 = c50.add(FloatVector.fromArray(SPECIES, c, row5));
            c51 = c51.add(FloatVector.fromArray(SPECIES, c, row5 + LANES));
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
    }
}
