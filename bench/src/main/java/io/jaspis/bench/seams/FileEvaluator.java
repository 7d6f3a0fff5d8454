package io.jaspis.bench.seams;

import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.onnx.schema.NodeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a file means: its network in real arithmetic over the numbers that it stores. Floating-point arithmetic doesn't
 * round; whole numbers wrap at their width; a cast rounds to what its target can hold. Functions without exact values
 * are enclosed.
 *
 * <p>Of Jaspis it uses the classes of ONNX's schema and nothing else, so that no error of the reader can be here too.
 */
public final class FileEvaluator {
    /** The operators by ONNX's names. */
    static final Map<String, Function<Call, List<FileTensor>>> OPERATORS = operators();

    private final GraphProto graph;
    private final int opset;
    private final Map<String, FileTensor> known = new HashMap<>();
    private final Set<String> flowing = new HashSet<>();

    public FileEvaluator(ModelProto model) {
        this.graph = model.getGraph();
        this.opset = (int) model.getOpsetImport(0).getVersion();
        Set<String> stored = new HashSet<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            known.put(tensor.getName(), FileTensor.decode(tensor));
            stored.add(tensor.getName());
        }
        graph.getInputList().stream()
                .filter(input -> !stored.contains(input.getName()))
                .forEach(input -> flowing.add(input.getName()));
        Set<String> needed = needed();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getInputList().stream().anyMatch(flowing::contains)) {
                flowing.addAll(node.getOutputList());
            } else if (node.getOutputList().stream().anyMatch(needed::contains)) {
                evaluate(node, known);
            }
        }
    }

    private static Map<String, Function<Call, List<FileTensor>>> operators() {
        Map<String, Function<Call, List<FileTensor>>> operators = new TreeMap<>();
        ElementMeaning.register(operators);
        FunctionMeaning.register(operators);
        ConstantMeaning.register(operators);
        MovementMeaning.register(operators);
        ReductionMeaning.register(operators);
        LinearMeaning.register(operators);
        WindowMeaning.register(operators);
        ComparisonMeaning.register(operators);
        ChoiceMeaning.register(operators);
        QuantisedMeaning.register(operators);
        PlaceMeaning.register(operators);
        NormalisationMeaning.register(operators);
        ResizeMeaning.register(operators);
        RecurrentMeaning.register(operators);
        EinsumMeaning.register(operators);
        TableMeaning.register(operators);
        AttentionMeaning.register(operators);
        return Collections.unmodifiableMap(operators);
    }

    private Set<String> needed() {
        Set<String> needed = new HashSet<>();
        graph.getOutputList().forEach(output -> needed.add(output.getName()));
        for (NodeProto node : graph.getNodeList().reversed()) {
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                needed.addAll(node.getInputList());
            }
        }
        return needed;
    }

    private void evaluate(NodeProto node, Map<String, FileTensor> values) {
        List<FileTensor> inputs = new ArrayList<>();
        for (String name : node.getInputList()) {
            FileTensor value = name.isEmpty() ? null : values.getOrDefault(name, known.get(name));
            if (value == null && !name.isEmpty()) {
                throw new IllegalArgumentException("nothing makes " + name);
            }
            inputs.add(value);
        }
        List<FileTensor> outputs = evaluate(new Call(node, opset, inputs));
        for (int i = 0; i < Math.min(outputs.size(), node.getOutputCount()); i++) {
            values.put(node.getOutput(i), outputs.get(i));
        }
    }

    /** Whether a cast rounds, which real arithmetic doesn't: what depends on the input, at points that are no floats, or a constant. */
    boolean casts() {
        return graph.getNodeList().stream()
                .anyMatch(node -> node.getOpType().startsWith("Cast")
                        && (node.getInputList().stream().anyMatch(flowing::contains)
                                || changes(known.get(node.getInput(0)), known.get(node.getOutput(0)))));
    }

    /** @param before null where no output needs it */
    private static boolean changes(FileTensor before, FileTensor after) {
        return before != null
                && after != null
                && before.isFloat()
                && after.isFloat()
                && IntStream.range(0, before.size())
                        .anyMatch(i -> !before.real(i).equals(after.real(i)));
    }

    /** What a node makes of its inputs. */
    static List<FileTensor> evaluate(Call call) {
        return OPERATORS.get(call.operator()).apply(call);
    }

    /** What a name stands for that depends on no input; null for any other. */
    FileTensor known(String name) {
        return known.get(name);
    }

    /** The first output of one example, from the only input. */
    Real[] outputs(Real[] point) {
        return tensor(point).floats();
    }

    FileTensor tensor(Real[] point) {
        var input = graph.getInputList().stream()
                .filter(each -> !known.containsKey(each.getName()))
                .findFirst()
                .orElseThrow();
        var type = input.getType().getTensorType();
        int[] shape = type.getShape().getDimList().stream()
                .mapToInt(dimension -> dimension.hasDimValue() ? Math.toIntExact(dimension.getDimValue()) : 1)
                .toArray();
        Map<String, FileTensor> values = new HashMap<>();
        values.put(input.getName(), FileTensor.of(Element.of(type.getElemType()), shape, i -> point[i]));
        Set<String> needed = needed();
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOutputList().stream().anyMatch(name -> flowing.contains(name) && needed.contains(name))) {
                evaluate(node, values);
            }
        }
        String output = graph.getOutput(0).getName();
        return values.getOrDefault(output, known.get(output));
    }
}
