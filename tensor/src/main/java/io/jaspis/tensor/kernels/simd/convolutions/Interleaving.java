package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.kernels.simd.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Moves between contiguous elements and every other element of an array. */
final class Interleaving {
    private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
    private static final int LANES = SPECIES.length();
    /** The even elements of two vectors. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);
    /** Each element of the first half twice, and of the second. */
    private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(SPECIES, i -> i / 2);

    private static final VectorShuffle<Float> HIGH = VectorShuffle.fromOp(SPECIES, i -> (LANES + i) / 2);
    private static final VectorMask<Float> FIRST = VectorMask.fromLong(SPECIES, 0x5555_5555_5555_5555L);

    private Interleaving() {}

    /** {@code packed[i]} from {@code spread[2·i]}, or the other way, for i below n. */
    static void move(boolean toPacked, int n, float[] packed, int packedAt, float[] spread, int spreadAt) {
        int i = 0;
        if (toPacked) {
            for (; i + LANES < n; i += LANES) {
                int at = spreadAt + 2 * i;
                FloatVector.fromArray(SPECIES, spread, at)
                        .rearrange(EVEN, FloatVector.fromArray(SPECIES, spread, at + LANES))
                        .intoArray(packed, packedAt + i);
            }
            for (; i < n; i++) {
                packed[packedAt + i] = spread[spreadAt + 2 * i];
            }
        } else {
            for (; i + LANES <= n; i += LANES) {
                FloatVector v = FloatVector.fromArray(SPECIES, packed, packedAt + i);
                int at = spreadAt + 2 * i;
                v.rearrange(LOW).intoArray(spread, at, FIRST);
                v.rearrange(HIGH).intoArray(spread, at + LANES, FIRST);
            }
            // Half a vector, where the packed array has the other half, which isn't used.
            if (i + LANES / 2 <= n && packedAt + i + LANES <= packed.length) {
                FloatVector v = FloatVector.fromArray(SPECIES, packed, packedAt + i);
                v.rearrange(LOW).intoArray(spread, spreadAt + 2 * i, FIRST);
                i += LANES / 2;
            }
            for (; i < n; i++) {
                spread[spreadAt + 2 * i] = packed[packedAt + i];
            }
        }
    }
}
