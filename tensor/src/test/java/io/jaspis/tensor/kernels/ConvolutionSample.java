package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Random;

/** A convolution of random sizes with random operands. */
public final class ConvolutionSample {
    public final Convolution convolution;
    public final int batch;
    public final float[] x;
    public final float[] weights;
    public final float[] g;
    public final int offset;

    public ConvolutionSample(long seed) {
        this(new Random(seed));
    }

    private ConvolutionSample(Random random) {
        this(random, convolution(random));
    }

    public ConvolutionSample(Random random, Convolution convolution) {
        this.convolution = convolution;
        batch = 1 + random.nextInt(random.nextInt(4) == 0 ? 11 : 3);
        offset = random.nextInt(5);
        x = Samples.normal(random, offset + batch * convolution.inputSize());
        weights = Samples.normal(random, offset + convolution.weightSize());
        g = Samples.normal(random, offset + batch * convolution.outputSize());
    }

    private static Convolution convolution(Random random) {
        while (true) {
            int groups = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
            int perGroup = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(9);
            perGroup = random.nextInt(6) == 0 ? 16 + 16 * random.nextInt(2) : perGroup;
            int outPerGroup = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(random.nextInt(4) == 0 ? 70 : 9);
            int height = random.nextInt(5) == 0 ? 1 : 1 + random.nextInt(14);
            int width = 1 + random.nextInt(random.nextInt(4) == 0 ? 70 : 18);
            Window window = new Window(
                    1 + random.nextInt(4),
                    1 + random.nextInt(5),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3),
                    random.nextInt(4),
                    random.nextInt(4),
                    random.nextInt(4),
                    random.nextInt(4),
                    1 + random.nextInt(3),
                    1 + random.nextInt(3));
            try {
                return new Convolution(perGroup * groups, height, width, outPerGroup * groups, groups, window);
            } catch (IllegalArgumentException windowTooLarge) {
                // another one
            }
        }
    }

    public float[] forward(Kernels kernels, Workers workers, float[] x, float[] weights) {
        float[] y = Samples.untouched(2 * offset + batch * convolution.outputSize() + 70);
        kernels.convolutions().forward(workers, convolution, batch, x, offset, weights, offset, y, 2 * offset);
        Samples.assertUntouched(y, 2 * offset, 2 * offset + batch * convolution.outputSize());
        return y;
    }

    public float[] inputGradient(Kernels kernels, Workers workers, float[] g, float[] weights) {
        float[] dx = Samples.untouched(2 * offset + batch * convolution.inputSize() + 70);
        kernels.convolutions().inputGradient(workers, convolution, batch, g, offset, weights, offset, dx, 2 * offset);
        Samples.assertUntouched(dx, 2 * offset, 2 * offset + batch * convolution.inputSize());
        return dx;
    }

    public float[] weightGradient(Kernels kernels, Workers workers, float[] x, float[] g) {
        float[] dw = Samples.untouched(2 * offset + convolution.weightSize() + 70);
        kernels.convolutions().weightGradient(workers, convolution, batch, x, offset, g, offset, dw, 2 * offset);
        Samples.assertUntouched(dw, 2 * offset, 2 * offset + convolution.weightSize());
        return dw;
    }

    public int backwardTerms() {
        return convolution.outputChannels()
                / convolution.groups()
                * convolution.window().taps();
    }

    public int weightTerms() {
        return batch * convolution.outputHeight() * convolution.outputWidth() + 8;
    }
}
