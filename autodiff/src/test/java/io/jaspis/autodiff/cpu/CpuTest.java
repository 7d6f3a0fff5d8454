package io.jaspis.autodiff.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CpuTest {
    private static final Cpu CPU = new Cpu(Providers.scalar(), Workers.of(1));

    /** As a whole, and in parts of many examples. */
    @Test
    void whatWasNeverWrittenIsNoInput() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(4));
        Value idle = trace.input("idle", Shape.of(1));
        Graph graph =
                trace.graph(List.of(x, idle), Map.of("y", x.plus(trace.input("shift", Type.shared(Shape.of(4))))));
        for (int batch : List.of(1, 512)) {
            try (Execution execution = CPU.load(Plan.of(graph, batch))) {
                execution.write("x", new float[4 * batch]);
                String said = assertThrows(IllegalStateException.class, execution::run)
                        .getMessage();
                assertTrue(said.contains("[shift]"), said);
                execution.write("shift", 1, 2, 3, 4);
                execution.run();
                assertEquals(4, execution.read("y")[3]);
            }
        }
    }

    @Test
    void whatNeedsNoWorkIsReadWhereItIs() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 1));
        Value shared = trace.input("z", Type.shared(Shape.of(3)));
        Value weights = trace.parameter("w", Shape.of(2));
        Value constant = trace.constant(Tensor.of(Shape.of(2), 7, 8));
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put("input", x);
        outputs.put("reshaped", x.flatten());
        outputs.put("shared", shared.reshape(Shape.of(3, 1)));
        outputs.put("parameter", weights.reshape(Shape.of(1, 2)));
        outputs.put("constant", constant.reshape(Shape.of(2, 1)));
        outputs.put("folded", constant.plus(constant).exponential().logarithm().floor());
        outputs.put("again", x);
        outputs.put("size", trace.batchSize());
        try (Execution execution =
                CPU.load(Plan.of(trace.graph(outputs), 2), Map.of("w", Tensor.of(Shape.of(2), 5, 6)))) {
            Map<String, Tensor> found = execution.run(
                    Map.of("x", Tensor.of(Shape.of(2, 2, 1), 1, 2, 3, 4), "z", Tensor.of(Shape.of(3), 9, 8, 7)));
            assertArrayEquals(new float[] {1, 2, 3, 4}, found.get("input").data());
            assertEquals(Shape.of(2, 2, 1), found.get("input").shape());
            assertArrayEquals(new float[] {1, 2, 3, 4}, found.get("reshaped").data());
            assertEquals(Shape.of(2, 2), found.get("reshaped").shape());
            assertArrayEquals(new float[] {9, 8, 7}, found.get("shared").data());
            assertArrayEquals(new float[] {5, 6}, found.get("parameter").data());
            assertArrayEquals(new float[] {7, 8}, found.get("constant").data());
            assertArrayEquals(new float[] {1, 2, 3, 4}, found.get("again").data());
            assertArrayEquals(new float[] {2}, found.get("size").data());
        }
    }

    @Test
    void parametersAreReadAtEachRun() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1));
        Graph graph = trace.graph("y", x.times(trace.parameter("w", Shape.of(1))));
        Tensor w = Tensor.of(Shape.of(1), 2);
        try (Execution execution = CPU.load(Plan.of(graph, 1), Map.of("w", w))) {
            execution.write("x", 3f);
            execution.run();
            assertArrayEquals(new float[] {6}, execution.read("y"));
            w.data()[0] = 5;
            execution.run();
            assertArrayEquals(new float[] {15}, execution.read("y"));
        }
    }

    @Test
    void layersTakeParametersThatChangedSinceTheLastRun() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2, 5, 5));
        Value kernel = trace.parameter("kernel", Shape.of(3, 2, 3, 3));
        Value features = x.convolve(kernel, Window.of(3, 3), 1).relu();
        Value matrix = trace.parameter("matrix", Shape.of(4, 27));
        Value y = features.flatten().dense(matrix).plus(trace.parameter("bias", Shape.of(4)));
        Graph graph = trace.graph(
                Map.of("y", y, "g", Gradient.of(y.times(y).sum(), List.of(x)).getFirst()));
        Random random = new Random(3);
        Map<String, Tensor> parameters = new HashMap<>();
        graph.parameters().forEach((name, value) -> parameters.put(name, Tensor.zeros(value.shape())));
        for (Cpu device : List.of(CPU, new Cpu(Providers.best(), Workers.of(1)))) {
            for (int batch : new int[] {3, 40}) {
                float[] inputs = new float[batch * 50];
                for (int i = 0; i < inputs.length; i++) {
                    inputs[i] = random.nextFloat();
                }
                try (Execution execution = device.load(Plan.of(graph, batch), parameters)) {
                    for (int round = 0; round < 3; round++) {
                        for (Tensor tensor : parameters.values()) {
                            for (int i = 0; i < tensor.data().length; i++) {
                                tensor.data()[i] = (float) random.nextGaussian();
                            }
                        }
                        execution.write("x", inputs, 0);
                        execution.run();
                        try (Execution fresh = device.load(Plan.of(graph, batch), parameters)) {
                            fresh.write("x", inputs, 0);
                            fresh.run();
                            assertArrayEquals(fresh.read("y"), execution.read("y"));
                            assertArrayEquals(fresh.read("g"), execution.read("g"));
                        }
                    }
                }
            }
        }
    }

    @Test
    void noiseBelongsToTheExampleNotTheBatch() {
        Trace trace = new Trace();
        Graph graph = trace.graph(Map.of(
                "normal", trace.normal(Shape.of(5), 1),
                "uniform", trace.uniform(Shape.of(5), 1),
                "other", trace.uniform(Shape.of(5), 2)));
        for (String output : List.of("normal", "uniform", "other")) {
            float[] together = noise(graph, output, 3, 7, 0);
            for (int example = 0; example < 3; example++) {
                float[] alone = noise(graph, output, 1, 7, example);
                assertArrayEquals(Arrays.copyOfRange(together, 5 * example, 5 * example + 5), alone);
            }
            assertFalse(Arrays.equals(together, noise(graph, output, 3, 8, 0)));
        }
        assertFalse(Arrays.equals(noise(graph, "uniform", 3, 7, 0), noise(graph, "other", 3, 7, 0)));
    }

    private static float[] noise(Graph graph, String output, int batch, long seed, long first) {
        try (Execution execution = CPU.load(Plan.of(graph, batch))) {
            execution.seed(seed, first);
            execution.run();
            return execution.read(output);
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(2));
        Graph graph = trace.graph("y", x.plus(trace.parameter("w", Shape.of(2))));
        Plan plan = Plan.of(graph, 3);
        assertMessage(() -> CPU.load(plan), "w", "[2]", "missing");
        assertMessage(() -> CPU.load(plan, Map.of("w", Tensor.scalar(1))), "w", "[2]", "[]");
        assertMessage(() -> Plan.of(graph, 0), "batch", "0");
        try (Execution execution = CPU.load(plan, Map.of("w", Tensor.zeros(Shape.of(2))))) {
            assertMessage(() -> execution.write("x", 1f, 2f), "x", "6", "2");
            assertMessage(() -> execution.write("u", 1f), "no input named u");
            assertMessage(() -> execution.read("u"), "no output named u");
            assertMessage(() -> execution.read("y", new float[6], 1), "y", "6");
        }
    }

    private static void assertMessage(org.junit.jupiter.api.function.Executable executable, String... parts) {
        String message =
                assertThrows(IllegalArgumentException.class, executable).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}
