package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run allocates nothing, on one thread or two, whole or in parts. The kernels are scalar: with them that holds whatever
 * is compiled. What SIMD kernels allocate is told by {@code bench}.
 */
final class AllocationTest {
    /**
     * What is made in every run is made in each of these. In a single one an object may be made once for all: a buffer for
     * a thread that had no part of this kind before, or one of the virtual machine's own.
     */
    private static final int RUNS = 100;

    @ParameterizedTest
    @CsvSource({
        "unshared, 5, 1",
        "elementwise, 9, 1",
        "elementwise, 9, 2",
        "convolutional, 9, 1",
        "convolutional, 9, 2",
        "noisy, 40, 2"
    })
    void aRunAllocatesNothing(String name, int batch, int threads) {
        Sample sample = switch (name) {
            case "unshared" -> LargeGraphs.unshared();
            case "elementwise" -> LargeGraphs.elementwise();
            case "noisy" -> LargeGraphs.noisy();
            case "convolutional" -> LargeGraphs.convolutional();
            default -> throw new IllegalArgumentException(name);
        };
        assertEquals(0, least(Plan.of(sample.graph(), batch), sample, threads), "bytes in each run");
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "64, 2", "70, 2"})
    void aRunThatCarriesAllocatesNothing(int batch, int threads) {
        Graph graph = Graph.of("x", Shape.of(40), "y", x -> x.scale(0.5f).tanh());
        Sample sample = new Sample("carried", graph, 1, -1, 1);
        assertEquals(0, least(Plan.carrying(graph, batch, Map.of("y", "x")), sample, threads), "bytes in each run");
    }

    private static long least(Plan plan, Sample sample, int threads) {
        var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        try (Workers workers = Workers.of(threads);
                Execution execution = new Cpu(Providers.scalar(), workers).load(plan, sample.parameters())) {
            execution.run(sample.inputs(plan.batch()));
            for (int run = 0; run < RUNS && least > 0; run++) {
                long before = bean.getTotalThreadAllocatedBytes();
                execution.run();
                least = Math.min(least, bean.getTotalThreadAllocatedBytes() - before);
            }
        }
        return least;
    }
}
