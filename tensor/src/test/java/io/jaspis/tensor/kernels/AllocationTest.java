package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.jaspis.tensor.Workers;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Kernels allocate nothing but the buffers that a thread keeps: a plan runs thousands of them a second. Of scalar
 * kernels that holds whatever is compiled, so it is tested. Vectors are objects until they are compiled, so of
 * the SIMD kernels {@code bench} tells what is allocated, and {@code simd.VectorMethodsTest} where.
 */
class AllocationTest {
    private static final Workers ALONE = Workers.of(1);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /**
     * What is made in every call is made in each of these. In a single one an object may be made once for all: a
     * thread's buffer, or one of the virtual machine's own.
     */
    private static final int CALLS = 100;

    private static void assertAllocatesNothing(String what, Runnable call) {
        assertEquals(0, least(call, THREADS::getCurrentThreadAllocatedBytes), () -> what + ": bytes in each call");
    }

    private static long least(Runnable call, LongSupplier allocated) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < CALLS && least > 0; i++) {
            long before = allocated.getAsLong();
            call.run();
            least = Math.min(least, allocated.getAsLong() - before);
        }
        return least;
    }

    @Test
    void products() {
        Random random = new Random(1);
        Products products = Samples.SCALAR.products();
        float[] a = Samples.normal(random, 4096);
        float[] b = Samples.normal(random, 4096);
        float[] c = new float[4096];
        Epilogue epilogue = new Epilogue(b, 0, true);
        for (Product.Form form : Product.Form.values()) {
            for (int rows : new int[] {1, 7, 40}) {
                Product product = Product.of(form, rows, 36, 50);
                assertAllocatesNothing(form + " of " + rows, () -> products.multiply(ALONE, product, a, 0, b, 0, c, 0));
                if (form != Product.Form.TN) {
                    Packed packed = products.pack(product, b, 0);
                    assertAllocatesNothing(
                            "packed " + form + " of " + rows,
                            () -> products.multiply(ALONE, product, a, 0, packed, c, 0, epilogue));
                    assertAllocatesNothing("packing again", () -> products.repack(packed, b, 0));
                }
            }
        }
    }

    @Test
    void convolutions() {
        Random random = new Random(1);
        Convolutions convolutions = Samples.SCALAR.convolutions();
        for (int channels : new int[] {2, 24}) {
            for (int stride : new int[] {1, 2}) {
                Window window = Window.of(3, 3).stride(stride, stride).padding(1, 1, 1, 1);
                Convolution convolution = new Convolution(channels, 12, 12, 10, 1, window);
                float[] x = Samples.normal(random, convolution.inputSize());
                float[] weights = Samples.normal(random, convolution.weightSize());
                float[] y = new float[convolution.outputSize()];
                PackedWeights packed = convolutions.pack(convolution, weights, 0);
                PackedWeights turned = convolutions.packTransposed(convolution, weights, 0);
                Epilogue epilogue = new Epilogue(weights, 0, true);
                String what = channels + " channels, stride " + stride;
                assertAllocatesNothing(
                        "convolution of " + what,
                        () -> convolutions.forward(ALONE, convolution, 1, x, 0, packed, y, 0, epilogue));
                assertAllocatesNothing(
                        "input gradient of " + what,
                        () -> convolutions.inputGradient(ALONE, convolution, 1, y, 0, turned, x, 0, Epilogue.NONE));
                assertAllocatesNothing(
                        "weight gradient of " + what,
                        () -> convolutions.weightGradient(ALONE, convolution, 1, x, 0, y, 0, weights, 0));
                assertAllocatesNothing(
                        "unpacked convolution of " + what,
                        () -> convolutions.forward(ALONE, convolution, 1, x, 0, weights, 0, y, 0));
                assertAllocatesNothing("packing again", () -> convolutions.repack(turned, weights, 0));
            }
        }
    }

    @Test
    void elements() {
        float[] x = Samples.normal(new Random(1), 1000);
        float[] y = new float[1000];
        // The library's sine, cosine and power make arrays of their own.
        for (Unary function : EnumSet.complementOf(EnumSet.of(Unary.SINE, Unary.COSINE, Unary.POWER))) {
            assertAllocatesNothing(
                    function.name(), () -> Samples.SCALAR.elementwise().apply(function, 1f, 2f, 1000, x, 0, y, 0));
        }
        for (Binary function : Binary.values()) {
            assertAllocatesNothing(
                    function.name(), () -> Samples.SCALAR.elementwise().apply(function, 1000, x, 0, x, 0, y, 0));
        }
        assertAllocatesNothing("sums", () -> Samples.SCALAR.reductions().sum(10, 20, 5, x, 0, y, 0));
        for (Window window :
                new Window[] {Window.of(2, 2).stride(2, 2), Window.of(3, 3).padding(1, 1, 1, 1)}) {
            Pooling pooling = new Pooling(2, 20, 20, window);
            float[] g = new float[pooling.outputSize()];
            assertAllocatesNothing("maximum", () -> Samples.SCALAR.poolings().maximum(pooling, 1, x, 0, g, 0));
            assertAllocatesNothing(
                    "its transpose", () -> Samples.SCALAR.poolings().scatterMaximum(pooling, 1, g, 0, x, 0, y, 0));
        }
        Transposition order = Transposition.of(new int[] {20, 50}, new int[] {1, 0});
        assertAllocatesNothing(
                "transposition", () -> Samples.SCALAR.transpositions().apply(order, x, 0, y, 0));
        assertAllocatesNothing("normal", () -> Samples.SCALAR.randoms().normal(1, 2, 3, 1000, y, 0));
        assertAllocatesNothing("added", () -> Samples.SCALAR.randoms().addNormal(1, 2, 3, 1000, 0.1f, x, 0, y, 0));
        assertAllocatesNothing("uniform", () -> Samples.SCALAR.randoms().uniform(1, 2, 3, 1000, y, 0));
    }

    @Test
    void aRunOfSeveralThreads() {
        float[] y = new float[1000];
        IntConsumer task = number -> y[number] = number;
        try (Workers two = Workers.of(2)) {
            assertEquals(0, least(() -> two.run(10, task), THREADS::getTotalThreadAllocatedBytes));
        }
    }
}
