package io.jaspis.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.onnx.Reading;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.trees.TreeModel;
import io.jaspis.bench.peers.OnnxRuntime;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of one model: whether it was read, and whether it gives what its example or ONNX Runtime says.
 *
 * @param text the message of a refusal, or how far apart the outputs are
 */
record ModelOutcome(Path model, Kind kind, String text) {
    /** The examples of a run whose batch is open. */
    private static final int SEVERAL = 3;

    /** Of random whole numbers. */
    private static final int LARGEST = 9;

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
            return examples.isEmpty() ? withRuntime(model, parsed, bytes) : byExamples(model, examples);
        } catch (OnnxException e) {
            return new ModelOutcome(model, Kind.REFUSED, e.getMessage());
        } catch (RuntimeException e) {
            return failed(model, e);
        }
    }

    private static ModelOutcome read(Path model, Reading reading, String why) throws IOException {
        try {
            Onnx.open(model, reading);
            return new ModelOutcome(model, Kind.ALONE, why);
        } catch (OnnxException e) {
            return new ModelOutcome(model, Kind.REFUSED, e.getMessage());
        } catch (RuntimeException e) {
            return failed(model, e);
        }
    }

    private static ModelOutcome failed(Path model, RuntimeException e) {
        StackTraceElement[] places = e.getStackTrace();
        return new ModelOutcome(
                model, Kind.WRONG, "an error of Jaspis itself, " + e + (places.length > 0 ? " at " + places[0] : ""));
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

    private static ModelOutcome compare(Path model, OnnxModel read, Example example) throws OnnxException {
        Map<String, Tensor> inputs = new HashMap<>();
        int batch = 1;
        boolean rounded = false;
        for (Map.Entry<String, Value> input : inputs(read).entrySet()) {
            Reading.Array array = example.inputs().get(input.getKey());
            double[] numbers = array.numbers();
            if (numbers.length == 0) {
                throw new OnnxException("the example's '" + input.getKey() + "' has no elements");
            }
            batch = Math.max(1, numbers.length / input.getValue().shape().size());
            float[] floats = new float[numbers.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) numbers[i];
                rounded |= floats[i] != numbers[i] && !Double.isNaN(numbers[i]);
            }
            inputs.put(input.getKey(), Tensor.of(input.getValue().shape().insert(0, batch), floats));
        }
        Map<String, Tensor> outputs = run(read, batch, inputs);
        double worst = 0;
        for (Map.Entry<String, Reading.Array> expected : example.outputs().entrySet()) {
            Tensor actual = outputs.get(expected.getKey());
            int[] due = expected.getValue().extents();
            if (actual != null && actual.data().length != expected.getValue().numbers().length) {
                return misfit(model, expected.getKey(), actual.shape(), Arrays.toString(due) + " in the example");
            }
            if (actual != null) {
                worst = Math.max(worst, apart(actual.data(), expected.getValue().numbers()));
            }
        }
        if (rounded && worst > example.close()) {
            return new ModelOutcome(model, Kind.ALONE, "the example has inputs that are no float32, as ours are");
        }
        return judged(
                model,
                worst,
                example.close(),
                outputs.keySet().containsAll(example.outputs().keySet()));
    }

    /** An output of another number of elements than is due. */
    private static ModelOutcome misfit(Path model, String output, Shape ours, String due) {
        return new ModelOutcome(model, Kind.WRONG, "the output '" + output + "' is " + ours + " here, but " + due);
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

    /**
     * Compares with ONNX Runtime on random numbers between 0 and 1, and between −1 and 1, or whole ones near 0: of several
     * examples, if the batch is open, so that it shows where they meet.
     */
    private static ModelOutcome withRuntime(Path model, ModelProto parsed, byte[] bytes) throws IOException {
        OnnxModel read = Onnx.open(model);
        try (OnnxRuntime peer = peer(model, parsed, bytes)) {
            for (String input : inputs(read).keySet()) {
                if (!peer.takes(input)) {
                    return new ModelOutcome(model, Kind.ALONE, "ONNX Runtime takes no input '" + input + "'");
                }
            }
            int batch = batch(read, peer);
            double worst = 0;
            boolean any = false;
            Random random = new Random(1);
            for (int sample = 0; sample < 3; sample++) {
                Map<String, Tensor> ours = new HashMap<>();
                Map<String, Tensor> theirs = new HashMap<>();
                for (Map.Entry<String, Value> input : inputs(read).entrySet()) {
                    Shape shape = input.getValue().shape();
                    float[] numbers = numbers(peer.type(input.getKey()), sample > 0, batch * shape.size(), random);
                    ours.put(input.getKey(), Tensor.of(shape.insert(0, batch), numbers));
                    theirs.put(input.getKey(), asDeclared(peer.extents(input.getKey()), batch, numbers));
                }
                Map<String, Tensor> outputs = run(read, batch, ours);
                for (Map.Entry<String, float[]> output : peer.run(theirs).entrySet()) {
                    if (outputs.containsKey(output.getKey())) {
                        Tensor actual = outputs.get(output.getKey());
                        double[] expected = new double[output.getValue().length];
                        if (actual.data().length != expected.length) {
                            String due = expected.length + " elements in ONNX Runtime";
                            return misfit(model, output.getKey(), actual.shape(), due);
                        }
                        for (int i = 0; i < expected.length; i++) {
                            expected[i] = output.getValue()[i];
                        }
                        any = true;
                        worst = Math.max(worst, apart(actual.data(), expected));
                    }
                }
            }
            return any
                    ? judged(model, worst, OnnxParity.CLOSE, true)
                    : new ModelOutcome(model, Kind.ALONE, "ONNX Runtime has no output of numbers to compare");
        } catch (OrtException e) {
            return new ModelOutcome(model, Kind.ALONE, "ONNX Runtime: " + e.getMessage());
        }
    }

    /** The model in ONNX Runtime, where all inputs have values of their own without these, as they are open for us. */
    private static OnnxRuntime peer(Path model, ModelProto parsed, byte[] bytes) throws OrtException {
        Set<String> initial = parsed.getGraph().getInitializerList().stream()
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
        List<String> inputs = parsed.getGraph().getInputList().stream()
                .map(ValueInfoProto::getName)
                .toList();
        if (!inputs.isEmpty() && initial.containsAll(inputs)) {
            GraphProto.Builder open = parsed.getGraph().toBuilder().clearInitializer();
            parsed.getGraph().getInitializerList().stream()
                    .filter(tensor -> !inputs.contains(tensor.getName()))
                    .forEach(open::addInitializer);
            return new OnnxRuntime(parsed.toBuilder().setGraph(open).build().toByteArray());
        }
        return model.toString().endsWith(".gz") ? new OnnxRuntime(bytes) : new OnnxRuntime(model);
    }

    /** As many examples as all inputs can have: those that the model fixes, or several. */
    private static int batch(OnnxModel read, OnnxRuntime peer) throws OrtException {
        int fixedBatch = 0;
        boolean several = true;
        for (Map.Entry<String, Value> input : inputs(read).entrySet()) {
            long[] declared = peer.extents(input.getKey());
            long open = Arrays.stream(declared).filter(extent -> extent < 0).count();
            long fixed = Arrays.stream(declared).filter(extent -> extent > 0).reduce(1, (a, b) -> a * b);
            int size = input.getValue().shape().size();
            if (open == 0) {
                int own = (int) Math.max(1, fixed / size);
                fixedBatch = fixedBatch == 0 ? own : Math.min(fixedBatch, own);
            } else {
                several &= open == 1 && fixed == size;
            }
        }
        return fixedBatch > 0 ? fixedBatch : several ? SEVERAL : 1;
    }

    private static float[] numbers(OnnxJavaType type, boolean negative, int size, Random random) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = switch (type) {
                case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> {
                    float number = negative ? 2 * random.nextFloat() - 1 : random.nextFloat();
                    // The upper digits alone are a number of 16 bits, too.
                    yield type == OnnxJavaType.FLOAT || type == OnnxJavaType.DOUBLE
                            ? number
                            : Float.intBitsToFloat(Float.floatToRawIntBits(number) & 0xFFFF0000);
                }
                case BOOL -> random.nextInt(2);
                case UINT8, UNKNOWN -> random.nextInt(LARGEST + 1);
                default -> random.nextInt(negative ? -LARGEST : 0, LARGEST + 1);
            };
        }
        return numbers;
    }

    /** Examples one after the other as the tensor that the model declares: the batch on the axis that is open, or on the first. */
    private static Tensor asDeclared(long[] declared, int batch, float[] numbers) {
        int axis = 0;
        int[] extents = new int[declared.length];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = (int) Math.max(1, declared[i]);
            axis = declared[i] < 0 && batch > 1 ? i : axis;
        }
        int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
        if (extents.length > 0 && size != numbers.length) {
            extents[axis] = batch;
        }
        int inner = 1;
        for (int i = axis + 1; i < extents.length; i++) {
            inner *= extents[i];
        }
        float[] moved = new float[numbers.length];
        int own = numbers.length / batch;
        for (int i = 0; i < moved.length; i++) {
            moved[i / own * inner + i % own / inner * batch * inner + i % own % inner] = numbers[i];
        }
        return Tensor.of(Shape.of(extents), moved);
    }

    static boolean isModel(Path file) {
        return Files.isRegularFile(file) && file.toString().matches(".*\\.onnx(\\.gz)?");
    }
}
