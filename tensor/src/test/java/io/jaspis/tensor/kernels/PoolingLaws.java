package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class PoolingLaws {
    private static final List<Kernels> WAYS = List.of(Samples.SCALAR, Samples.SIMD);

    private static Pooling pooling(Random random) {
        while (true) {
            Window window = new Window(
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    random.nextInt(2),
                    random.nextInt(2),
                    random.nextInt(2),
                    random.nextInt(2),
                    1 + random.nextInt(2),
                    1 + random.nextInt(2));
            try {
                return new Pooling(1 + random.nextInt(3), 1 + random.nextInt(9), 1 + random.nextInt(70), window);
            } catch (IllegalArgumentException windowTooLarge) {
                // another one
            }
        }
    }

    @Property(tries = 400)
    @Label("maxima in vectors are those found one by one, also among equal elements and NaNs")
    void twins(@ForAll long seed) {
        Random random = new Random(seed);
        Pooling pooling = pooling(random);
        int batch = 1 + random.nextInt(3);
        int offset = random.nextInt(5);
        float[] x = Samples.wild(random, offset + batch * pooling.inputSize());
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextBoolean() ? x[i] : random.nextInt(4);
        }
        float[] h = Samples.normal(random, offset + batch * pooling.inputSize());
        float[] g = Samples.normal(random, offset + batch * pooling.outputSize());
        float[][] results = new float[4][];
        for (int way = 0; way < 2; way++) {
            Poolings poolings = WAYS.get(way).poolings();
            float[] y = Samples.untouched(offset + batch * pooling.outputSize() + 20);
            float[] dx = Samples.untouched(offset + batch * pooling.inputSize() + 20);
            poolings.gatherMaximum(pooling, batch, h, offset, x, offset, y, offset);
            poolings.scatterMaximum(pooling, batch, g, offset, x, offset, dx, offset);
            results[2 * way] = y;
            results[2 * way + 1] = dx;
            poolings.gatherMaximum(pooling, batch, x, offset, x, offset, y = y.clone(), offset);
            float[] maxima = Samples.untouched(y.length);
            poolings.maximum(pooling, batch, x, offset, maxima, offset);
            Samples.assertSameBits(y, maxima);
        }
        Samples.assertSameBits(results[0], results[2]);
        Samples.assertSameBits(results[1], results[3]);
    }

    @Example
    @Label("windows that reach over nearly all that there may be find the elements that they meet")
    void far() {
        int half = 1 << 29;
        assertMaximum(3, new Window(1, 2, 1, 1, 0, 0, 0, half - 7, 1, half));
        assertMaximum(4, new Window(1, 2, 1, Window.MOST, 0, half - 2, 0, 0, 1, half));
        assertMaximum(1, new Window(1, 3, 1, 1, 0, half - 5, 0, half - 10, 1, half - 4));
        assertMaximum(3, new Window(1, 1, 1, Window.MOST, 0, 0, 0, half, 1, Window.MOST));
    }

    private static void assertMaximum(float expected, Window window) {
        float[] x = {3, 1, 4, 1, 5, 9, 2, 6};
        Pooling pooling = new Pooling(1, 1, x.length, window);
        float[] y = new float[pooling.outputSize()];
        for (Kernels kernels : WAYS) {
            kernels.poolings().maximum(pooling, 1, x, 0, y, 0);
            assertArrayEquals(new float[] {expected}, y);
        }
    }

    @Property(tries = 300)
    @Label("the maximum of a row is the first of its largest elements, or its first NaN, whatever the length")
    void rows(@ForAll long seed) {
        Random random = new Random(seed);
        int length = 1 + random.nextInt(100);
        int rows = 1 + random.nextInt(4);
        int offset = random.nextInt(5);
        Pooling pooling = new Pooling(rows, length, 1, Window.of(length, 1));
        float[] x = Samples.wild(random, offset + rows * length);
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(4) > 0 ? -Math.abs(x[i]) : (random.nextBoolean() ? 0f : -0f);
        }
        float[][] results = new float[2][];
        for (int way = 0; way < 2; way++) {
            results[way] = Samples.untouched(offset + rows + 20);
            WAYS.get(way).poolings().maximum(pooling, 1, x, offset, results[way], offset);
        }
        Samples.assertSameBits(results[0], results[1]);
    }
}
