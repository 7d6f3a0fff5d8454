package io.jaspis.bench;

import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.TensorShapeProto;
import io.jaspis.autodiff.onnx.schema.TypeProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Inputs of a model and the outputs that they must give.
 *
 * @param real the inputs whose elements are floating-point numbers
 * @param close the part of an output's scale within which it is right
 */
record Example(Map<String, Reading.Array> inputs, Set<String> real, Map<String, Reading.Array> outputs, double close) {
    /** As close as ONNX's own tests ask for, whose outputs are of several implementations. */
    private static final double OWN = 1e-3;

    /** Four units in the last place of bfloat16, whose examples round after each operator. */
    private static final double OF_BFLOAT16 = 0x1p-6;

    private static final JsonMapper JSON = new JsonMapper();

    /** The examples beside a model: {@code NAME.json}, or the folders {@code test_data_set_*} of ONNX's own tests. */
    static List<Example> beside(Path file, ModelProto model) throws IOException {
        Path json = file.resolveSibling(file.getFileName().toString().replaceFirst("\\.onnx(\\.gz)?$", ".json"));
        if (Files.isRegularFile(json)) {
            return List.of(of(json));
        }
        try (Stream<Path> folders = Files.list(file.toAbsolutePath().getParent())) {
            List<Path> sets = folders.filter(
                            folder -> folder.getFileName().toString().startsWith("test_data_set_"))
                    .sorted()
                    .toList();
            List<Example> examples = new ArrayList<>();
            for (Path set : sets) {
                examples.add(of(set, model.getGraph()));
            }
            return examples;
        }
    }

    private static Example of(Path json) throws IOException {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(json));
            Map<String, Reading.Array> inputs = arrays(root.path("inputs"));
            return new Example(inputs, inputs.keySet(), arrays(root.path("outputs")), OnnxParity.CLOSE);
        } catch (JacksonException e) {
            throw new IOException(json.getFileName() + " is no example: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Reading.Array> arrays(JsonNode named) throws IOException {
        Map<String, Reading.Array> arrays = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : named.properties()) {
            JsonNode shape = entry.getValue().path("shape");
            JsonNode data = entry.getValue().path("data");
            if (!shape.isArray() || !data.isArray()) {
                throw new IOException("the example's '" + entry.getKey() + "' needs 'shape' and 'data'");
            }
            arrays.put(
                    entry.getKey(),
                    new Reading.Array(JSON.convertValue(shape, int[].class), JSON.convertValue(data, double[].class)));
        }
        return arrays;
    }

    private static Example of(Path set, GraphProto graph) throws IOException {
        Set<String> initial =
                graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        Map<String, StoredTensor> inputs = stored(
                set,
                "input",
                graph.getInputList().stream()
                        .filter(input -> !initial.contains(input.getName()))
                        .toList());
        Map<String, StoredTensor> outputs = stored(set, "output", graph.getOutputList());
        return new Example(
                numbers(inputs),
                inputs.entrySet().stream()
                        .filter(entry -> entry.getValue().isReal())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()),
                numbers(outputs),
                outputs.values().stream().anyMatch(StoredTensor::isBfloat16) ? OF_BFLOAT16 : OWN);
    }

    private static Map<String, Reading.Array> numbers(Map<String, StoredTensor> stored) {
        Map<String, Reading.Array> numbers = new LinkedHashMap<>();
        stored.forEach((name, tensor) -> numbers.put(name, tensor.array()));
        return numbers;
    }

    private static Map<String, StoredTensor> stored(Path set, String kind, List<ValueInfoProto> infos)
            throws IOException {
        Map<String, StoredTensor> stored = new LinkedHashMap<>();
        for (int i = 0; i < infos.size(); i++) {
            Path file = set.resolve(kind + "_" + i + ".pb");
            if (Files.exists(file)) {
                TypeProto.TensorType declared = infos.get(i).getType().getTensorType();
                StoredTensor tensor = StoredTensor.read(file, declared.getElemType());
                requireShape(infos.get(i).getName(), tensor.array().extents(), declared.getShape());
                stored.put(infos.get(i).getName(), tensor);
            }
        }
        return stored;
    }

    /** Refuses an example that isn't one of the model: nothing can be told by it. */
    private static void requireShape(String name, int[] extents, TensorShapeProto declared) throws IOException {
        boolean fits = declared.getDimCount() == 0 || declared.getDimCount() == extents.length;
        for (int axis = 0; fits && axis < declared.getDimCount(); axis++) {
            TensorShapeProto.Dimension dimension = declared.getDim(axis);
            fits = !dimension.hasDimValue() || dimension.getDimValue() == extents[axis];
        }
        if (!fits) {
            throw new IOException("the example's '%s' is %s, but the model says %s"
                    .formatted(
                            name,
                            Arrays.toString(extents),
                            declared.getDimList().stream()
                                    .map(axis -> axis.hasDimValue() ? String.valueOf(axis.getDimValue()) : "?")
                                    .toList()));
        }
    }
}
