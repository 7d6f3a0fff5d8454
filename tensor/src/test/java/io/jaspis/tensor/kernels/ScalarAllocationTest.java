package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.jaspis.tensor.Workers;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scalar kernels allocate nothing from the second call on, compiled or not. */
class ScalarAllocationTest {
    private static final Workers ALONE = Workers.of(1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private void assertAllocatesNothing(String what, Runnable call) {
        call.run();
        // The first reading of a thread's counter allocates too.
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        call.run();
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before, what);
    }

    @Test
    void products() {
        Products products = Samples.SCALAR.products();
        float[] a = Samples.normal(new Random(1), 4096);
        float[] c = new float[4096];
        Epilogue epilogue = new Epilogue(a, 0, true);
        for (Product.Form form : Product.Form.values()) {
            for (int rows : new int[] {1, 7, 40}) {
                Product product = Product.of(form, rows, 36, 50);
                assertAllocatesNothing(form + " of " + rows, () -> products.multiply(ALONE, product, a, 0, a, 0, c, 0));
                if (form != Product.Form.TN) {
                    Packed packed = products.pack(product, a, 0);
                    assertAllocatesNothing(
                            "packed " + form + " of " + rows,
                            () -> products.multiply(ALONE, product, a, 0, packed, c, 0, epilogue));
                }
            }
        }
    }

    @Test
    void convolutions() {
        Convolutions convolutions = Samples.SCALAR.convolutions();
        for (int stride : new int[] {1, 2}) {
            Window window = Window.of(3, 3).stride(stride, stride).padding(1, 1, 1, 1);
            Convolution convolution = new Convolution(4, 12, 12, 10, 2, window);
            float[] x = Samples.normal(new Random(1), convolution.inputSize());
            float[] weights = Samples.normal(new Random(2), convolution.weightSize());
            float[] y = new float[convolution.outputSize()];
            PackedWeights packed = convolutions.pack(convolution, weights, 0);
            PackedWeights turned = convolutions.packTransposed(convolution, weights, 0);
            Epilogue epilogue = new Epilogue(weights, 0, true);
            assertAllocatesNothing(
                    "convolution", () -> convolutions.forward(ALONE, convolution, 1, x, 0, packed, y, 0, epilogue));
            assertAllocatesNothing(
                    "input gradient",
                    () -> convolutions.inputGradient(ALONE, convolution, 1, y, 0, turned, x, 0, Epilogue.NONE));
            assertAllocatesNothing(
                    "weight gradient",
                    () -> convolutions.weightGradient(ALONE, convolution, 1, x, 0, y, 0, weights, 0));
        }
    }

    @Test
    void elements() {
        float[] x = Samples.normal(new Random(1), 800);
        float[] y = new float[800];
        // The library's sine, cosine and power make arrays of their own.
        for (Unary function : EnumSet.complementOf(EnumSet.of(Unary.SINE, Unary.COSINE, Unary.POWER))) {
            assertAllocatesNothing(
                    function.name(), () -> Samples.SCALAR.elementwise().apply(function, 1f, 2f, 800, x, 0, y, 0));
        }
        for (Binary function : Binary.values()) {
            assertAllocatesNothing(
                    function.name(), () -> Samples.SCALAR.elementwise().apply(function, 800, x, 0, x, 0, y, 0));
        }
        assertAllocatesNothing("sum", () -> Samples.SCALAR.reductions().sum(20, 10, 4, x, 0, y, 0));
        assertAllocatesNothing("normal", () -> Samples.SCALAR.randoms().normal(1, 2, 3, 800, y, 0));
        assertAllocatesNothing("added", () -> Samples.SCALAR.randoms().addNormal(1, 2, 3, 800, 0.1f, x, 0, y, 0));
    }

    @Test
    void movements() {
        float[] x = Samples.normal(new Random(1), 800);
        float[] y = new float[800];
        Poolings poolings = Samples.SCALAR.poolings();
        Pooling pooling = new Pooling(2, 20, 20, Window.of(2, 2).stride(2, 2));
        assertAllocatesNothing("maximum", () -> poolings.maximum(pooling, 1, x, 0, y, 0));
        assertAllocatesNothing("its transpose", () -> poolings.scatterMaximum(pooling, 1, x, 0, x, 0, y, 0));
        Transposition order = Transposition.of(new int[] {20, 40}, new int[] {1, 0});
        assertAllocatesNothing(
                "transposition", () -> Samples.SCALAR.transpositions().apply(order, x, 0, y, 0));
    }
}
