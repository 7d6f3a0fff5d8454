package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.jaspis.tensor.Workers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Once warm, kernels allocate nothing: a plan runs thousands of them a second. Each group is measured in a Java of its own:
 * what other tests have had compiled would change what is compiled here.
 */
class AllocationTest {
    /** Runs in the other Java. */
    static final class Main {
        public static void main(String[] arguments) {
            switch (arguments[0]) {
                case "products" -> products();
                case "convolutions" -> convolutions();
                case "elements" -> elements();
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"products", "convolutions", "elements"})
    void onceWarmNothingIsAllocated(String group) throws IOException, InterruptedException {
        OtherJava.run(List.of("--add-modules", "jdk.incubator.vector"), Main.class, group);
    }

    private static final int CALLS = 50;
    /** By then the compiler has had the kernel; before, it makes objects of vectors. */
    private static final long MOST_WARMING = 60_000_000_000L;

    private static final Workers ALONE = Workers.of(1);

    private static void assertAllocatesNothing(String what, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().threadId();
        long allocated = Long.MAX_VALUE;
        long start = System.nanoTime();
        while (allocated > 0 && System.nanoTime() - start < MOST_WARMING) {
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            allocated = threads.getThreadAllocatedBytes(self) - before;
        }
        assertEquals(0, allocated, what + ": bytes in " + CALLS + " calls");
    }

    private static void products() {
        Random random = new Random(1);
        Products products = Samples.SIMD.products();
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
                }
            }
        }
    }

    private static void convolutions() {
        Random random = new Random(1);
        Convolutions convolutions = Samples.SIMD.convolutions();
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
            }
        }
    }

    private static void elements() {
        float[] x = Samples.normal(new Random(1), 1000);
        float[] y = new float[1000];
        // The library's sine, cosine and power make arrays of their own.
        for (Unary function : EnumSet.complementOf(EnumSet.of(Unary.SINE, Unary.COSINE, Unary.POWER))) {
            assertAllocatesNothing(
                    function.name(), () -> Samples.SIMD.elementwise().apply(function, 1f, 2f, 1000, x, 0, y, 0));
        }
        for (Binary function : Binary.values()) {
            assertAllocatesNothing(
                    function.name(), () -> Samples.SIMD.elementwise().apply(function, 1000, x, 0, x, 0, y, 0));
        }
        for (Window window :
                new Window[] {Window.of(2, 2).stride(2, 2), Window.of(3, 3).padding(1, 1, 1, 1)}) {
            Pooling pooling = new Pooling(2, 20, 20, window);
            float[] g = new float[pooling.outputSize()];
            assertAllocatesNothing("maximum", () -> Samples.SIMD.poolings().maximum(pooling, 1, x, 0, g, 0));
            assertAllocatesNothing(
                    "its transpose", () -> Samples.SIMD.poolings().scatterMaximum(pooling, 1, g, 0, x, 0, y, 0));
        }
        assertAllocatesNothing("normal", () -> Samples.SIMD.randoms().normal(1, 2, 3, 1000, y, 0));
        assertAllocatesNothing("added", () -> Samples.SIMD.randoms().addNormal(1, 2, 3, 1000, 0.1f, x, 0, y, 0));
        assertAllocatesNothing("uniform", () -> Samples.SIMD.randoms().uniform(1, 2, 3, 1000, y, 0));
        try (Workers two = Workers.of(2)) {
            IntConsumer task = number -> y[number] = number;
            assertAllocatesNothing("a run", () -> two.run(10, task));
        }
    }
}
