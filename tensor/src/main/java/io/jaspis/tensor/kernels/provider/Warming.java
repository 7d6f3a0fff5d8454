package io.jaspis.tensor.kernels.provider;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Binary;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Packed;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Product;
import io.jaspis.tensor.kernels.Products;
import io.jaspis.tensor.kernels.Unary;
import io.jaspis.tensor.kernels.Window;

/**
 * A thread that calls kernels with small sizes, in turn, for a while. The compiler takes a method after some thousand calls and
 * turns of loops; until then each vector is an object. It calls those that nearly every network needs: whatever the compiler takes
 * besides keeps it from what is waited for.
 */
public final class Warming extends Thread {
    private static final long NANOSECONDS = 1_000_000_000;
    private static final int ELEMENTS = 64;

    /** Those that piecewise linear networks and the steps of attacks take; the others are longer code, and each is rarely needed. */
    private static final Unary[] FUNCTIONS = {
        Unary.ABSOLUTE, Unary.STEP, Unary.SIGN, Unary.RELU, Unary.LEAKY_RELU, Unary.CLIP, Unary.SCALE, Unary.SHIFT
    };

    private final Kernels kernels;
    private volatile boolean convolving;
    private volatile boolean ended;

    Warming(Kernels kernels) {
        super("jaspis-warming");
        this.kernels = kernels;
        setDaemon(true);
    }

    /** Has it go through convolutions and poolings, too, from its next turn on: for a network that has some. */
    public void convolve() {
        convolving = true;
    }

    /** Has it end after this turn: for when the kernels are at work, which need the compiler and the cores themselves. */
    public void end() {
        ended = true;
    }

    @Override
    public void run() {
        if (kernels == Providers.scalar()) {
            return;
        }
        try (Workers alone = Workers.of(1)) {
            long start = System.nanoTime();
            while (!ended && System.nanoTime() - start < NANOSECONDS) {
                products(alone);
                elements();
                if (convolving) {
                    convolutions(alone, 1, 1, 3);
                    convolutions(alone, 2, 1, 16);
                    convolutions(alone, 2, 2, 16);
                    poolings();
                }
            }
        }
    }

    /** Rows and columns that end in every tile. */
    private void products(Workers workers) {
        Products products = kernels.products();
        float[] a = new float[4096];
        float[] c = new float[4096];
        for (Product.Form form : Product.Form.values()) {
            for (int rows : new int[] {1, 11, 14}) {
                products.multiply(workers, Product.of(form, rows, 74, 8), a, 0, a, 0, c, 0);
            }
        }
        Product product = Product.of(Product.Form.NT, 14, 74, 8);
        Packed packed = products.pack(product, a, 0);
        products.multiply(workers, product, a, 0, packed, c, 0, new Epilogue(a, 0, true));
    }

    private void convolutions(Workers workers, int channelsIn, int stride, int channelsOut) {
        Window window = Window.of(3, 3).stride(stride, stride).padding(1, 1, 1, 1);
        Convolution convolution = new Convolution(channelsIn, 6, 20, channelsOut, 1, window);
        Convolutions convolutions = kernels.convolutions();
        float[] x = new float[convolution.inputSize()];
        float[] weights = new float[convolution.weightSize()];
        float[] y = new float[convolution.outputSize()];
        convolutions.forward(workers, convolution, 1, x, 0, weights, 0, y, 0);
        convolutions.inputGradient(workers, convolution, 1, y, 0, weights, 0, x, 0);
        convolutions.weightGradient(workers, convolution, 1, x, 0, y, 0, weights, 0);
        Epilogue epilogue = new Epilogue(y, 0, true);
        convolutions.forward(workers, convolution, 1, x, 0, convolutions.pack(convolution, weights, 0), y, 0, epilogue);
    }

    private void elements() {
        float[] x = new float[ELEMENTS];
        float[] y = new float[ELEMENTS];
        for (Unary function : FUNCTIONS) {
            kernels.elementwise().apply(function, 1f, 2f, ELEMENTS, x, 0, y, 0);
        }
        for (Binary function : Binary.values()) {
            kernels.elementwise().apply(function, ELEMENTS, x, 0, x, 0, y, 0);
        }
        kernels.elementwise().sum(ELEMENTS, 0.5f, x, 0, 0.25f, x, 0, 0, y, 0);
        kernels.elementwise().sum(ELEMENTS, 0.5f, x, 0, 0.25f, x, 0, 1, y, 0);
        kernels.reductions().sum(8, ELEMENTS / 8, 1, x, 0, y, 0);
        kernels.reductions().sum(1, 8, ELEMENTS / 8, x, 0, y, 0);
    }

    private void poolings() {
        float[] x = new float[ELEMENTS];
        float[] y = new float[ELEMENTS];
        kernels.poolings().maximum(new Pooling(1, 8, 8, Window.of(2, 2).stride(2, 2)), 1, x, 0, y, 0);
    }
}
