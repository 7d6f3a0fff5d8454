package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartsTest {
    /** A part has 16 to 64 examples where there are enough, and 8 or more where that gives each thread one. */
    @ParameterizedTest
    @CsvSource({
        "12, 1, 12",
        "12, 2, 12",
        "16, 1, 16",
        "16, 2, 8",
        "17, 2, 9",
        "24, 3, 8",
        "31, 1, 31",
        "32, 1, 16",
        "32, 2, 16",
        "16, 8, 16",
        "24, 16, 24",
        "48, 4, 12",
        "128, 1, 64",
        "128, 2, 64",
        "128, 4, 32",
        "128, 16, 8",
        "1000, 2, 63"
    })
    void examplesAreSharedOut(int batch, int threads, int size) {
        assertEquals(size, Parts.size(dense(batch, 10), threads));
    }

    /** Two million weights: each thread would read all of them. */
    @ParameterizedTest
    @CsvSource({"16, 2, 16", "24, 3, 24"})
    void manyWeightsAreReadByAllThreadsTogether(int batch, int threads, int size) {
        assertEquals(size, Parts.size(dense(batch, 2000), threads));
    }

    @ParameterizedTest
    @CsvSource({"32, 2, 16", "128, 2, 64"})
    void manyExamplesAreSharedOutWhateverTheWeights(int batch, int threads, int size) {
        assertEquals(size, Parts.size(dense(batch, 2000), threads));
    }

    /** What all examples share is computed by each part for itself: several that wrote one place would add to it twice. */
    @Test
    void sharedOutputsAreWrittenOnce() {
        Trace trace = new Trace();
        Value shared = trace.input("s", Type.shared(Shape.of(600)));
        Value x = trace.input("x", Shape.of(600));
        Value weights = trace.constant(Tensor.filled(Shape.of(40, 600), 1));
        Value h = shared.dense(weights).plus(trace.constant(Tensor.filled(Shape.of(40), 2)));
        Graph graph = trace.graph(Map.of("h", h, "y", x.dense(weights).plus(h)));
        float[] ones = new float[600];
        Arrays.fill(ones, 1);
        float[] all = new float[64 * 600];
        Arrays.fill(all, 1);
        try (Workers workers = Workers.of(4);
                Execution execution = new Cpu(Providers.best(), workers).load(Plan.of(graph, 64))) {
            execution.write("s", ones, 0);
            execution.write("x", all, 0);
            for (int run = 0; run < 300; run++) {
                execution.run();
                for (float each : execution.read("h")) {
                    assertEquals(602, each);
                }
                for (float each : execution.read("y")) {
                    assertEquals(1202, each);
                }
            }
        }
    }

    private static Plan dense(int batch, int outputs) {
        return Plan.of(
                Graph.of(
                        "x",
                        Shape.of(1000),
                        "y",
                        x -> x.dense(x.trace().constant(Tensor.zeros(Shape.of(outputs, 1000))))),
                batch);
    }

    /** A batch of 4 runs as a whole and one of 64 in parts. */
    @ParameterizedTest
    @CsvSource({"4", "64"})
    void aClosedExecutionIsRefused(int batch) {
        Graph graph = Graph.of("x", Shape.of(2), "y", Value::relu);
        Execution execution = Cpu.best().load(Plan.of(graph, batch));
        assertEquals(batch == 4, execution instanceof Whole);
        float[] x = new float[2 * batch];
        execution.write("x", x);
        execution.run();
        execution.close();
        List<Executable> uses = List.of(
                () -> execution.write("x", x),
                execution::run,
                () -> execution.read("y"),
                () -> execution.hand(Map.of("y", "x"), execution));
        for (Executable use : uses) {
            assertEquals(
                    "an execution is used that was closed before: load its plan again",
                    assertThrows(IllegalStateException.class, use).getMessage());
        }
        execution.close();
    }
}
