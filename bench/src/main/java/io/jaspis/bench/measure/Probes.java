package io.jaspis.bench.measure;

import java.util.function.DoubleSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Loops that reach the rate of multiply-adds. */
final class Probes {
    static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    private static final int ITERATIONS = 2_000;
    private static volatile float sink;

    private Probes() {}

    /**
     * Multiply-adds between registers. A unit starts one a cycle or two and takes four or five for it, so from ten
     * accumulators on it never waits; 24 fit in the 32 registers of AVX-512 and NEON, 12 in the 16 of AVX2. The
     * accumulator is what is added to, as in a product: where it is a factor, each step first copies the other summand,
     * and 24 of them no longer fit.
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
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
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
            a = x.fma(y, a);
            b = x.fma(y, b);
            c = x.fma(y, c);
            d = x.fma(y, d);
            e = x.fma(y, e);
            f = x.fma(y, f);
            g = x.fma(y, g);
            h = x.fma(y, h);
            i = x.fma(y, i);
            j = x.fma(y, j);
            k = x.fma(y, k);
            l = x.fma(y, l);
            m = x.fma(y, m);
            n = x.fma(y, n);
            o = x.fma(y, o);
            p = x.fma(y, p);
            q = x.fma(y, q);
            r = x.fma(y, r);
            s = x.fma(y, s);
            t = x.fma(y, t);
            u = x.fma(y, u);
            v = x.fma(y, v);
            w = x.fma(y, w);
            z = x.fma(y, z);
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
}
