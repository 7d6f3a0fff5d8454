package io.jaspis.bench.seams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The evaluator and ONNX Runtime understand each node of random files alike, and ONNX Runtime opens the files. */
class FileEvaluatorTest {
    private static final int FILES = 800;
    private static final long SEED = 77_000;

    /** Numbers above this lose too much in the runtime's own arithmetic to be compared. */
    private static final double LARGE = 1000;

    /** Below this MeanVarianceNormalization divides by what rounding leaves, or by the 1e-9 that ONNX has beside it. */
    private static final double LEAST_DEVIATION = 1e-4;

    private static final String MEAN_VARIANCE = "MeanVarianceNormalization";

    /** What adds up products of numbers from its inputs, or divides differences of them by small deviations. */
    private static final Set<String> PRODUCTS = Set.of(
            "Attention",
            "BatchNormalization",
            "Conv",
            "ConvTranspose",
            "Det",
            "Einsum",
            "GRU",
            "Gemm",
            "GroupNormalization",
            "InstanceNormalization",
            "LSTM",
            "LayerNormalization",
            "MatMul",
            "RNN",
            "RotaryEmbedding");

    /** What a comparison with the runtime came to. */
    private enum Likeness {
        ALIKE,
        DIFFERENT,
        /** The runtime has a meaning of its own. */
        NOT_COMPARED
    }

    /**
     * What the nodes of a file came to.
     *
     * @param compared the operators that were
     * @param wrong the first difference of an operator, in words
     */
    private record Found(Set<String> compared, Map<String, String> wrong) {
        static Found of(long seed) {
            Found found = new Found(new TreeSet<>(), new TreeMap<>());
            ModelProto file = FileGenerator.file(seed);
            int opset = (int) file.getOpsetImport(0).getVersion();
            Map<String, FileTensor> values = values(file, seed);
            for (NodeProto node : file.getGraph().getNodeList()) {
                compare(node, opset, values, found, seed);
            }
            return found;
        }
    }

    @Test
    void eachNodeOfRandomFilesIsUnderstoodAsOnnxRuntimeDoes() {
        List<Found> all = LongStream.range(SEED, SEED + FILES)
                .parallel()
                .mapToObj(Found::of)
                .toList();
        Set<String> compared = new TreeSet<>();
        Map<String, String> wrong = new TreeMap<>();
        for (Found found : all) {
            compared.addAll(found.compared());
            found.wrong().forEach(wrong::putIfAbsent);
        }
        assertEquals(Map.of(), wrong, () -> String.join("\n", wrong.values()));
        // What has no kernel for a type is left out, but no operator as a whole.
        Set<String> known = new TreeSet<>(FileEvaluator.OPERATORS.keySet());
        // Of opset 28, which the runtime doesn't read yet.
        known.remove("SwiGLU");
        // It is rare, and most often over images of one element; a test below has it.
        known.remove(MEAN_VARIANCE);
        compared.remove(MEAN_VARIANCE);
        assertEquals(known, compared);
    }

    @Test
    void meanVarianceNormalizationIsUnderstoodAsOnnxRuntimeDoes() throws Exception {
        NodeProto node = node(MEAN_VARIANCE, Attributes.wholes("axes", 2, 3));
        FileTensor x = FileTensor.of(
                Element.FLOAT, new int[] {1, 2, 2, 3}, i -> i < 6 ? Real.of(0.5) : Real.of((i * i - 60) / 8.0));
        FileTensor result =
                FileEvaluator.evaluate(new Call(node, 13, List.of(x))).getFirst();
        FileTensor peer = RuntimePeer.run(node, 13, List.of(x), Element.FLOAT);
        assertEquals(Likeness.ALIKE, likeness(result, peer, List.of(x), node, 13), () -> show(result) + show(peer));
        FileTensor other = FileTensor.of(
                Element.FLOAT, x.shape(), i -> i == 11 ? result.floats()[i].plus(Real.of(0.01)) : result.floats()[i]);
        assertEquals(Likeness.DIFFERENT, likeness(other, peer, List.of(x), node, 13));
    }

    private static NodeProto node(String operator, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addInput("x")
                .addOutput("y")
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static FileTensor row(double... numbers) {
        return FileTensor.of(Element.FLOAT, new int[] {numbers.length}, i -> Real.of(numbers[i]));
    }

    @Test
    void whatLiesBehindTwoThatAreNoNumbersIsComparedToo() {
        FileTensor result = row(Double.NaN, 1);
        List<FileTensor> inputs = List.of(row(1, 1));
        assertEquals(Likeness.ALIKE, likeness(result, row(Double.NaN, 1), inputs, node("Identity"), 13));
        assertEquals(Likeness.DIFFERENT, likeness(result, row(Double.NaN, 2), inputs, node("Identity"), 13));
        assertEquals(Likeness.DIFFERENT, likeness(result, row(0, 1), inputs, node("Identity"), 13));
    }

    @Test
    void onlyProductsMayBeApartByTheSquareOfWhatWentIn() {
        List<FileTensor> inputs = List.of(row(1000), row(-999));
        FileTensor result = row(1);
        assertEquals(Likeness.DIFFERENT, likeness(result, row(1.5), inputs, node("Add"), 13));
        assertEquals(Likeness.ALIKE, likeness(result, row(1.005), inputs, node("Add"), 13));
        assertEquals(Likeness.ALIKE, likeness(result, row(1.5), inputs, node("MatMul"), 13));
    }

    @Test
    void whatTheRuntimeUnderstandsInItsOwnWayIsNotCompared() {
        List<FileTensor> inputs = List.of(row(1));
        assertEquals(Likeness.NOT_COMPARED, likeness(row(1), row(2), inputs, node("AveragePool"), 19));
        assertEquals(Likeness.DIFFERENT, likeness(row(1), row(2), inputs, node("AveragePool"), 18));
        // The deviation of one number is 0.
        NodeProto flat = node(MEAN_VARIANCE, Attributes.wholes("axes", 0));
        assertEquals(Likeness.NOT_COMPARED, likeness(row(1), row(2), inputs, flat, 13));
    }

    private static Map<String, FileTensor> values(ModelProto file, long seed) {
        Map<String, FileTensor> values = new HashMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        var type = file.getGraph().getInput(0).getType().getTensorType();
        int[] shape = type.getShape().getDimList().stream()
                .mapToInt(extent -> extent.hasDimValue() ? (int) extent.getDimValue() : 1)
                .toArray();
        values.put(
                file.getGraph().getInput(0).getName(),
                FileTensor.of(Element.of(type.getElemType()), shape, _ -> Real.of(random.nextInt(-16, 17) / 8.0)));
        file.getGraph().getInitializerList().forEach(tensor -> values.put(tensor.getName(), FileTensor.decode(tensor)));
        return values;
    }

    /** The node on the values that its inputs' types can store, in both. */
    private static void compare(NodeProto node, int opset, Map<String, FileTensor> values, Found found, long seed) {
        List<FileTensor> inputs = new ArrayList<>();
        for (String name : node.getInputList()) {
            FileTensor value = values.get(name);
            if (!name.isEmpty() && (value == null || !gentle(value))) {
                return;
            }
            inputs.add(name.isEmpty() ? null : FileTensor.decode(RuntimePeer.store(value)));
        }
        List<FileTensor> results;
        try {
            results = FileEvaluator.evaluate(new Call(node, opset, inputs));
        } catch (UndefinedException e) {
            return;
        }
        for (int i = 0; i < Math.min(results.size(), node.getOutputCount()); i++) {
            values.put(node.getOutput(i), results.get(i));
        }
        FileTensor result = results.getFirst();
        try {
            FileTensor peer = RuntimePeer.run(node, opset, inputs, result.element());
            Likeness likeness = likeness(result, peer, inputs, node, opset);
            if (likeness == Likeness.DIFFERENT) {
                found.wrong()
                        .putIfAbsent(
                                Call.operator(node),
                                "seed %d, opset %d: %s of %s gives %s, but %s"
                                        .formatted(
                                                seed,
                                                opset,
                                                node,
                                                inputs.stream()
                                                        .map(each -> each == null ? "nothing" : show(each))
                                                        .toList(),
                                                show(result),
                                                show(peer)));
            }
            if (likeness != Likeness.NOT_COMPARED) {
                found.compared().add(Call.operator(node));
            }
        } catch (OrtException e) {
            if (!lacks(e)) {
                found.wrong()
                        .putIfAbsent(
                                Call.operator(node),
                                "seed " + seed + ": " + Call.operator(node) + ": " + e.getMessage());
            }
        }
    }

    /** Whether the runtime only says that it hasn't got a kernel for the type, or refuses what ONNX allows. */
    private static boolean lacks(OrtException e) {
        String message = e.getMessage();
        return message.contains("NOT_IMPLEMENTED")
                // Its own restrictions: padding as wide as the window, normalisation over one element.
                || message.contains("Current official support for domain ai.onnx is till opset")
                || message.contains("pool_attributes.h")
                || message.contains("Size of X.shape[axis:]")
                || message.contains("conv_transpose_attributes.h")
                // No batch first, no even number of channels, no scale of all features beside offsets of each.
                || message.contains("layout_ == 0")
                || message.contains("/lrn.")
                || message.contains("scaler.cc")
                || message.contains("does not support double yet")
                || message.contains("is not supported with ScatterND")
                // What it doesn't know of newer opsets yet.
                || message.contains("Unrecognized attribute: left_window_size")
                || message.contains("Unrecognized attribute: right_window_size")
                // A function of its own that its types don't fit.
                || message.contains("bound to different types (tensor(")
                || message.contains("'tensor(bfloat16)' of input parameter")
                || message.contains("InsertedPrecisionFreeCast");
    }

    private static boolean gentle(FileTensor tensor) {
        return !tensor.isFloat()
                || Arrays.stream(tensor.reals())
                        .allMatch(each -> each.isFinite() && Math.abs(each.toDouble()) <= LARGE);
    }

    /** The largest number that went in, or 1 where all are smaller. */
    private static double scale(List<FileTensor> inputs) {
        double scale = 1;
        for (FileTensor input : inputs) {
            for (Real each : input != null && input.isFloat() ? input.reals() : new Real[0]) {
                scale = Math.max(scale, Math.abs(each.toDouble()));
            }
        }
        return scale;
    }

    private static Likeness likeness(
            FileTensor result, FileTensor peer, List<FileTensor> inputs, NodeProto node, int opset) {
        if (!Arrays.equals(result.shape(), peer.shape())) {
            return Likeness.DIFFERENT;
        }
        if (isTheRuntimesOwn(result, node, opset)) {
            return Likeness.NOT_COMPARED;
        }
        double[] room = room(new Call(node, opset, inputs), result);
        int compared = 0;
        for (int i = 0; i < result.size(); i++) {
            if (room[i] == Double.POSITIVE_INFINITY) {
                continue;
            }
            if (!alike(result, peer, i, room[i], node)) {
                return Likeness.DIFFERENT;
            }
            compared++;
        }
        return compared > 0 ? Likeness.ALIKE : Likeness.NOT_COMPARED;
    }

    /** What the runtime understands in a way that isn't ONNX's. */
    private static boolean isTheRuntimesOwn(FileTensor result, NodeProto node, int opset) {
        return switch (node.getOpType()) {
            // It leaves padding out of the count.
            case "AveragePool" -> opset >= 19;
            // It compares beyond 32 bits as float, and adds up in float64.
            case "Min", "Max", "ReduceSum" -> result.element() == Element.INT64;
            // Where no axis gets another extent it gives the input as it is.
            case "Resize" -> opset == 10;
            default -> false;
        };
    }

    /** By how much rounding may move each element, in parts of the precision; infinite where it may be by anything. */
    private static double[] room(Call call, FileTensor result) {
        double scale = scale(call.inputs());
        double[] room = new double[result.size()];
        Arrays.fill(room, PRODUCTS.contains(call.operator()) ? scale * scale : scale);
        if (call.operator().equals(MEAN_VARIANCE)) {
            double[] deviations = deviations(call);
            Arrays.setAll(
                    room,
                    i -> deviations[i] < LEAST_DEVIATION
                            ? Double.POSITIVE_INFINITY
                            : scale / Math.min(1, deviations[i]));
        }
        return room;
    }

    /** Of each element the deviation by which MeanVarianceNormalization divides it. */
    private static double[] deviations(Call call) {
        FileTensor x = call.x();
        Set<Integer> axes = new TreeSet<>();
        for (int axis : call.integers("axes")) {
            axes.add(Call.axis(axis, x.rank()));
        }
        Map<Integer, List<Double>> groups = new HashMap<>();
        for (int i = 0; i < x.size(); i++) {
            groups.computeIfAbsent(NormalisationMeaning.without(i, x.shape(), axes), _ -> new ArrayList<>())
                    .add(x.real(i).toDouble());
        }
        double[] deviations = new double[x.size()];
        Arrays.setAll(deviations, i -> deviation(groups.get(NormalisationMeaning.without(i, x.shape(), axes))));
        return deviations;
    }

    private static double deviation(List<Double> numbers) {
        double mean = 0;
        for (double number : numbers) {
            mean += number / numbers.size();
        }
        double variance = 0;
        for (double number : numbers) {
            variance += (number - mean) * (number - mean) / numbers.size();
        }
        return Math.sqrt(variance);
    }

    private static boolean alike(FileTensor result, FileTensor peer, int i, double room, NodeProto node) {
        if (!result.isFloat()) {
            // A quotient that lies a rounding from between two steps may come to the other.
            String operator = node.getOpType();
            long step = operator.startsWith("Q") || operator.equals("DynamicQuantizeLinear") ? 1 : 0;
            return Math.abs(result.integers()[i] - peer.integers()[i]) <= step;
        }
        double ours = result.element().rounded(result.floats()[i]).toDouble();
        double theirs = peer.floats()[i].toDouble();
        if (Double.isNaN(ours) || Double.isNaN(theirs)) {
            // Its NaN of queries that see nothing is ONNX's of before 1.23.
            boolean unseen = node.getOpType().equals("Attention") && ours == 0;
            return unseen || Double.isNaN(ours) && Double.isNaN(theirs);
        }
        return ours == theirs
                || Math.abs(ours - theirs) <= precision(result.element(), node) * Math.max(room, Math.abs(ours));
    }

    /** The part of a number's size that the runtime's arithmetic loses at most. */
    private static double precision(Element element, NodeProto node) {
        return switch (element) {
            // The runtime computes these in float32.
            case DOUBLE -> List.of("GroupNormalization", "Shrink").contains(node.getOpType()) ? 1e-5 : 1e-8;
            case FLOAT16 -> 4e-3;
            case BFLOAT16 -> 3e-2;
            default -> 1e-5;
        };
    }

    private static String show(FileTensor tensor) {
        return tensor.element()
                + Arrays.toString(tensor.shape())
                + (tensor.isFloat() ? Arrays.toString(tensor.reals()) : Arrays.toString(tensor.wholes()));
    }

    /** Why the runtime doesn't open a file; nothing where it does. */
    private static Optional<OrtException> refusal(long seed) {
        try {
            RuntimePeer.open(FileGenerator.file(seed));
            return Optional.empty();
        } catch (OrtException e) {
            return Optional.of(e);
        }
    }

    @Test
    void onnxRuntimeOpensTheFiles() {
        List<Optional<OrtException>> refusals = LongStream.range(SEED, SEED + FILES)
                .parallel()
                .mapToObj(FileEvaluatorTest::refusal)
                .toList();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            long seed = SEED + i;
            refusals.get(i)
                    .filter(refusal -> !lacks(refusal))
                    .ifPresent(refusal -> wrong.add("seed " + seed + ": " + refusal.getMessage()));
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
        long opened = refusals.stream().filter(Optional::isEmpty).count();
        assertTrue(opened > FILES / 2, opened + " files");
    }
}
