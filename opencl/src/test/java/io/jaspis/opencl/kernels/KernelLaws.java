package io.jaspis.opencl.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Binary;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Movements;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Transposition;
import io.jaspis.tensor.kernels.Unary;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every kernel, as plain Java and on a device, against the processor's scalar kernels. */
class KernelLaws {
    private static final Kernels SCALAR = Providers.scalar();
    private static final Workers ALONE = Workers.of(1);
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        1e-40f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        0.5f,
        88f,
        -88f,
        104f,
        -104f,
        9.0109f
    };

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-2, 2);
        }
        return numbers;
    }

    /** Some of them not finite, denormal, or zeros of both signs. */
    private static float[] unusual(SplittableRandom random, int count) {
        float[] numbers = numbers(random, count);
        for (int i = 0; i < count; i += 3) {
            numbers[i] = SPECIAL[random.nextInt(SPECIAL.length)];
        }
        return numbers;
    }

    private static void assertBits(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            int at = i;
            assertEquals(
                    Float.floatToIntBits(expected[i]),
                    Float.floatToIntBits(actual[i]),
                    () -> "element " + at + ": " + expected[at] + " and " + actual[at]);
        }
    }

    /** Each element within what two sums of so many terms of size 4 may differ by: 2·γₙ·Σ|terms|. */
    private static void assertSums(float[] expected, float[] actual, int terms) {
        double allowed = 2.1 * terms * 0x1p-24 * terms * 4;
        for (int i = 0; i < expected.length; i++) {
            int at = i;
            assertTrue(
                    Math.abs((double) expected[i] - actual[i]) <= allowed,
                    () -> "element " + at + ": " + expected[at] + " and " + actual[at]);
        }
    }

    @Example
    @Label("functions of one and two numbers are the processor's bits, also of what is not finite")
    void functions() {
        SplittableRandom random = new SplittableRandom(1);
        ElementFunctions own = new ElementFunctions();
        for (int i = 0; i < 60_000; i++) {
            float a = i < 400 ? SPECIAL[i % 20] : Float.intBitsToFloat(random.nextInt());
            float b = i < 400 ? SPECIAL[i / 20] : i % 2 == 0 ? a : Float.intBitsToFloat(random.nextInt());
            same(Unary.ABSOLUTE, a, own.absolute(a));
            same(Unary.STEP, a, own.step(a));
            same(Unary.SIGN, a, own.sign(a));
            same(Unary.RELU, a, own.relu(a));
            same(Unary.SIGMOID, a, own.sigmoid(a));
            same(Unary.TANH, a, own.hyperbolicTangent(a));
            same(Unary.EXPONENTIAL, a, own.exponential(a));
            same(Unary.EXPONENTIAL_MINUS_ONE, a, own.exponentialMinusOne(a));
            same(Unary.SOFTPLUS, a, own.softplus(a));
            same(Unary.LOGARITHM, a, own.logarithm(a));
            same(Unary.SQUARE_ROOT, a, own.squareRoot(a));
            same(Unary.RECIPROCAL, a, own.reciprocal(a));
            same(Unary.FLOOR, a, own.wholeBelow(a));
            same(Unary.ROUND, a, own.nearestWhole(a));
            same(Unary.ARC_TANGENT, a, own.arcTangent(a));
            same(Unary.ARC_SINE, a, own.arcSine(a));
            same(Unary.ARC_COSINE, a, own.arcCosine(a));
            same(Unary.FLOAT16, a, own.halfPrecision(a));
            same(Unary.BFLOAT16, a, own.brainPrecision(a));
            same(Unary.ERROR_FUNCTION, a, own.errorFunction(a));
            same(Unary.LEAKY_RELU, a, b, own.leakyRelu(a, b));
            same(Unary.SCALE, a, b, own.scale(a, b));
            same(Unary.SHIFT, a, b, own.shift(a, b));
            for (int steps : new int[] {0, 1, 8, 1 << 20}) {
                same(Unary.ROUND_UP, a, steps, own.roundUp(a, steps));
                same(Unary.ROUND_DOWN, a, steps, own.roundDown(a, steps));
            }
            same(Binary.ADD, a, b, own.add(a, b));
            same(Binary.SUBTRACT, a, b, own.subtract(a, b));
            same(Binary.MULTIPLY, a, b, own.multiply(a, b));
            same(Binary.GATE, a, b, own.gate(a, b));
            same(Binary.GATE, 0, b, own.gate(0, b));
            same(Binary.DIVIDE, a, b, own.divide(a, b));
            same(Binary.MAXIMUM, a, b, own.maximum(a, b));
            same(Binary.MINIMUM, a, b, own.minimum(a, b));
        }
    }

    private static void same(Unary function, float a, float found) {
        same(function, a, 0, found);
    }

    private static void same(Unary function, float a, float p, float found) {
        float[] y = new float[1];
        SCALAR.elementwise().apply(function, p, 0, 1, new float[] {a}, 0, y, 0);
        assertEquals(Float.floatToIntBits(y[0]), Float.floatToIntBits(found), () -> function + " of " + a + ", " + p);
    }

    private static void same(Binary function, float a, float b, float found) {
        float[] y = new float[1];
        SCALAR.elementwise().apply(function, 1, new float[] {a}, 0, new float[] {b}, 0, y, 0);
        assertEquals(Float.floatToIntBits(y[0]), Float.floatToIntBits(found), () -> function + " of " + a + ", " + b);
    }

    @Property(tries = 12)
    @Label("dense products in all forms, of odd sizes, at offsets, with bias and ReLU")
    void products(
            @ForAll Product.Form form,
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 40) int depth,
            @ForAll boolean finished,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Product product = Product.of(form, rows, columns, depth);
        float[] a = numbers(random, 3 + rows * depth);
        float[] b = numbers(random, 5 + columns * depth);
        float[] bias = numbers(random, 1 + columns);
        float[] expected = new float[7 + rows * columns];
        SCALAR.products().multiply(ALONE, product, a, 3, b, 5, expected, 7);
        for (int i = 0; finished && i < rows * columns; i++) {
            expected[7 + i] = Math.max(0, expected[7 + i] + bias[1 + i % columns]);
        }
        Everywhere.run(
                new DenseProducts(product, 3, 5, 7).finished(finished ? 1 : -1, finished),
                Map.of("a", a, "b", b, "c", new float[expected.length], "bias", bias),
                found -> assertSums(expected, found.get("c"), depth + 2));
    }

    private static Convolution geometry(SplittableRandom random) {
        Window window = new Window(
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                random.nextInt(0, 3),
                random.nextInt(0, 3),
                random.nextInt(0, 3),
                random.nextInt(0, 3),
                random.nextInt(1, 3),
                random.nextInt(1, 3));
        int groups = random.nextInt(1, 3);
        return new Convolution(
                groups * random.nextInt(1, 4),
                random.nextInt(5, 9),
                random.nextInt(5, 9),
                groups * random.nextInt(1, 4),
                groups,
                window);
    }

    @Property(tries = 12)
    @Label("convolutions and both gradients, strided, dilated, padded, in groups, at offsets")
    void convolutions(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Convolution c = geometry(random);
        int batch = random.nextInt(1, 4);
        float[] x = numbers(random, 2 + batch * c.inputSize());
        float[] w = numbers(random, 3 + c.weightSize());
        float[] g = numbers(random, 1 + batch * c.outputSize());
        float[] forward = new float[4 + batch * c.outputSize()];
        SCALAR.convolutions().forward(ALONE, c, batch, x, 2, w, 3, forward, 4);
        Everywhere.run(
                new ConvolutionForward(c, batch, 2, 3, 4, -1, false),
                Map.of("x", x, "w", w, "y", new float[forward.length], "bias", new float[1]),
                found -> assertSums(forward, found.get("y"), c.depth()));
        float[] input = new float[5 + batch * c.inputSize()];
        SCALAR.convolutions().inputGradient(ALONE, c, batch, g, 1, w, 3, input, 5);
        Everywhere.run(
                new ConvolutionInputGradient(c, batch, 1, 3, 5),
                Map.of("x", g, "w", w, "y", new float[input.length]),
                found -> assertSums(
                        input, found.get("y"), c.outputChannels() * c.window().taps()));
        float[] weights = new float[6 + c.weightSize()];
        SCALAR.convolutions().weightGradient(ALONE, c, batch, x, 2, g, 1, weights, 6);
        Everywhere.run(
                new ConvolutionWeightGradient(c, batch, 2, 1, 6),
                Map.of("x", x, "w", g, "y", new float[weights.length]),
                found -> assertSums(weights, found.get("y"), batch * c.outputHeight() * c.outputWidth()));
    }

    @Property(tries = 6)
    @Label("groups of fewer work-items give the same bits of products, and sums within their rounding")
    void groups(
            @ForAll @IntRange(min = 1, max = 300) int most,
            @ForAll @IntRange(min = 1, max = 70) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 1, max = 40) int depth,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Product product = Product.of(Product.Form.NT, rows, columns, depth);
        float[] a = numbers(random, rows * depth);
        float[] b = numbers(random, columns * depth);
        float[][] results = new float[2][rows * columns];
        for (int way = 0; way < 2; way++) {
            DenseProducts kernel = new DenseProducts(product, 0, 0, 0).finished(-1, false);
            kernel.fit(way == 0 ? 256 : most);
            assertTrue(kernel.extent().group() <= Math.max(most, way == 0 ? 256 : 0));
            PlainJava.run(kernel, Map.of("a", a, "b", b, "c", results[way], "bias", new float[1]));
        }
        assertBits(results[0], results[1]);
        float[] sums = new float[rows];
        SCALAR.reductions().sum(rows, depth, 1, a, 0, sums, 0);
        LongSums kernel = new LongSums(rows, depth, 1, 0, 0);
        kernel.fit(most);
        assertTrue(kernel.extent().group() <= most);
        float[] found = new float[rows];
        PlainJava.run(kernel, Map.of("x", a, "y", found));
        assertSums(sums, found, depth);
    }

    @Property(tries = 6)
    @Label("long products in slices, which are added up, for devices of few units and many")
    void slices(
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 500, max = 2000) int depth,
            @ForAll @IntRange(min = 1, max = 130) int units,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Product product = Product.of(Product.Form.TN, rows, columns, depth);
        float[] a = numbers(random, 3 + rows * depth);
        float[] b = numbers(random, 5 + columns * depth);
        float[] expected = new float[7 + rows * columns];
        SCALAR.products().multiply(ALONE, product, a, 3, b, 5, expected, 7);
        DenseProducts kernel = new DenseProducts(product, 3, 5, 2).finished(-1, false);
        kernel.slice(units);
        int slices = kernel.slices();
        assertTrue(slices <= depth / 256 && (slices > 1 || depth < 512), () -> slices + " slices");
        Everywhere.run(
                kernel,
                Map.of("a", a, "b", b, "c", new float[2 + slices * rows * columns], "bias", new float[1]),
                parts -> Everywhere.run(
                        new Sums(1, slices, rows * columns, 2, 7),
                        Map.of("x", parts.get("c"), "y", new float[expected.length]),
                        found -> assertSums(expected, found.get("y"), depth + slices)));

        Convolution c = geometry(random);
        int batch = 40;
        float[] x = numbers(random, 2 + batch * c.inputSize());
        float[] g = numbers(random, 1 + batch * c.outputSize());
        float[] weights = new float[6 + c.weightSize()];
        SCALAR.convolutions().weightGradient(ALONE, c, batch, x, 2, g, 1, weights, 6);
        ConvolutionWeightGradient gradient = new ConvolutionWeightGradient(c, batch, 2, 1, 3);
        gradient.slice(units);
        int parts = gradient.slices();
        Everywhere.run(
                gradient,
                Map.of("x", x, "w", g, "y", new float[3 + parts * c.weightSize()]),
                sums -> Everywhere.run(
                        new Sums(1, parts, c.weightSize(), 3, 6),
                        Map.of("x", sums.get("y"), "y", new float[weights.length]),
                        found -> assertSums(
                                weights, found.get("y"), batch * c.outputHeight() * c.outputWidth() + parts)));
    }

    @Property(tries = 15)
    @Label("maxima of windows and both selections are the processor's bits, also of what is not finite")
    void windows(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int height = random.nextInt(1, 4);
        int width = random.nextInt(1, 4);
        // Each window meets the image where no side is padded by as much as a window.
        Window window = new Window(
                height,
                width,
                random.nextInt(1, 4),
                random.nextInt(1, 4),
                random.nextInt(height),
                random.nextInt(width),
                random.nextInt(height),
                random.nextInt(width),
                1,
                1);
        Pooling p = new Pooling(random.nextInt(1, 3), random.nextInt(4, 8), random.nextInt(4, 8), window);
        int batch = random.nextInt(1, 3);
        float[] x = unusual(random, 1 + batch * p.inputSize());
        float[] s = unusual(random, 2 + batch * p.inputSize());
        float[] g = numbers(random, 1 + batch * p.outputSize());
        float[] gathered = new float[3 + batch * p.outputSize()];
        SCALAR.poolings().gatherMaximum(p, batch, x, 1, s, 2, gathered, 3);
        Everywhere.run(
                new WindowGather(p, batch, 1, 2, 3),
                Map.of("x", x, "selector", s, "y", new float[gathered.length]),
                found -> assertBits(gathered, found.get("y")));
        float[] scattered = new float[4 + batch * p.inputSize()];
        SCALAR.poolings().scatterMaximum(p, batch, g, 1, s, 2, scattered, 4);
        Everywhere.run(
                new WindowScatter(p, batch, 1, 2, 4),
                Map.of("x", g, "selector", s, "y", new float[scattered.length]),
                found -> assertBits(scattered, found.get("y")));
    }

    @Property(tries = 15)
    @Label("movements are the processor's bits, and sums within their rounding")
    void movements(
            @ForAll @IntRange(min = 1, max = 5) int outer,
            @ForAll @IntRange(min = 1, max = 70) int extent,
            @ForAll @IntRange(min = 1, max = 5) int inner,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = unusual(random, 1 + outer * extent * inner);
        float[] turned = new float[2 + outer * extent * inner];
        Transposition order = Transposition.of(new int[] {outer, extent, inner}, new int[] {2, 0, 1});
        SCALAR.transpositions().apply(order, x, 1, turned, 2);
        bits(new Permutation(new int[] {outer, extent, inner}, new int[] {2, 0, 1}, 1, 2), x, turned);
        float[] repeated = new float[2 + outer * extent * inner];
        Movements.broadcast(outer, extent, inner, x, 1, repeated, 2);
        bits(new Repetition(outer, extent, inner, 1, 2), x, repeated);
        int start = random.nextInt(extent);
        int count = random.nextInt(1, extent - start + 1);
        float[] sliced = new float[2 + outer * count * inner];
        Movements.slice(outer, extent, start, count, inner, x, 1, sliced, 2);
        bits(new Rows(outer, count * inner, extent * inner, start * inner, count * inner, 1, 2), x, sliced);
        float[] padded = new float[2 + outer * (extent + 3) * inner];
        Movements.pad(outer, extent, 1, 2, inner, x, 1, padded, 2);
        bits(new Rows(outer, (extent + 3) * inner, extent * inner, -inner, (extent + 3) * inner, 1, 2), x, padded);
        int[] indices = random.ints(random.nextInt(1, 9), 0, extent).toArray();
        float[] gathered = new float[2 + outer * indices.length * inner];
        Movements.gather(outer, extent, indices, inner, x, 1, gathered, 2);
        bits(Gathering.gather(outer, extent, indices, inner, 1, 2), x, gathered);
        float[] finite = numbers(random, x.length);
        for (int i = 0; i < finite.length; i += 3) {
            // Zeros of either sign, which a sum on +0 makes +0.
            finite[i] = random.nextBoolean() ? 0f : -0f;
        }
        int[] targets = random.ints(extent, 0, 4).toArray();
        float[] scattered = new float[2 + outer * 4 * inner];
        Movements.scatterAdd(outer, 4, targets, inner, finite, 1, scattered, 2);
        bits(Gathering.scatterAdd(outer, 4, targets, inner, 1, 2), finite, scattered);
        float[] sums = new float[2 + outer * inner];
        SCALAR.reductions().sum(outer, extent, inner, finite, 1, sums, 2);
        bits(new Sums(outer, extent, inner, 1, 2), finite, sums);
        Everywhere.run(
                new LongSums(outer, extent, inner, 1, 2),
                Map.of("x", finite, "y", new float[sums.length]),
                found -> assertSums(sums, found.get("y"), extent));
    }

    private static void bits(DeviceKernel kernel, float[] x, float[] expected) {
        Everywhere.run(
                kernel, Map.of("x", x, "y", new float[expected.length]), found -> assertBits(expected, found.get("y")));
    }

    @Property(tries = 12)
    @Label("noise is the processor's bits, for every seed, stream and example")
    void noise(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 1 << 20) int firstExample,
            @ForAll @IntRange(min = 0, max = 9) int stream,
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll boolean normal) {
        int examples = 3;
        float[] expected = new float[1 + examples * size];
        for (int i = 0; i < examples; i++) {
            long key = (long) stream << 48 | (long) firstExample + i;
            if (normal) {
                SCALAR.randoms().normal(seed, key, 0, size, expected, 1 + i * size);
            } else {
                SCALAR.randoms().uniform(seed, key, 0, size, expected, 1 + i * size);
            }
        }
        Noise kernel = new Noise(examples, size, stream, normal, 1);
        kernel.seed(seed, firstExample);
        Everywhere.run(kernel, Map.of("y", new float[expected.length]), found -> assertBits(expected, found.get("y")));
    }
}
