package io.jaspis.bench;

import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.bench.peers.OnnxRuntime;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What became of one model: whether it was read, and whether it gives what its example or ONNX Runtime says.
 *
 * @param text the message of a refusal, or how far apart the outputs are
 */
record ModelOutcome(Path model, Kind kind, String text) {

    enum Kind {
        RIGHT,
        REFUSED,
        WRONG,
        /** Read, but there is nothing to compare with. */
        ALONE
    }

    static ModelOutcome of(Path model) throws IOException {
        byte[] bytes = OnnxParity.bytes(model);
        ModelProto parsed;
        List<Example> examples;
        try {
            parsed = ModelProto.parseFrom(bytes);
            examples = Example.beside(model, parsed);
        } catch (IOException e) {
            return read(model, Reading.PLAIN, e.getMessage());
        }
        try {
            return examples.isEmpty() ? withRuntime(model, bytes) : byExamples(model, examples);
        } catch (OnnxException e) {
            return new ModelOutcome(model, Kind.REFUSED, e.getMessage());
        } catch (RuntimeException e) {
            return new ModelOutcome(model, Kind.WRONG, e.toString());
        }
    }

    private static ModelOutcome read(Path model, Reading reading, String why) throws IOException {
        try {
            Onnx.open(model, reading);
            return new ModelOutcome(model, Kind.ALONE, why);
        } catch (OnnxException e) {
            return new ModelOutcome(model, Kind.REFUSED, e.getMessage());
        } catch (RuntimeException e) {
            return new ModelOutcome(model, Kind.WRONG, e.toString());
        }
    }

    private static ModelOutcome byExamples(Path model, List<Example> examples) throws IOException {
        ModelOutcome worst = null;
        for (Example example : examples) {
            ModelOutcome outcome = byExample(model, example);
            worst = worst == null || outcome.kind != Kind.RIGHT ? outcome : worst;
        }
        return worst;
    }

    /** Inputs of whole numbers are given; where the model is refused all the same, all inputs but the first are. */
    private static ModelOutcome byExample(Path model, Example example) throws IOException {
        List<String> real = example.inputs().keySet().stream()
                .filter(example.real()::contains)
                .toList();
        OnnxException first = null;
        for (int open = real.size(); open >= 0; open = open > 1 ? 1 : open - 1) {
            Reading reading = Reading.PLAIN;
            List<String> left = real.subList(0, open);
            for (Map.Entry<String, Reading.Array> input : example.inputs().entrySet()) {
                if (!left.contains(input.getKey())) {
                    reading = reading.input(input.getKey(), input.getValue());
                }
            }
            try {
                return compare(model, Onnx.open(model, reading), example);
            } catch (OnnxException e) {
                first = first == null ? e : first;
            }
        }
        return new ModelOutcome(model, Kind.REFUSED, first.getMessage());
    }

    private static ModelOutcome compare(Path model, OnnxModel read, Example example) {
        Map<String, Tensor> inputs = new HashMap<>();
        int batch = 1;
        for (Map.Entry<String, Value> input : inputs(read).entrySet()) {
            Reading.Array array = example.inputs().get(input.getKey());
            batch = Math.max(
                    1, array.numbers().length / input.getValue().shape().size());
            float[] floats = new float[array.numbers().length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) array.numbers()[i];
            }
            inputs.put(input.getKey(), Tensor.of(input.getValue().shape().insert(0, batch), floats));
        }
        Map<String, Tensor> outputs = run(read, batch, inputs);
        double worst = 0;
        for (Map.Entry<String, Reading.Array> expected : example.outputs().entrySet()) {
            Tensor actual = outputs.get(expected.getKey());
            if (actual != null) {
                worst = Math.max(worst, apart(actual.data(), expected.getValue().numbers()));
            }
        }
        return judged(
                model,
                worst,
                example.close(),
                outputs.keySet().containsAll(example.outputs().keySet()));
    }

    private static ModelOutcome judged(Path model, double worst, double close, boolean all) {
        return new ModelOutcome(
                model,
                worst <= close ? Kind.RIGHT : Kind.WRONG,
                String.format(Locale.ROOT, "%.2e of the scale apart%s", worst, all ? "" : "; some outputs left out"));
    }

    private static Map<String, Value> inputs(OnnxModel model) {
        return model.trees() == null ? model.graph().inputs() : model.trees().inputs();
    }

    private static Map<String, Tensor> run(OnnxModel model, int batch, Map<String, Tensor> inputs) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        if (model.trees() == null) {
            try (Execution execution = Cpu.best().load(Plan.of(model.graph(), batch))) {
                outputs.putAll(execution.run(inputs));
            }
            return outputs;
        }
        Map<String, float[]> given = new HashMap<>();
        inputs.forEach((name, tensor) -> given.put(name, tensor.data()));
        try (TreeModel.Evaluation evaluation = model.trees().on(Cpu.best(), batch)) {
            evaluation
                    .run(batch, given)
                    .forEach((name, elements) -> outputs.put(name, Tensor.of(Shape.of(elements.length), elements)));
        }
        return outputs;
    }

    /** The largest difference, as a part of the scale; two infinities or two that are no number are the same. */
    private static double apart(float[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double scale = 1e-30;
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            if (Double.isFinite(expected[i])) {
                scale = Math.max(scale, Math.abs(expected[i]));
            }
            double difference = Double.compare(actual[i], expected[i]) == 0
                    ? 0
                    : Math.abs(actual[i] - (double) (float) expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest / scale;
    }

    /** Compares with ONNX Runtime on random numbers between 0 and 1, and between −1 and 1. */
    private static ModelOutcome withRuntime(Path model, byte[] bytes) throws IOException {
        OnnxModel read = Onnx.open(model);
        Path unpacked = model;
        try (OnnxRuntime peer = model.toString().endsWith(".gz") ? new OnnxRuntime(bytes) : new OnnxRuntime(unpacked)) {
            double worst = 0;
            Random random = new Random(1);
            for (int sample = 0; sample < 3; sample++) {
                Map<String, Tensor> ours = new HashMap<>();
                Map<String, Tensor> theirs = new HashMap<>();
                for (Map.Entry<String, Value> input : inputs(read).entrySet()) {
                    float[] numbers = new float[input.getValue().shape().size()];
                    for (int i = 0; i < numbers.length; i++) {
                        numbers[i] = sample == 0 ? random.nextFloat() : 2 * random.nextFloat() - 1;
                    }
                    int[] extents = extents(peer.extents(input.getKey()), numbers.length);
                    ours.put(input.getKey(), Tensor.of(input.getValue().shape().insert(0, 1), numbers));
                    theirs.put(input.getKey(), Tensor.of(Shape.of(extents), numbers));
                }
                Map<String, Tensor> outputs = run(read, 1, ours);
                for (Map.Entry<String, float[]> output : peer.run(theirs).entrySet()) {
                    if (outputs.containsKey(output.getKey())) {
                        double[] expected = new double[output.getValue().length];
                        for (int i = 0; i < expected.length; i++) {
                            expected[i] = output.getValue()[i];
                        }
                        worst = Math.max(
                                worst, apart(outputs.get(output.getKey()).data(), expected));
                    }
                }
            }
            return judged(model, worst, OnnxParity.CLOSE, true);
        } catch (OrtException e) {
            return new ModelOutcome(model, Kind.ALONE, "ONNX Runtime: " + e.getMessage());
        }
    }

    /** The peer's extents, an open one as 1. */
    private static int[] extents(long[] declared, int size) {
        List<Integer> extents = new ArrayList<>();
        for (long extent : declared) {
            extents.add((int) Math.max(1, extent));
        }
        int product = extents.stream().reduce(1, (a, b) -> a * b);
        if (product != size && !extents.isEmpty()) {
            extents.set(0, 1);
        }
        return extents.stream().mapToInt(Integer::intValue).toArray();
    }

    static boolean isModel(Path file) {
        return Files.isRegularFile(file) && file.toString().matches(".*\\.onnx(\\.gz)?");
    }
}
