package io.jaspis.tensor.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SoftmaxLaws {
    private static final List<Kernels> WAYS = List.of(Samples.SCALAR, Samples.SIMD);

    /** Rows of which some are moderate, some have powers that are no normal numbers, and some are wild. */
    private static float[] rows(Random random, int rows, int columns, int offset) {
        float[] x = Samples.normal(random, offset + rows * columns);
        for (int row = 0; row < rows; row++) {
            int from = offset + row * columns;
            switch (random.nextInt(5)) {
                case 0 -> System.arraycopy(Samples.wild(random, columns), 0, x, from, columns);
                case 1 -> x[from + random.nextInt(columns)] = Float.NEGATIVE_INFINITY;
                case 2 -> x[from + random.nextInt(columns)] = Float.NaN;
                case 3 -> {
                    for (int i = 0; i < columns; i++) {
                        x[from + i] *= 60;
                    }
                }
                default -> {}
            }
        }
        return x;
    }

    private static float[] stepwise(Kernels kernels, int rows, int columns, float[] x, int offset) {
        float[] y = Samples.untouched(x.length + 20);
        new StepwiseSoftmax(kernels.elementwise(), kernels.reductions()).rows(rows, columns, x, offset, y, offset);
        return y;
    }

    @Property(tries = 1000)
    @Label("a softmax has the bits of maximum, difference, power, sum, reciprocal and product one after the other")
    void bits(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int rows,
            @ForAll @IntRange(min = 1, max = 200) int columns,
            @ForAll @IntRange(max = 5) int offset) {
        float[] x = rows(new Random(seed), rows, columns, offset);
        for (Kernels kernels : WAYS) {
            float[] y = Samples.untouched(x.length + 20);
            kernels.softmax().rows(rows, columns, x, offset, y, offset);
            Samples.assertUntouched(y, offset, offset + rows * columns);
            Samples.assertSameBits(stepwise(kernels, rows, columns, x, offset), y);
        }
    }

    @Property(tries = 300)
    @Label("a softmax in the place of its rows, or of what begins before them, is that in another place")
    void inPlace(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int rows,
            @ForAll @IntRange(min = 1, max = 120) int columns,
            @ForAll @IntRange(max = 150) int before) {
        float[] x = rows(new Random(seed), rows, columns, before);
        for (Kernels kernels : WAYS) {
            float[] expected = stepwise(kernels, rows, columns, x, before);
            float[] own = x.clone();
            kernels.softmax().rows(rows, columns, own, before, own, 0);
            Samples.assertSameBits(
                    Arrays.copyOfRange(expected, before, before + rows * columns), Arrays.copyOf(own, rows * columns));
        }
    }
}
