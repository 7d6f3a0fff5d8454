package io.jaspis.tensor.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rounding to the formats of 16 bits, in vectors. */
final class VectorFormats {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    private static final int SIGN_BIT = Integer.MIN_VALUE;

    /** The bits that a float has more than a float16 of normal size, and half of the lowest one kept, less one. */
    private static final int FLOAT16_KEPT = 0xffffe000;

    private static final int FLOAT16_HALF = 0xfff;
    private static final int FLOAT16_SHIFT = 13;

    /** The least normal float16. */
    private static final float FLOAT16_NORMAL = 0x1p-14f;

    /** A float beside which numbers are multiples of 2^−24, the least float16. */
    private static final float FLOAT16_GRID = 0.5f;

    private static final float FLOAT16_BEYOND = 65536f;

    private static final int BFLOAT16_KEPT = 0xffff0000;
    private static final int BFLOAT16_HALF = 0x7fff;
    private static final int BFLOAT16_SHIFT = 16;

    private VectorFormats() {}

    static void float16(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            FloatVector size = v.abs();
            IntVector bits = size.reinterpretAsInts();
            // A carry goes on into the exponent; half of the lowest bit kept goes to the even neighbour.
            IntVector odd = bits.lanewise(VectorOperators.LSHR, FLOAT16_SHIFT).and(1);
            FloatVector normal =
                    bits.add(FLOAT16_HALF).add(odd).and(FLOAT16_KEPT).reinterpretAsFloats();
            FloatVector small = size.add(FLOAT16_GRID).sub(FLOAT16_GRID);
            FloatVector rounded = normal.blend(
                            Float.POSITIVE_INFINITY, normal.compare(VectorOperators.GE, FLOAT16_BEYOND))
                    .blend(small, size.compare(VectorOperators.LT, FLOAT16_NORMAL));
            FloatVector signed = rounded.reinterpretAsInts()
                    .or(v.reinterpretAsInts().and(SIGN_BIT))
                    .reinterpretAsFloats();
            signed.blend(v, v.compare(VectorOperators.NE, v)).intoArray(y, yOffset + i);
        }
    }

    static void bfloat16(int n, float[] x, int xOffset, float[] y, int yOffset) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
            IntVector bits = v.reinterpretAsInts();
            IntVector odd = bits.lanewise(VectorOperators.LSHR, BFLOAT16_SHIFT).and(1);
            FloatVector rounded =
                    bits.add(BFLOAT16_HALF).add(odd).and(BFLOAT16_KEPT).reinterpretAsFloats();
            rounded.blend(v, v.compare(VectorOperators.NE, v)).intoArray(y, yOffset + i);
        }
    }
}
