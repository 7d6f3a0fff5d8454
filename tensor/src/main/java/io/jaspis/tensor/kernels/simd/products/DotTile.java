package io.jaspis.tensor.kernels.simd.products;

import io.jaspis.tensor.kernels.simd.Lanes;
import io.jaspis.tensor.kernels.simd.Transpose;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a few lines of B, each contiguous over the depth, with rows of A that are too: 4 rows × 4 lines of 16
 * sums of vectors along the depth, folded together at the end. Nothing is packed, and no lane idles where C has fewer
 * columns than a vector. It needs vectors of 16 lanes, whose transposing folds 16 sums in 15 additions.
 */
final class DotTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    static final boolean FITS = Transpose.FITS;
    static final int ROWS = 4;
    static final int LINES = 4;

    private DotTile() {}

    /** Sums lane 4·r + l is row r times line l; rows and lines that the tile lacks repeat its last. */
    static void sums(
            int rows,
            int lines,
            int depth,
            float[] a,
            int aOffset,
            int strideA,
            float[] b,
            int bOffset,
            int strideB,
            float[] sums) {
        int row1 = aOffset + Math.min(1, rows - 1) * strideA;
        int row2 = aOffset + Math.min(2, rows - 1) * strideA;
        int row3 = aOffset + Math.min(3, rows - 1) * strideA;
        int line1 = bOffset + Math.min(1, lines - 1) * strideB;
        int line2 = bOffset + Math.min(2, lines - 1) * strideB;
        int line3 = bOffset + Math.min(3, lines - 1) * strideB;
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        FloatVector s4 = FloatVector.zero(SPECIES);
        FloatVector s5 = FloatVector.zero(SPECIES);
        FloatVector s6 = FloatVector.zero(SPECIES);
        FloatVector s7 = FloatVector.zero(SPECIES);
        FloatVector s8 = FloatVector.zero(SPECIES);
        FloatVector s9 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s12 = FloatVector.zero(SPECIES);
        FloatVector s13 = FloatVector.zero(SPECIES);
        FloatVector s14 = FloatVector.zero(SPECIES);
        FloatVector s15 = FloatVector.zero(SPECIES);
        int whole = SPECIES.loopBound(depth);
        for (int k = 0; k < whole; k += LANES) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + k);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, line1 + k);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, line2 + k);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, line3 + k);
            FloatVector a0 = FloatVector.fromArray(SPECIES, a, aOffset + k);
            s0 = a0.fma(b0, s0);
            s1 = a0.fma(b1, s1);
            s2 = a0.fma(b2, s2);
            s3 = a0.fma(b3, s3);
            FloatVector a1 = FloatVector.fromArray(SPECIES, a, row1 + k);
            s4 = a1.fma(b0, s4);
            s5 = a1.fma(b1, s5);
            s6 = a1.fma(b2, s6);
            s7 = a1.fma(b3, s7);
            FloatVector a2 = FloatVector.fromArray(SPECIES, a, row2 + k);
            s8 = a2.fma(b0, s8);
            s9 = a2.fma(b1, s9);
            s10 = a2.fma(b2, s10);
            s11 = a2.fma(b3, s11);
            FloatVector a3 = FloatVector.fromArray(SPECIES, a, row3 + k);
            s12 = a3.fma(b0, s12);
            s13 = a3.fma(b1, s13);
            s14 = a3.fma(b2, s14);
            s15 = a3.fma(b3, s15);
        }
        // Round by round, halves of a pair are added; the last has the sum of vector i in lane i.
        FloatVector t0 = Transpose.LOW.selectFrom(s0, s8).add(Transpose.HIGH.selectFrom(s0, s8));
        FloatVector t1 = Transpose.LOW.selectFrom(s1, s9).add(Transpose.HIGH.selectFrom(s1, s9));
        FloatVector t2 = Transpose.LOW.selectFrom(s2, s10).add(Transpose.HIGH.selectFrom(s2, s10));
        FloatVector t3 = Transpose.LOW.selectFrom(s3, s11).add(Transpose.HIGH.selectFrom(s3, s11));
        FloatVector t4 = Transpose.LOW.selectFrom(s4, s12).add(Transpose.HIGH.selectFrom(s4, s12));
        FloatVector t5 = Transpose.LOW.selectFrom(s5, s13).add(Transpose.HIGH.selectFrom(s5, s13));
        FloatVector t6 = Transpose.LOW.selectFrom(s6, s14).add(Transpose.HIGH.selectFrom(s6, s14));
        FloatVector t7 = Transpose.LOW.selectFrom(s7, s15).add(Transpose.HIGH.selectFrom(s7, s15));
        FloatVector u0 = Transpose.LOW.selectFrom(t0, t4).add(Transpose.HIGH.selectFrom(t0, t4));
        FloatVector u1 = Transpose.LOW.selectFrom(t1, t5).add(Transpose.HIGH.selectFrom(t1, t5));
        FloatVector u2 = Transpose.LOW.selectFrom(t2, t6).add(Transpose.HIGH.selectFrom(t2, t6));
        FloatVector u3 = Transpose.LOW.selectFrom(t3, t7).add(Transpose.HIGH.selectFrom(t3, t7));
        FloatVector v0 = Transpose.LOW.selectFrom(u0, u2).add(Transpose.HIGH.selectFrom(u0, u2));
        FloatVector v1 = Transpose.LOW.selectFrom(u1, u3).add(Transpose.HIGH.selectFrom(u1, u3));
        FloatVector w0 = Transpose.LOW.selectFrom(v0, v1).add(Transpose.HIGH.selectFrom(v0, v1));
        w0.intoArray(sums, 0);
        if (whole < depth) {
            rest(rows, lines, whole, depth, a, aOffset, strideA, b, bOffset, strideB, sums);
        }
    }

    /** What is left of the depth; a masked vector in the loop's method would keep the compiler from it. */
    private static void rest(
            int rows,
            int lines,
            int first,
            int depth,
            float[] a,
            int aOffset,
            int strideA,
            float[] b,
            int bOffset,
            int strideB,
            float[] sums) {
        for (int row = 0; row < rows; row++) {
            for (int line = 0; line < lines; line++) {
                int rowAt = aOffset + row * strideA;
                int lineAt = bOffset + line * strideB;
                float sum = sums[row * LINES + line];
                for (int k = first; k < depth; k++) {
                    sum = Math.fma(a[rowAt + k], b[lineAt + k], sum);
                }
                sums[row * LINES + line] = sum;
            }
        }
    }
}
