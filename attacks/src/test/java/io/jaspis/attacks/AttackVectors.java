package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reference values in float64 on a net of 6 inputs, 8 hidden units and 5 classes, made with the published code of
 * AutoAttack where its {@code about} says so, else with transcriptions of the papers. Where the file is missing, the test
 * that asks for it is skipped.
 */
public record AttackVectors(JsonNode root) {
    public static final int COUNT = 4;
    public static final int SIZE = 6;
    public static final int CLASSES = 5;

    public static AttackVectors load() {
        String folder = System.getProperty("jaspis.data", "");
        Path file = Path.of(folder, "attack-vectors.json");
        if (folder.isEmpty() || !Files.exists(file)) {
            System.out.println("skipped: there is no " + file + " to compare with");
            Assumptions.abort("there is no " + file);
        }
        // The file writes infinity as Python does.
        JsonMapper mapper = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        return new AttackVectors(mapper.readTree(file.toFile()));
    }

    /** The node at this path of field names. */
    public JsonNode at(String... fields) {
        JsonNode node = root;
        for (String field : fields) {
            node = node.get(field);
        }
        return node;
    }

    public static double[] numbers(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).asDouble())
                .toArray();
    }

    public static double[][] rows(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> numbers(list.get(i)))
                .toArray(double[][]::new);
    }

    public static int[] integers(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    public static float[] floats(double[] numbers) {
        float[] result = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            result[i] = (float) numbers[i];
        }
        return result;
    }

    public static float[] flat(double[][] rows) {
        float[] result = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(floats(rows[i]), 0, result, i * rows[0].length, rows[0].length);
        }
        return result;
    }

    public int[] labels() {
        return integers(at("y"));
    }

    public int[] secondBest() {
        return integers(at("y_second_best"));
    }

    public double[][] examples() {
        return rows(at("x"));
    }

    public Graph network() {
        return Graph.of("x", Shape.of(SIZE), "logits", x -> {
            var trace = x.trace();
            var first = trace.constant(Tensor.of(Shape.of(8, SIZE), flat(rows(at("W1")))));
            var firstBias = trace.constant(Tensor.of(Shape.of(8), floats(numbers(at("b1")))));
            var second = trace.constant(Tensor.of(Shape.of(CLASSES, 8), flat(rows(at("W2")))));
            var secondBias = trace.constant(Tensor.of(Shape.of(CLASSES), floats(numbers(at("b2")))));
            return x.dense(first).plus(firstBias).relu().dense(second).plus(secondBias);
        });
    }

    public Problem problem(Threat threat) {
        return Nets.problem(network(), flat(examples()), labels(), threat, COUNT);
    }
}
