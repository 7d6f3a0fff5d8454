package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MovementLaws {
    private static final List<Kernels> WAYS = List.of(Samples.SCALAR, Samples.SIMD);

    @Property(tries = 300)
    @Label("transpose: every element goes where the permutation says")
    void transpose(@ForAll @IntRange(max = 5) int rank, @ForAll long seed) {
        Random random = new Random(seed);
        int[] extents = new int[rank];
        List<Integer> axes = new ArrayList<>();
        int size = 1;
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = 1 + random.nextInt(rank > 3 ? 5 : 40);
            size *= extents[axis];
            axes.add(axis);
        }
        Collections.shuffle(axes, random);
        int[] permutation = axes.stream().mapToInt(axis -> axis).toArray();
        float[] x = Samples.normal(random, size + 2);
        Transposition order = Transposition.of(extents, permutation);
        for (Kernels kernels : WAYS) {
            float[] y = Samples.untouched(size + 9);
            kernels.transpositions().apply(order, x, 2, y, 3);
            Samples.assertUntouched(y, 3, 3 + size);
            assertTransposed(extents, permutation, x, y);
        }
    }

    private static void assertTransposed(int[] extents, int[] permutation, float[] x, float[] y) {
        int rank = extents.length;
        int size = x.length - 2;
        int[] position = new int[rank];
        for (int i = 0; i < size; i++) {
            int rest = i;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int extent = extents[permutation[axis]];
                position[permutation[axis]] = rest % extent;
                rest /= extent;
            }
            int source = 0;
            for (int axis = 0; axis < rank; axis++) {
                source = source * extents[axis] + position[axis];
            }
            assertEquals(x[2 + source], y[3 + i]);
        }
    }

    @Property(tries = 100)
    @Label("gather and scatterAdd, pad and slice are transposes of each other, broadcast repeats")
    void partners(
            @ForAll @IntRange(min = 1, max = 4) int outer,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll @IntRange(min = 1, max = 5) int inner,
            @ForAll @IntRange(min = 1, max = 9) int count,
            @ForAll long seed) {
        Random random = new Random(seed);
        int[] indices = random.ints(count, 0, extent).toArray();
        float[] x = whole(random, outer * extent * inner);
        float[] g = whole(random, outer * count * inner);
        float[] y = Samples.untouched(g.length + 4);
        float[] dx = Samples.untouched(x.length + 4);
        Movements.gather(outer, extent, indices, inner, x, 0, y, 2);
        Movements.scatterAdd(outer, extent, indices, inner, g, 0, dx, 2);
        Samples.assertUntouched(y, 2, 2 + g.length);
        Samples.assertUntouched(dx, 2, 2 + x.length);
        assertEquals(inner(y, 2, g), inner(dx, 2, x));

        int before = random.nextInt(3);
        int after = random.nextInt(3);
        int padded = before + extent + after;
        float[] h = whole(random, outer * padded * inner);
        float[] wide = Samples.untouched(h.length + 4);
        float[] cut = Samples.untouched(x.length + 4);
        Movements.pad(outer, extent, before, after, inner, x, 0, wide, 2);
        Movements.slice(outer, padded, before, extent, inner, h, 0, cut, 2);
        Samples.assertUntouched(wide, 2, 2 + h.length);
        Samples.assertUntouched(cut, 2, 2 + x.length);
        assertEquals(inner(wide, 2, h), inner(cut, 2, x));
        Movements.slice(outer, padded, before, extent, inner, wide, 2, cut, 2);
        assertEquals(inner(cut, 2, x), inner(x, 0, x));

        float[] repeated = Samples.untouched(outer * count * inner + 4);
        Movements.broadcast(outer, count, inner, x, 0, repeated, 2);
        for (int i = 0; i < outer * count * inner; i++) {
            assertEquals(x[i / (count * inner) * inner + i % inner], repeated[2 + i]);
        }
    }

    @Property(tries = 200)
    @Label("maximum is the value at the maximum; gatherMaximum and scatterMaximum are transposes")
    void pooling(@ForAll long seed) {
        Random random = new Random(seed);
        int kernel = 1 + random.nextInt(3);
        Window window = Window.of(kernel, kernel)
                .stride(1 + random.nextInt(3), 1 + random.nextInt(3))
                .padding(
                        random.nextInt(kernel), random.nextInt(kernel), random.nextInt(kernel), random.nextInt(kernel));
        Pooling pooling = new Pooling(1 + random.nextInt(3), 3 + random.nextInt(6), 3 + random.nextInt(6), window);
        int batch = 1 + random.nextInt(2);
        float[] x = whole(random, batch * pooling.inputSize());
        float[] h = whole(random, x.length);
        float[] g = whole(random, batch * pooling.outputSize());
        for (Kernels kernels : WAYS) {
            pooling(kernels.poolings(), pooling, batch, x, h, g);
        }
    }

    private static void pooling(Poolings poolings, Pooling pooling, int batch, float[] x, float[] h, float[] g) {
        Window window = pooling.window();
        int kernel = window.kernelHeight();
        float[] y = new float[g.length];
        float[] gathered = new float[g.length];
        float[] dx = Samples.untouched(x.length);
        poolings.maximum(pooling, batch, x, 0, y, 0);
        poolings.gatherMaximum(pooling, batch, h, 0, x, 0, gathered, 0);
        poolings.scatterMaximum(pooling, batch, g, 0, x, 0, dx, 0);
        assertEquals(inner(gathered, 0, g), inner(dx, 0, h));
        int at = 0;
        for (int plane = 0; plane < batch * pooling.channels(); plane++) {
            for (int row = 0; row < pooling.outputHeight(); row++) {
                for (int column = 0; column < pooling.outputWidth(); column++) {
                    float best = Float.NEGATIVE_INFINITY;
                    for (int i = 0; i < kernel * kernel; i++) {
                        int v = row * window.strideHeight() - window.padTop() + i / kernel;
                        int u = column * window.strideWidth() - window.padLeft() + i % kernel;
                        if (v >= 0 && v < pooling.height() && u >= 0 && u < pooling.width()) {
                            best = Math.max(best, x[(plane * pooling.height() + v) * pooling.width() + u]);
                        }
                    }
                    assertEquals(best, y[at++]);
                }
            }
        }
    }

    @Example
    @Label("a NaN wins its window, the first of equal maxima wins, and padding never does")
    void winners() {
        for (Kernels kernels : WAYS) {
            winners(kernels.poolings());
        }
    }

    private static void winners(Poolings poolings) {
        Pooling pair = new Pooling(1, 1, 4, Window.of(1, 2).stride(1, 2));
        float[] y = new float[2];
        poolings.maximum(pair, 1, new float[] {1, Float.NaN, -3, -2}, 0, y, 0);
        assertArrayEquals(new float[] {Float.NaN, -2}, y);
        float[] dx = new float[4];
        poolings.scatterMaximum(pair, 1, new float[] {5, 7}, 0, new float[] {2, 2, 1, 1}, 0, dx, 0);
        assertArrayEquals(new float[] {5, 0, 7, 0}, dx);
        Pooling padded = new Pooling(1, 1, 1, Window.of(1, 2).padding(0, 1, 0, 1));
        poolings.maximum(padded, 1, new float[] {Float.NEGATIVE_INFINITY}, 0, y, 0);
        assertArrayEquals(new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY}, y);
    }

    /** Small whole numbers, whose sums of products are exact. */
    private static float[] whole(Random random, int n) {
        float[] samples = new float[n];
        for (int i = 0; i < n; i++) {
            samples[i] = random.nextInt(21) - 10;
        }
        return samples;
    }

    private static double inner(float[] a, int offset, float[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (double) a[offset + i] * b[i];
        }
        return sum;
    }

    @Example
    @Label("nothing is broadcast where any extent is 0")
    void nothing() {
        float[] y = {7};
        Movements.broadcast(0, 2, 3, new float[0], 0, y, 0);
        Movements.broadcast(2, 0, 3, new float[6], 0, y, 0);
        Movements.broadcast(2, 3, 0, new float[0], 0, y, 0);
        assertArrayEquals(new float[] {7}, y);
    }
}
