package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Small models, each with one difficulty in view, and what ONNX Runtime gives for them. A model may be refused by a
 * clear line, but what is read is read rightly; and some kinds must be read, others refused.
 */
class OnnxCasesTest {
    private static final Set<String> INVALID = Set.of("invalid, but read");
    private static final Set<String> READ =
            Set.of("folding constants", "infinite constants", "order of nodes", "constant output");

    /** What no message for a person holds. */
    private static final List<String> RIDDLES =
            List.of("null", "/ by zero", "overflow", "out of bounds", "for length", "-9999", "\u001b");

    /** The expected outcomes, by name, as kind. */
    private static Map<String, String> kinds(Path folder) throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("README.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length > 3 && cells[2].contains(".onnx`")) {
                kinds.put(cells[2].strip().replace("`", ""), cells[1].strip());
            }
        }
        return kinds;
    }

    @Test
    void eachIsReadRightlyOrRefusedClearly() throws IOException {
        Path folder = Path.of(System.getProperty("jaspis.data", "none"), "onnx-cases");
        if (!Files.isDirectory(folder)) {
            System.out.println("skipped: there are no small models in " + folder);
        }
        assumeTrue(Files.isDirectory(folder));
        int read = 0;
        List<String> faults = new ArrayList<>();
        Map<String, String> kinds = kinds(folder);
        for (Map.Entry<String, String> each : kinds.entrySet()) {
            Path file = folder.resolve(each.getKey());
            try {
                Graph graph = Onnx.read(file);
                read++;
                if (INVALID.contains(each.getValue())) {
                    faults.add(each + " is read");
                }
                Path expected = folder.resolve(each.getKey().replace(".onnx", ".json"));
                if (Files.exists(expected)) {
                    compare(each.getKey(), graph, new JsonMapper().readTree(Files.readString(expected)), faults);
                }
            } catch (OnnxException e) {
                if (READ.contains(each.getValue())) {
                    faults.add(each + " is refused: " + e.getMessage());
                }
                RIDDLES.stream()
                        .filter(e.getMessage()::contains)
                        .forEach(riddle -> faults.add(each + " says: " + e.getMessage()));
                if (Boolean.getBoolean("jaspis.trace")) {
                    System.out.println(each + " refused: " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), faults);
        assertTrue(kinds.size() > 70 && read > 10, read + " of " + kinds.size() + " are read");
        System.out.printf("%d of %d small models are read%n", read, kinds.size());
    }

    private static void compare(String name, Graph graph, JsonNode expected, List<String> faults) {
        int batch = 1;
        for (Map.Entry<String, Value> input : graph.inputs().entrySet()) {
            JsonNode shape = expected.get("inputs").get(input.getKey()).get("shape");
            batch = shape.size() > input.getValue().shape().rank()
                    ? shape.get(0).asInt()
                    : 1;
        }
        try (Execution execution = Cpu.best().load(Plan.of(graph, batch))) {
            for (String input : graph.inputs().keySet()) {
                execution.write(input, numbers(expected.get("inputs").get(input)));
            }
            execution.run();
            for (Map.Entry<String, JsonNode> output : expected.get("outputs").properties()) {
                if (!graph.outputs().containsKey(output.getKey())) {
                    continue;
                }
                float[] actual = execution.read(output.getKey());
                float[] right = numbers(output.getValue());
                double scale = 1e-30;
                for (float number : right) {
                    scale = Math.max(scale, Math.abs(number));
                }
                double worst = actual.length == right.length ? 0 : Double.POSITIVE_INFINITY;
                for (int i = 0; i < Math.min(actual.length, right.length); i++) {
                    worst = Math.max(worst, Math.abs(actual[i] - right[i]) / scale);
                }
                // ONNX Runtime multiplies these weights in 8 bits of its own; the product that the model states is this
                // far off.
                double close = name.equals("dq_weight.onnx") ? 3e-3 : 1e-5;
                if (!(worst <= close)) {
                    faults.add(name + " is off by " + worst);
                }
            }
        }
    }

    private static float[] numbers(JsonNode tensor) {
        JsonNode data = tensor.get("data");
        float[] numbers = new float[data.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) data.get(i).asDouble();
        }
        return numbers;
    }
}
