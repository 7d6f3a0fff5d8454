package io.jaspis.bench.seams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The evaluator and ONNX Runtime understand each node of random files alike, and ONNX Runtime opens the files. */
class FileEvaluatorTest {
    private static final int FILES = 800;
    private static final long SEED = 77_000;

    /** Numbers above this lose too much in the runtime's own arithmetic to be compared. */
    private static final double LARGE = 1000;

    @Test
    void eachNodeOfRandomFilesIsUnderstoodAsOnnxRuntimeDoes() {
        Map<String, Integer> compared = new TreeMap<>();
        Map<String, String> wrong = new TreeMap<>();
        for (long seed = SEED; seed < SEED + FILES; seed++) {
            ModelProto file = FileGenerator.file(seed);
            int opset = (int) file.getOpsetImport(0).getVersion();
            Map<String, FileTensor> values = values(file, seed);
            for (NodeProto node : file.getGraph().getNodeList()) {
                compare(node, opset, values, compared, wrong, seed);
            }
        }
        assertEquals(Map.of(), wrong, () -> String.join("\n", wrong.values()));
        // What has no kernel for a type is left out, but no operator as a whole.
        Set<String> known = new TreeSet<>(FileEvaluator.OPERATORS.keySet());
        // Of opset 28, which the runtime doesn't read yet.
        known.remove("SwiGLU");
        assertEquals(known, compared.keySet());
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
    private static void compare(
            NodeProto node,
            int opset,
            Map<String, FileTensor> values,
            Map<String, Integer> compared,
            Map<String, String> wrong,
            long seed) {
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
            if (!alike(result, peer, scale(inputs), node, opset)) {
                wrong.putIfAbsent(
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
            compared.merge(Call.operator(node), 1, Integer::sum);
        } catch (OrtException e) {
            if (!lacks(e)) {
                wrong.putIfAbsent(
                        Call.operator(node), "seed " + seed + ": " + Call.operator(node) + ": " + e.getMessage());
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

    private static double scale(List<FileTensor> inputs) {
        double scale = 1;
        for (FileTensor input : inputs) {
            for (Real each : input != null && input.isFloat() ? input.reals() : new Real[0]) {
                scale = Math.max(scale, Math.abs(each.toDouble()));
            }
        }
        return scale;
    }

    private static boolean alike(FileTensor result, FileTensor peer, double scale, NodeProto node, int opset) {
        if (!Arrays.equals(result.shape(), peer.shape())) {
            return false;
        }
        // These are the runtime's: it leaves padding out of the count, compares beyond 32 bits as float, and adds up in
        // float64.
        boolean counts = node.getOpType().equals("AveragePool") && opset >= 19;
        boolean words =
                List.of("Min", "Max", "ReduceSum").contains(node.getOpType()) && result.element() == Element.INT64;
        // It divides by a deviation of 0.
        boolean flat = node.getOpType().equals("MeanVarianceNormalization");
        // Where no axis gets another extent it gives the input as it is.
        boolean same = node.getOpType().equals("Resize") && opset == 10;
        if (counts || words || flat || same) {
            return true;
        }
        // A quotient that lies a rounding from between two steps may come to the other.
        long step = node.getOpType().startsWith("Q") || node.getOpType().equals("DynamicQuantizeLinear") ? 1 : 0;
        double precision = switch (result.element()) {
            // The runtime computes these in float32.
            case DOUBLE -> List.of("GroupNormalization", "Shrink").contains(node.getOpType()) ? 1e-5 : 1e-8;
            case FLOAT16 -> 4e-3;
            case BFLOAT16 -> 3e-2;
            default -> 1e-5;
        };
        for (int i = 0; i < result.size(); i++) {
            if (!result.isFloat()) {
                if (Math.abs(result.integers()[i] - peer.integers()[i]) > step) {
                    return false;
                }
                continue;
            }
            double ours = result.element().rounded(result.floats()[i]).toDouble();
            double theirs = peer.floats()[i].toDouble();
            double apart = Math.abs(ours - theirs);
            // Its NaN of queries that see nothing is ONNX's of before 1.23.
            if (node.getOpType().equals("Attention") && ours == 0 && Double.isNaN(theirs)) {
                continue;
            }
            if (ours != theirs && !(apart <= precision * Math.max(scale * scale, Math.abs(ours)))) {
                return Double.isNaN(ours) && Double.isNaN(theirs);
            }
        }
        return true;
    }

    private static String show(FileTensor tensor) {
        return tensor.element()
                + Arrays.toString(tensor.shape())
                + (tensor.isFloat() ? Arrays.toString(tensor.reals()) : Arrays.toString(tensor.wholes()));
    }

    @Test
    void onnxRuntimeOpensTheFiles() {
        int opened = 0;
        List<String> refused = new ArrayList<>();
        for (long seed = SEED; seed < SEED + FILES; seed++) {
            try {
                RuntimePeer.open(FileGenerator.file(seed));
                opened++;
            } catch (OrtException e) {
                if (!lacks(e)) {
                    refused.add("seed " + seed + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), refused, () -> String.join("\n", refused));
        assertTrue(opened > FILES / 2, opened + " files");
    }
}
