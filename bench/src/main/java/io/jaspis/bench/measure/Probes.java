package io.jaspis.bench.measure;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Loops that reach the machine's limits. */
final class Probes {
    static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private static final int ITERATIONS = 2_000;
    private static volatile float sink;

    private Probes() {}

    /**
     * Multiply-adds between registers. A unit starts one a cycle or two and takes four or five for it, so from ten
     * accumulators on it never waits; 24 fit in the 32 registers of AVX-512 and NEON, 12 in the 16 of AVX2.
     */
    static DoubleSupplier multiplyAdds() {
        int accumulators = LANES.vectorBitSize() == 256 ? 12 : 24;
        double operations = 2.0 * accumulators * LANES.length() * ITERATIONS;
        return () -> {
            sink = accumulators == 24 ? multiplyAdds24(ITERATIONS) : multiplyAdds12(ITERATIONS);
            return operations;
        };
    }

    private static float multiplyAdds12(int iterations) {
        FloatVector x = FloatVector.broadcast(LANES, 0.999f);
        FloatVector y = FloatVector.broadcast(LANES, 0.001f);
        FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int n = 0; n < iterations; n++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        return a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l)
                .lane(0);
    }

    private static float multiplyAdds24(int iterations) {
        FloatVector x = FloatVector.broadcast(LANES, 0.999f);
        FloatVector y = FloatVector.broadcast(LANES, 0.001f);
        FloatVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        FloatVector m = y, n = y, o = y, p = y, q = y, r = y, s = y, t = y, u = y, v = y, w = y, z = y;
        for (int count = 0; count < iterations; count++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
            m = m.fma(x, y);
            n = n.fma(x, y);
            o = o.fma(x, y);
            p = p.fma(x, y);
            q = q.fma(x, y);
            r = r.fma(x, y);
            s = s.fma(x, y);
            t = t.fma(x, y);
            u = u.fma(x, y);
            v = v.fma(x, y);
            w = w.fma(x, y);
            z = z.fma(x, y);
        }
        FloatVector first = a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l);
        FloatVector second = m.add(n)
                .add(o)
                .add(p)
                .add(q)
                .add(r)
                .add(s)
                .add(t)
                .add(u)
                .add(v)
                .add(w)
                .add(z);
        return first.add(second).lane(0);
    }

    /** {@code a = b + s·c} over three arrays (McCalpin 1995): two reads and a write for each element. */
    static final class Triad {
        private final float[] a;
        private final float[] b;
        private final float[] c;
        private final int repeats;

        Triad(int size) {
            a = new float[size];
            b = new float[size];
            c = new float[size];
            Arrays.fill(b, 1);
            Arrays.fill(c, 2);
            repeats = Math.max(1, 400_000 / size);
        }

        double run() {
            for (int i = 0; i < repeats; i++) {
                pass(a, b, c);
            }
            return 12.0 * a.length * repeats;
        }

        private static void pass(float[] a, float[] b, float[] c) {
            int end = LANES.loopBound(a.length);
            for (int i = 0; i < end; i += LANES.length()) {
                FloatVector x = FloatVector.fromArray(LANES, c, i);
                x.fma(FloatVector.broadcast(LANES, 3f), FloatVector.fromArray(LANES, b, i))
                        .intoArray(a, i);
            }
        }
    }
}
