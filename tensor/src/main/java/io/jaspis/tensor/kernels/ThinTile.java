package io.jaspis.tensor.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile for a B that leaves only one vector of columns: 6 rows × 1 vector of C, each in two sums, of the even
 * and of the odd k, as 12 sums hide the latency of 4 × 2 multiply-adds and more than 6 rows would need more registers for
 * addresses than there are. It reads the rows of A where they stand; rows it lacks repeat its last one, in A as in C.
 */
final class ThinTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    static final int ROWS = 6;
    static final int COLUMNS = SPECIES.length();

    private ThinTile() {}

    /** Up to 6 rows: {@code C = A·B} or, where {@code add}, {@code C += A·B}. */
    static void multiply(
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
        FloatVector even0 = FloatVector.zero(SPECIES);
        FloatVector odd0 = FloatVector.zero(SPECIES);
        FloatVector even1 = FloatVector.zero(SPECIES);
        FloatVector odd1 = FloatVector.zero(SPECIES);
        FloatVector even2 = FloatVector.zero(SPECIES);
        FloatVector odd2 = FloatVector.zero(SPECIES);
        FloatVector even3 = FloatVector.zero(SPECIES);
        FloatVector odd3 = FloatVector.zero(SPECIES);
        FloatVector even4 = FloatVector.zero(SPECIES);
        FloatVector odd4 = FloatVector.zero(SPECIES);
        FloatVector even5 = FloatVector.zero(SPECIES);
        FloatVector odd5 = FloatVector.zero(SPECIES);
        int k = 0;
        for (; k < depth - 1; k += 2) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + k * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOffset + k * COLUMNS + COLUMNS);
            even0 = b0.fma(FloatVector.broadcast(SPECIES, a[aOffset + k]), even0);
            odd0 = b1.fma(FloatVector.broadcast(SPECIES, a[aOffset + k + 1]), odd0);
            even1 = b0.fma(FloatVector.broadcast(SPECIES, a[line1 + k]), even1);
            odd1 = b1.fma(FloatVector.broadcast(SPECIES, a[line1 + k + 1]), odd1);
            even2 = b0.fma(FloatVector.broadcast(SPECIES, a[line2 + k]), even2);
            odd2 = b1.fma(FloatVector.broadcast(SPECIES, a[line2 + k + 1]), odd2);
            even3 = b0.fma(FloatVector.broadcast(SPECIES, a[line3 + k]), even3);
            odd3 = b1.fma(FloatVector.broadcast(SPECIES, a[line3 + k + 1]), odd3);
            even4 = b0.fma(FloatVector.broadcast(SPECIES, a[line4 + k]), even4);
            odd4 = b1.fma(FloatVector.broadcast(SPECIES, a[line4 + k + 1]), odd4);
            even5 = b0.fma(FloatVector.broadcast(SPECIES, a[line5 + k]), even5);
            odd5 = b1.fma(FloatVector.broadcast(SPECIES, a[line5 + k + 1]), odd5);
        }
        if (k < depth) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + k * COLUMNS);
            even0 = b0.fma(FloatVector.broadcast(SPECIES, a[aOffset + k]), even0);
            even1 = b0.fma(FloatVector.broadcast(SPECIES, a[line1 + k]), even1);
            even2 = b0.fma(FloatVector.broadcast(SPECIES, a[line2 + k]), even2);
            even3 = b0.fma(FloatVector.broadcast(SPECIES, a[line3 + k]), even3);
            even4 = b0.fma(FloatVector.broadcast(SPECIES, a[line4 + k]), even4);
            even5 = b0.fma(FloatVector.broadcast(SPECIES, a[line5 + k]), even5);
        }
        even0 = even0.add(odd0);
        even1 = even1.add(odd1);
        even2 = even2.add(odd2);
        even3 = even3.add(odd3);
        even4 = even4.add(odd4);
        even5 = even5.add(odd5);
        int row1 = cOffset + Math.min(1, rows - 1) * strideC;
        int row2 = cOffset + Math.min(2, rows - 1) * strideC;
        int row3 = cOffset + Math.min(3, rows - 1) * strideC;
        int row4 = cOffset + Math.min(4, rows - 1) * strideC;
        int row5 = cOffset + Math.min(5, rows - 1) * strideC;
        if (add) {
            even0 = even0.add(FloatVector.fromArray(SPECIES, c, cOffset));
            even1 = even1.add(FloatVector.fromArray(SPECIES, c, row1));
            even2 = even2.add(FloatVector.fromArray(SPECIES, c, row2));
            even3 = even3.add(FloatVector.fromArray(SPECIES, c, row3));
            even4 = even4.add(FloatVector.fromArray(SPECIES, c, row4));
            even5 = even5.add(FloatVector.fromArray(SPECIES, c, row5));
        }
        even0.intoArray(c, cOffset);
        even1.intoArray(c, row1);
        even2.intoArray(c, row2);
        even3.intoArray(c, row3);
        even4.intoArray(c, row4);
        even5.intoArray(c, row5);
    }
}
