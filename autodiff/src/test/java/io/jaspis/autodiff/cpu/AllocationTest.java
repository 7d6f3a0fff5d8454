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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a run allocates once the compilers have had their time. Now and then the compiler leaves a vector operation out of
 * a kernel for good, which then makes objects; which one depends on the order of its work. So each plan is measured in a
 * Java of its own, and in another where that happened: what our code allocates itself is there in all of them.
 */
final class AllocationTest {
    /** What a kernel that is cut for several threads passes to them, for each step: no array, nothing that grows. */
    private static final long CLOSURES = 1024;

    private static final int ATTEMPTS = 5;

    /** Runs in the other Java and prints the least number of bytes that a run allocated, and the number of steps. */
    static final class Main {
        private static final long PATIENCE = 10_000_000_000L;

        public static void main(String[] arguments) {
            Sample sample = switch (arguments[0]) {
                case "unshared" -> LargeGraphs.unshared();
                case "elementwise" -> LargeGraphs.elementwise();
                default -> LargeGraphs.convolutional();
            };
            Plan plan = Plan.of(sample.graph(), Integer.parseInt(arguments[1]));
            long enough = Long.parseLong(arguments[2]) * plan.steps().size();
            var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            try (Execution execution = new Cpu(Kernels.best(), Workers.of(1)).load(plan, sample.parameters())) {
                execution.run(sample.inputs(plan.batch()));
                long end = System.nanoTime() + PATIENCE;
                while (least > enough && System.nanoTime() < end) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    execution.run();
                    least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                }
            }
            System.out.println("allocated " + least + " " + plan.steps().size());
        }
    }

    /** The bytes of the first Java that allocates no more than the closures, or else of the last. */
    private static long[] measure(String sample, int batch, long closures) throws IOException, InterruptedException {
        long[] measured = measureOnce(sample, batch, closures);
        for (int attempt = 1; attempt < ATTEMPTS && measured[0] > closures * measured[1]; attempt++) {
            System.out.println(sample + ": " + measured[0] + " bytes a run, measuring again");
            measured = measureOnce(sample, batch, closures);
        }
        return measured;
    }

    private static long[] measureOnce(String sample, int batch, long closures)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        sample,
                        Integer.toString(batch),
                        Long.toString(closures))
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), told);
        String[] words = told.lines()
                .filter(line -> line.startsWith("allocated "))
                .findFirst()
                .orElseThrow()
                .split(" ");
        return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
    }

    @Test
    void whatIsNotSharedOutAllocatesNothing() throws IOException, InterruptedException {
        assertEquals(0, measure("unshared", 5, 0)[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elementwise", "convolutional"})
    void whatIsSharedOutAllocatesItsClosuresAlone(String sample) throws IOException, InterruptedException {
        long[] measured = measure(sample, 9, CLOSURES);
        assertTrue(
                measured[0] <= CLOSURES * measured[1],
                () -> measured[0] + " bytes in a run of " + measured[1] + " steps");
    }
}
