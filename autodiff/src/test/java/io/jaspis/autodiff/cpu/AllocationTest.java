package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run allocates nothing once the compilers have had their time, on one thread or two, whole or in parts. Each plan is
 * measured in a Java of its own: what other tests have had compiled would change what is compiled here.
 */
final class AllocationTest {

    /** Runs in the other Java and prints the least number of bytes that all threads allocated in a run. */
    static final class Main {
        private static final long PATIENCE = 60_000_000_000L;

        public static void main(String[] arguments) {
            Sample sample = switch (arguments[0]) {
                case "unshared" -> LargeGraphs.unshared();
                case "elementwise" -> LargeGraphs.elementwise();
                case "noisy" -> LargeGraphs.noisy();
                case "convolutional" -> LargeGraphs.convolutional();
                default -> throw new IllegalArgumentException(arguments[0]);
            };
            Plan plan = Plan.of(sample.graph(), Integer.parseInt(arguments[1]));
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            try (Workers workers = Workers.of(Integer.parseInt(arguments[2]));
                    Execution execution = new Cpu(Kernels.best(), workers).load(plan, sample.parameters())) {
                execution.run(sample.inputs(plan.batch()));
                long end = System.nanoTime() + PATIENCE;
                while (least > 0 && System.nanoTime() < end) {
                    long before = threads.getTotalThreadAllocatedBytes();
                    execution.run();
                    least = Math.min(least, threads.getTotalThreadAllocatedBytes() - before);
                }
            }
            System.out.println("allocated " + least);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unshared, 5, 1",
        "elementwise, 9, 1",
        "elementwise, 9, 2",
        "convolutional, 9, 1",
        "convolutional, 9, 2",
        "noisy, 40, 2"
    })
    void aRunAllocatesNothing(String sample, int batch, int threads) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        sample,
                        Integer.toString(batch),
                        Integer.toString(threads))
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), told);
        assertTrue(told.lines().anyMatch("allocated 0"::equals), told);
    }
}
