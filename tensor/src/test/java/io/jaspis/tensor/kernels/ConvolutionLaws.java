package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Workers;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class ConvolutionLaws {
    private static final Workers ALONE = Workers.of(1);
    private static final Workers TWO = Workers.of(2);
    private static final Workers THREE = Workers.of(3);

    /** A number of any size, most often one near a power of two, where ints wrap around. */
    private static int wild(Random random, int least) {
        int number = (1 << random.nextInt(32)) + random.nextInt(7) - 3;
        return Math.max(least, random.nextInt(3) == 0 ? number : random.nextInt(9));
    }

    @Property(tries = 5000)
    @Label("positions, taps and elements are as many as whole numbers say, or what has too many is refused")
    void sizes(@ForAll long seed) {
        Random random = new Random(seed);
        int kernel = wild(random, 1);
        int stride = wild(random, 1);
        int before = wild(random, 0);
        int after = wild(random, 0);
        int dilation = wild(random, 1);
        int size = wild(random, 1);
        int channels = wild(random, 1);
        long free = (long) size + before + after - (kernel - 1L) * dilation - 1;
        long positions = Math.floorDiv(free, stride) + 1;
        long most = Math.max(channels * (long) size, Math.max(channels * positions, (long) channels * kernel));
        for (boolean deep : new boolean[] {true, false}) {
            Convolution found;
            try {
                found = deep
                        ? new Convolution(
                                channels,
                                size,
                                1,
                                channels,
                                channels,
                                new Window(kernel, 1, stride, 1, before, 0, after, 0, dilation, 1))
                        : new Convolution(
                                channels,
                                1,
                                size,
                                channels,
                                channels,
                                new Window(1, kernel, 1, stride, 0, before, 0, after, 1, dilation));
            } catch (IllegalArgumentException refused) {
                boolean small =
                        Math.max(Math.max(kernel, stride), Math.max((long) size + before + after, dilation)) < 1 << 30;
                assertTrue(free < 0 || most > Integer.MAX_VALUE || !small, refused::getMessage);
                continue;
            }
            assertEquals(channels * positions, found.outputSize());
            assertEquals((long) channels * size, found.inputSize());
            assertEquals((long) channels * kernel, found.weightSize());
        }
    }

    @Property(tries = 300)
    @Label("the scalar convolution is its definition, summed in double")
    void definition(@ForAll long seed) {
        ConvolutionSample sample = new ConvolutionSample(seed);
        Convolution c = sample.convolution;
        float[] y = sample.forward(Samples.SCALAR, ALONE, sample.x, sample.weights);
        Window w = c.window();
        int in = c.inputChannels() / c.groups();
        int out = c.outputChannels() / c.groups();
        int at = 2 * sample.offset;
        for (int n = 0; n < sample.batch; n++) {
            for (int o = 0; o < c.outputChannels(); o++) {
                for (int row = 0; row < c.outputHeight(); row++) {
                    for (int column = 0; column < c.outputWidth(); column++) {
                        double sum = 0;
                        double size = 0;
                        for (int i = 0; i < in; i++) {
                            for (int r = 0; r < w.kernelHeight(); r++) {
                                for (int s = 0; s < w.kernelWidth(); s++) {
                                    int v = row * w.strideHeight() + r * w.dilationHeight() - w.padTop();
                                    int u = column * w.strideWidth() + s * w.dilationWidth() - w.padLeft();
                                    if (v < 0 || v >= c.height() || u < 0 || u >= c.width()) {
                                        continue;
                                    }
                                    int channel = o / out * in + i;
                                    int source = ((n * c.inputChannels() + channel) * c.height() + v) * c.width() + u;
                                    int weight = ((o * in + i) * w.kernelHeight() + r) * w.kernelWidth() + s;
                                    double term = (double) sample.x[sample.offset + source]
                                            * sample.weights[sample.offset + weight];
                                    sum += term;
                                    size += Math.abs(term);
                                }
                            }
                        }
                        double bound = Samples.gamma(c.depth() + 1) * size;
                        double found = y[at++];
                        assertTrue(Math.abs(found - sum) <= bound, found + " for " + sum + " in " + c);
                    }
                }
            }
        }
    }

    @Property(tries = 500)
    @Label("SIMD and scalar convolutions differ by at most the roundings of their sums, and touch nothing else")
    void twins(@ForAll long seed) {
        assertTwins(new ConvolutionSample(seed));
    }

    @Property(tries = 12)
    @Label("the same where images are so large that they are done strip by strip")
    void strips(@ForAll long seed) {
        Random random = new Random(seed);
        int stride = 1 + random.nextInt(2);
        int size = stride * (48 + random.nextInt(8));
        Window window =
                Window.of(3, 2 + random.nextInt(2)).stride(stride, stride).padding(1, random.nextInt(2), 0, 1);
        int channels = random.nextBoolean() ? 64 : 50;
        assertTwins(new ConvolutionSample(random, new Convolution(channels, size, size, 16, 1, window)));
    }

    @Property(tries = 100)
    @Label("the same where the window steps over more than it reaches, or over more than the image")
    void steps(@ForAll long seed) {
        Random random = new Random(seed);
        Window window = new Window(
                1 + random.nextInt(4),
                1 + random.nextInt(4),
                1 + random.nextInt(40),
                1 + random.nextInt(40),
                random.nextInt(30),
                random.nextInt(30),
                4,
                4,
                1 + random.nextInt(2),
                1 + random.nextInt(2));
        int channels = 1 + random.nextInt(20);
        assertTwins(new ConvolutionSample(
                random,
                new Convolution(
                        channels, 4 + random.nextInt(20), 4 + random.nextInt(60), 1 + random.nextInt(20), 1, window)));
    }

    @Property(tries = 12)
    @Label("the same where an element is a sum of more products than a tile's loop takes at once")
    void deep(@ForAll long seed) {
        Random random = new Random(seed);
        Window window = Window.of(28 + random.nextInt(20), 35 + random.nextInt(20));
        assertTwins(new ConvolutionSample(
                random,
                new Convolution(1 + random.nextInt(2), 60, 60 + random.nextInt(9), 1 + random.nextInt(9), 1, window)));
        assertTwins(new ConvolutionSample(
                random, new Convolution(1 + random.nextInt(2), 6, 9, 950 + random.nextInt(1100), 1, Window.of(3, 2))));
    }

    @Example
    @Label("the same where a stride has as many phases as a sequence has elements, or far more")
    void phases() {
        Random random = new Random(5);
        int length = 30_000;
        assertTwins(new ConvolutionSample(
                random, new Convolution(1, 1, length, 1, 1, Window.of(1, length).stride(1, length))));
        int most = Window.MOST;
        assertTwins(new ConvolutionSample(
                random, new Convolution(3, 4, 4, 2, 1, Window.of(1, 1).stride(most, most))));
    }

    private static void assertTwins(ConvolutionSample s) {
        float[] sizesX = Samples.absolute(s.x);
        float[] sizesW = Samples.absolute(s.weights);
        float[] sizesG = Samples.absolute(s.g);
        Samples.assertClose(
                s.forward(Samples.SCALAR, ALONE, s.x, s.weights),
                s.forward(Samples.SIMD, TWO, s.x, s.weights),
                Samples.absolute(s.forward(Samples.SCALAR, ALONE, sizesX, sizesW)),
                s.convolution.depth());
        Samples.assertClose(
                s.inputGradient(Samples.SCALAR, ALONE, s.g, s.weights),
                s.inputGradient(Samples.SIMD, TWO, s.g, s.weights),
                Samples.absolute(s.inputGradient(Samples.SCALAR, ALONE, sizesG, sizesW)),
                s.backwardTerms());
        Samples.assertClose(
                s.weightGradient(Samples.SCALAR, ALONE, s.x, s.g),
                s.weightGradient(Samples.SIMD, TWO, s.x, s.g),
                Samples.absolute(s.weightGradient(Samples.SCALAR, ALONE, sizesX, sizesG)),
                s.weightTerms());
    }

    @Property(tries = 100)
    @Label("both gradients are the transpose of the convolution: ⟨Cx, g⟩ = ⟨x, Cᵀg⟩ = ⟨w, Gg⟩")
    void transposes(@ForAll long seed) {
        ConvolutionSample s = new ConvolutionSample(seed);
        for (Kernels kernels : new Kernels[] {Samples.SCALAR, Samples.SIMD}) {
            float[] sizesX = Samples.absolute(s.x);
            float[] sizesW = Samples.absolute(s.weights);
            double forward = inner(s.forward(kernels, ALONE, s.x, s.weights), s.g, s.offset);
            double backward = inner(s.inputGradient(kernels, ALONE, s.g, s.weights), s.x, s.offset);
            double weight = inner(s.weightGradient(kernels, ALONE, s.x, s.g), s.weights, s.offset);
            double size = inner(s.forward(kernels, ALONE, sizesX, sizesW), Samples.absolute(s.g), s.offset);
            int terms = Math.max(s.convolution.depth(), s.backwardTerms());
            assertTrue(
                    Math.abs(forward - backward) <= 3 * Samples.gamma(terms + 2) * size, () -> "in " + s.convolution);
            int most = Math.max(terms, s.weightTerms());
            assertTrue(Math.abs(forward - weight) <= 3 * Samples.gamma(most + 2) * size, () -> "in " + s.convolution);
        }
    }

    /** The inner product of a result, from twice the offset, and an operand, from the offset, in double. */
    private static double inner(float[] result, float[] operand, int offset) {
        double sum = 0;
        for (int i = offset; i < operand.length; i++) {
            sum += (double) result[i + offset] * operand[i];
        }
        return sum;
    }

    @Property(tries = 60)
    @Label("the number of threads doesn't change a bit")
    void threads(@ForAll long seed) {
        Random random = new Random(seed);
        ConvolutionSample s = new ConvolutionSample(seed);
        Convolution larger = new Convolution(
                3 * s.convolution.inputChannels(),
                s.convolution.height() + random.nextInt(20),
                s.convolution.width() + random.nextInt(20),
                5 * s.convolution.outputChannels(),
                s.convolution.groups(),
                s.convolution.window());
        float[] x = Samples.normal(random, s.batch * larger.inputSize());
        float[] weights = Samples.normal(random, larger.weightSize());
        float[] g = Samples.normal(random, s.batch * larger.outputSize());
        float[][] alone = all(ALONE, larger, s.batch, x, weights, g);
        for (Workers workers : new Workers[] {TWO, THREE}) {
            float[][] shared = all(workers, larger, s.batch, x, weights, g);
            for (int i = 0; i < 3; i++) {
                Samples.assertSameBits(alone[i], shared[i]);
            }
        }
    }

    /** Groups times elements of an image are beyond an int, though neither is. */
    @Example
    @Label("the weights' gradient of thousands of groups is that of the scalar kernels")
    void manyGroups() {
        Convolution convolution = new Convolution(4096, 12, 12, 4096, 4096, new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1));
        ConvolutionSample s = new ConvolutionSample(new Random(1), convolution);
        float[] scalar = s.weightGradient(Samples.SCALAR, ALONE, s.x, s.g);
        float[] simd = s.weightGradient(Samples.SIMD, ALONE, s.x, s.g);
        for (int i = 0; i < scalar.length; i++) {
            assertEquals(scalar[i], simd[i], 1e-3);
        }
    }

    private static float[][] all(
            Workers workers, Convolution convolution, int batch, float[] x, float[] weights, float[] g) {
        float[][] results = {new float[g.length], new float[x.length], new float[weights.length]};
        Convolutions simd = Samples.SIMD.convolutions();
        simd.forward(workers, convolution, batch, x, 0, weights, 0, results[0], 0);
        simd.inputGradient(workers, convolution, batch, g, 0, weights, 0, results[1], 0);
        simd.weightGradient(workers, convolution, batch, x, 0, g, 0, results[2], 0);
        return results;
    }
}
