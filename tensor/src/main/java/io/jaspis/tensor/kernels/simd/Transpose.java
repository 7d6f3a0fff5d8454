package io.jaspis.tensor.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transpose of 16 lines of 16 elements in the registers of AVX-512: four rounds, each of which zips line i with
 * line i + 8. That is 64 shuffles, one a cycle, where element by element it is 256 loads and stores.
 */
public final class Transpose {
    public static final int LINES = 16;
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    /** Whether the vectors have 16 lanes. */
    public static final boolean FITS = SPECIES.length() == LINES;

    public static final FloatVector LOW = zip(0);
    public static final FloatVector HIGH = zip(SPECIES.length() / 2);

    private Transpose() {}

    private static FloatVector zip(int first) {
        int lanes = SPECIES.length();
        float[] places = new float[lanes];
        for (int i = 0; i < lanes; i++) {
            places[i] = first + i / 2 + i % 2 * lanes;
        }
        return FloatVector.fromArray(SPECIES, places, 0);
    }

    /**
     * Line i is {@code x[lines[first + i] + place]} and what follows; it becomes column i of rows {@code stride} apart.
     */
    public static void block(float[] x, int[] lines, int first, int place, float[] y, int yOffset, int stride) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, x, lines[first + 0] + place);
        FloatVector a1 = FloatVector.fromArray(SPECIES, x, lines[first + 1] + place);
        FloatVector a2 = FloatVector.fromArray(SPECIES, x, lines[first + 2] + place);
        FloatVector a3 = FloatVector.fromArray(SPECIES, x, lines[first + 3] + place);
        FloatVector a4 = FloatVector.fromArray(SPECIES, x, lines[first + 4] + place);
        FloatVector a5 = FloatVector.fromArray(SPECIES, x, lines[first + 5] + place);
        FloatVector a6 = FloatVector.fromArray(SPECIES, x, lines[first + 6] + place);
        FloatVector a7 = FloatVector.fromArray(SPECIES, x, lines[first + 7] + place);
        FloatVector a8 = FloatVector.fromArray(SPECIES, x, lines[first + 8] + place);
        FloatVector a9 = FloatVector.fromArray(SPECIES, x, lines[first + 9] + place);
        FloatVector a10 = FloatVector.fromArray(SPECIES, x, lines[first + 10] + place);
        FloatVector a11 = FloatVector.fromArray(SPECIES, x, lines[first + 11] + place);
        FloatVector a12 = FloatVector.fromArray(SPECIES, x, lines[first + 12] + place);
        FloatVector a13 = FloatVector.fromArray(SPECIES, x, lines[first + 13] + place);
        FloatVector a14 = FloatVector.fromArray(SPECIES, x, lines[first + 14] + place);
        FloatVector a15 = FloatVector.fromArray(SPECIES, x, lines[first + 15] + place);
        FloatVector b0 = LOW.selectFrom(a0, a8);
        FloatVector b1 = HIGH.selectFrom(a0, a8);
        FloatVector b2 = LOW.selectFrom(a1, a9);
        FloatVector b3 = HIGH.selectFrom(a1, a9);
        FloatVector b4 = LOW.selectFrom(a2, a10);
        FloatVector b5 = HIGH.selectFrom(a2, a10);
        FloatVector b6 = LOW.selectFrom(a3, a11);
        FloatVector b7 = HIGH.selectFrom(a3, a11);
        FloatVector b8 = LOW.selectFrom(a4, a12);
        FloatVector b9 = HIGH.selectFrom(a4, a12);
        FloatVector b10 = LOW.selectFrom(a5, a13);
        FloatVector b11 = HIGH.selectFrom(a5, a13);
        FloatVector b12 = LOW.selectFrom(a6, a14);
        FloatVector b13 = HIGH.selectFrom(a6, a14);
        FloatVector b14 = LOW.selectFrom(a7, a15);
        FloatVector b15 = HIGH.selectFrom(a7, a15);
        FloatVector c0 = LOW.selectFrom(b0, b8);
        FloatVector c1 = HIGH.selectFrom(b0, b8);
        FloatVector c2 = LOW.selectFrom(b1, b9);
        FloatVector c3 = HIGH.selectFrom(b1, b9);
        FloatVector c4 = LOW.selectFrom(b2, b10);
        FloatVector c5 = HIGH.selectFrom(b2, b10);
        FloatVector c6 = LOW.selectFrom(b3, b11);
        FloatVector c7 = HIGH.selectFrom(b3, b11);
        FloatVector c8 = LOW.selectFrom(b4, b12);
        FloatVector c9 = HIGH.selectFrom(b4, b12);
        FloatVector c10 = LOW.selectFrom(b5, b13);
        FloatVector c11 = HIGH.selectFrom(b5, b13);
        FloatVector c12 = LOW.selectFrom(b6, b14);
        FloatVector c13 = HIGH.selectFrom(b6, b14);
        FloatVector c14 = LOW.selectFrom(b7, b15);
        FloatVector c15 = HIGH.selectFrom(b7, b15);
        FloatVector d0 = LOW.selectFrom(c0, c8);
        FloatVector d1 = HIGH.selectFrom(c0, c8);
        FloatVector d2 = LOW.selectFrom(c1, c9);
        FloatVector d3 = HIGH.selectFrom(c1, c9);
        FloatVector d4 = LOW.selectFrom(c2, c10);
        FloatVector d5 = HIGH.selectFrom(c2, c10);
        FloatVector d6 = LOW.selectFrom(c3, c11);
        FloatVector d7 = HIGH.selectFrom(c3, c11);
        FloatVector d8 = LOW.selectFrom(c4, c12);
        FloatVector d9 = HIGH.selectFrom(c4, c12);
        FloatVector d10 = LOW.selectFrom(c5, c13);
        FloatVector d11 = HIGH.selectFrom(c5, c13);
        FloatVector d12 = LOW.selectFrom(c6, c14);
        FloatVector d13 = HIGH.selectFrom(c6, c14);
        FloatVector d14 = LOW.selectFrom(c7, c15);
        FloatVector d15 = HIGH.selectFrom(c7, c15);
        FloatVector e0 = LOW.selectFrom(d0, d8);
        FloatVector e1 = HIGH.selectFrom(d0, d8);
        FloatVector e2 = LOW.selectFrom(d1, d9);
        FloatVector e3 = HIGH.selectFrom(d1, d9);
        FloatVector e4 = LOW.selectFrom(d2, d10);
        FloatVector e5 = HIGH.selectFrom(d2, d10);
        FloatVector e6 = LOW.selectFrom(d3, d11);
        FloatVector e7 = HIGH.selectFrom(d3, d11);
        FloatVector e8 = LOW.selectFrom(d4, d12);
        FloatVector e9 = HIGH.selectFrom(d4, d12);
        FloatVector e10 = LOW.selectFrom(d5, d13);
        FloatVector e11 = HIGH.selectFrom(d5, d13);
        FloatVector e12 = LOW.selectFrom(d6, d14);
        FloatVector e13 = HIGH.selectFrom(d6, d14);
        FloatVector e14 = LOW.selectFrom(d7, d15);
        FloatVector e15 = HIGH.selectFrom(d7, d15);
        e0.intoArray(y, yOffset + 0 * stride);
        e1.intoArray(y, yOffset + 1 * stride);
        e2.intoArray(y, yOffset + 2 * stride);
        e3.intoArray(y, yOffset + 3 * stride);
        e4.intoArray(y, yOffset + 4 * stride);
        e5.intoArray(y, yOffset + 5 * stride);
        e6.intoArray(y, yOffset + 6 * stride);
        e7.intoArray(y, yOffset + 7 * stride);
        e8.intoArray(y, yOffset + 8 * stride);
        e9.intoArray(y, yOffset + 9 * stride);
        e10.intoArray(y, yOffset + 10 * stride);
        e11.intoArray(y, yOffset + 11 * stride);
        e12.intoArray(y, yOffset + 12 * stride);
        e13.intoArray(y, yOffset + 13 * stride);
        e14.intoArray(y, yOffset + 14 * stride);
        e15.intoArray(y, yOffset + 15 * stride);
    }
}
