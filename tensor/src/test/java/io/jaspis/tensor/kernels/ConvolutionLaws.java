package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Workers;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class ConvolutionLaws {
    private static final Workers ALONE = Workers.of(1);
    private static final Workers TWO = Workers.of(2);
    private static final Workers THREE = Workers.of(3);

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
