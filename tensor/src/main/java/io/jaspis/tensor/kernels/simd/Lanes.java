package io.jaspis.tensor.kernels.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors in use: the widest that this machine prefers, up to 512 bits, nearly all of one shape. */
public final class Lanes {
    // Sums over a vector's lanes fold sixteen of them.
    private static final VectorShape SHAPE = FloatVector.SPECIES_PREFERRED.length() > 16
            ? VectorShape.S_512_BIT
            : FloatVector.SPECIES_PREFERRED.vectorShape();
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.withShape(SHAPE);
    public static final VectorSpecies<Integer> INTEGERS = IntVector.SPECIES_PREFERRED.withShape(SHAPE);
    public static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED.withShape(SHAPE);

    /** Eight floats, where vectors should be no longer; on machines with shorter ones they are slow. */
    public static final VectorSpecies<Float> EIGHT_FLOATS =
            FloatVector.SPECIES_PREFERRED.withShape(VectorShape.S_256_BIT);

    /** The width of a vector in bits. */
    public static final int BITS = SHAPE.vectorBitSize();

    /**
     * Steps that a register tile sums at most. A loop of which C2 knows that it takes fewer than a thousand has no other
     * around it to stop at; the limits of both would take registers, and what they push out is read again in each step.
     */
    public static final int STEPS = 960;

    private Lanes() {}
}
