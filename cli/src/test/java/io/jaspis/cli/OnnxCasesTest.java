package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** Whose outputs in the JSON are those of another input. */
    private static final String ROUNDED = "dq_weight.onnx";

    private static final double CLOSE = 1e-5;

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
                if (each.getKey().equals(ROUNDED)) {
                    multiplies(file, graph, new JsonMapper().readTree(Files.readString(expected)), faults);
                } else if (Files.exists(expected)) {
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
                if (!(worst <= CLOSE)) {
                    faults.add(name + " is off by " + worst);
                }
            }
        }
    }

    /**
     * The product x · ((q − z) · s) of the file's own numbers, by float64; and what the JSON holds is that of x with each
     * row rounded to the 127ths of its largest, which is ONNX Runtime 1.30's way to multiply by weights of 8 bits.
     */
    private static void multiplies(Path file, Graph graph, JsonNode expected, List<String> faults) throws IOException {
        Map<String, TensorProto> stored = new TreeMap<>();
        for (TensorProto tensor :
                ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
            stored.put(tensor.getName(), tensor);
        }
        byte[] steps = stored.get("q").getRawData().toByteArray();
        byte zero = stored.get("z").getRawData().byteAt(0);
        double scale = stored.get("s")
                .getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
        int inner = (int) stored.get("q").getDims(0);
        int columns = steps.length / inner;
        float[] x = numbers(expected.get("inputs").get("x"));
        float[] told = numbers(expected.get("outputs").get("y"));
        double[] product = new double[told.length];
        double[] rounded = new double[told.length];
        for (int i = 0; i < told.length; i++) {
            int row = i / columns * inner;
            double largest = 0;
            for (int k = 0; k < inner; k++) {
                largest = Math.max(largest, Math.abs(x[row + k]));
            }
            for (int k = 0; k < inner; k++) {
                double weight = (steps[k * columns + i % columns] - zero) * scale;
                product[i] += x[row + k] * weight;
                rounded[i] += Math.rint(x[row + k] / (largest / 127)) * (largest / 127) * weight;
            }
        }
        try (Execution execution = Cpu.best()
                .load(Plan.of(graph, x.length / graph.input("x").shape().size()))) {
            execution.write("x", x);
            execution.run();
            requireClose(file + " from the file's product", execution.read("y"), product, faults);
        }
        requireClose(file + "'s JSON from the rounded product", told, rounded, faults);
    }

    private static void requireClose(String what, float[] actual, double[] right, List<String> faults) {
        double scale = Arrays.stream(right).map(Math::abs).max().orElseThrow();
        double worst = actual.length == right.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(actual.length, right.length); i++) {
            worst = Math.max(worst, Math.abs(actual[i] - right[i]) / scale);
        }
        if (!(worst <= CLOSE)) {
            faults.add(what + " is off by " + worst);
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
