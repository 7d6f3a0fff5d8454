package io.jaspis.bench.measure;

import io.jaspis.tensor.kernels.Slab;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Passes over a working set again and again: reading it, reading a half and writing the other, and the triad {@code a =
 * b + s·c} (McCalpin 1995), which reads two thirds and writes one. Which of them is fastest differs from cache to cache.
 * Vectors begin on cache lines, as in {@link Slab}: else each straddles two, and the first-level cache brings half.
 */
enum Sweep {
    READ,
    COPY,
    TRIAD;

    private static final VectorSpecies<Float> LANES = Probes.LANES;
    private static final int STEP = LANES.length();
    /** Vectors that reading adds up side by side, so that it never waits for an addition. */
    private static final int CHAINS = 8;
    /**
     * Floats between the parts of a set. A load waits for a store before it where their addresses agree in the last twelve
     * bits.
     */
    private static final int GAP = 128;
    /** Bytes of a call, so that a small set is passed over many times. */
    private static final int CALL = 4 << 20;

    private static volatile float sink;

    /** What passes over a working set of so many bytes for a while, and says how many it read and wrote. */
    DoubleSupplier over(int bytes) {
        int parts = ordinal() + 1;
        int size = bytes / Float.BYTES / parts / (CHAINS * STEP) * (CHAINS * STEP);
        float[] data = new float[Slab.aligned(parts * (size + GAP))];
        Arrays.fill(data, 1f);
        int passes = Math.max(1, CALL / bytes);
        double moved = (double) Float.BYTES * parts * size * passes;
        return () -> {
            for (int i = 0; i < passes; i++) {
                pass(data, Slab.FIRST, size);
            }
            return moved;
        };
    }

    private void pass(float[] data, int first, int size) {
        switch (this) {
            case READ -> sink = read(data, first, size);
            case COPY -> copy(data, first, size);
            case TRIAD -> triad(data, first, size);
        }
    }

    private static float read(float[] data, int first, int size) {
        FloatVector a = FloatVector.zero(LANES);
        FloatVector b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int i = first; i < first + size; i += CHAINS * STEP) {
            a = a.add(FloatVector.fromArray(LANES, data, i));
            b = b.add(FloatVector.fromArray(LANES, data, i + STEP));
            c = c.add(FloatVector.fromArray(LANES, data, i + 2 * STEP));
            d = d.add(FloatVector.fromArray(LANES, data, i + 3 * STEP));
            e = e.add(FloatVector.fromArray(LANES, data, i + 4 * STEP));
            f = f.add(FloatVector.fromArray(LANES, data, i + 5 * STEP));
            g = g.add(FloatVector.fromArray(LANES, data, i + 6 * STEP));
            h = h.add(FloatVector.fromArray(LANES, data, i + 7 * STEP));
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).lane(0);
    }

    private static void copy(float[] data, int first, int size) {
        for (int i = first; i < first + size; i += STEP) {
            FloatVector.fromArray(LANES, data, i).intoArray(data, i + size + GAP);
        }
    }

    private static void triad(float[] data, int first, int size) {
        FloatVector scale = FloatVector.broadcast(LANES, 0.5f);
        for (int i = first; i < first + size; i += STEP) {
            FloatVector b = FloatVector.fromArray(LANES, data, i + size + GAP);
            FloatVector c = FloatVector.fromArray(LANES, data, i + 2 * (size + GAP));
            scale.fma(c, b).intoArray(data, i);
        }
    }
}
