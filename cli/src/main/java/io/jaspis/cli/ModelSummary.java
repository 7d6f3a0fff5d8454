package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.OnnxContents;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.trees.TreeEnsemble;
import io.jaspis.autodiff.trees.TreeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model is made of, for programs.
 *
 * @param elementTypes in which its file stores or computes numbers
 * @param inputNames that its file has for the inputs of a table, or none
 * @param classNames that its file has for its outputs, or none
 * @param weights the number of its constants' elements
 * @param operations how often there is each kind
 * @param activations floats that a run on one example needs at once, with a batch of 128 too; null where that is too much
 * @param graph every value, in the order of computation; null where it isn't asked for
 * @param file what stands in it
 * @param trees its tree ensembles
 * @param uses what Jaspis does with it; none where it can't be read
 * @param warnings what of it isn't as it may be taken
 * @param obstacles what keeps it from being read
 */
record ModelSummary(
        String name,
        long bytes,
        String sha256,
        List<Port> inputs,
        List<Port> outputs,
        List<String> elementTypes,
        List<String> inputNames,
        List<String> classNames,
        long weights,
        SortedMap<String, Integer> operations,
        Activations activations,
        List<Node> graph,
        OnnxContents file,
        List<Forest> trees,
        List<ModelUse> uses,
        List<String> warnings,
        List<String> obstacles) {

    /**
     * An input or output.
     *
     * @param shape without the batch
     * @param looksLike of an output what it seems to be, such as probabilities; else empty
     */
    record Port(String name, List<Integer> shape, boolean batched, String looksLike) {
        private static Port of(String name, Value value) {
            return new Port(name, extents(value), value.batched(), "");
        }
    }

    /**
     * A tree ensemble.
     *
     * @param depth the most comparisons from a root to a leaf
     * @param features how many of its input it compares
     */
    record Forest(String node, int trees, int depth, int leaves, int features) {}

    /** Bytes for a run on one example, and on 128. */
    record Activations(long one, Long many) {}

    /**
     * A value of the graph.
     *
     * @param from the numbers of the values that it is made of
     * @param name that the file has for it, or null
     */
    record Node(int number, String operation, List<Integer> from, List<Integer> shape, boolean batched, String name) {
        private static Node of(Value value) {
            return new Node(
                    value.index(),
                    value.op().getClass().getSimpleName(),
                    value.operands().stream().map(Value::index).toList(),
                    extents(value),
                    value.batched(),
                    value.label().orElse(null));
        }
    }

    private static final int MANY = 128;

    static ModelSummary of(OnnxModel model, OnnxContents file, boolean listing) {
        List<Forest> trees = model.trees() == null
                ? List.of()
                : model.trees().stages().stream().flatMap(ModelSummary::forest).toList();
        if (!model.hasGraph()) {
            return new ModelSummary(
                    model.name(),
                    model.bytes(),
                    model.sha256(),
                    ports(model.trees().inputs()),
                    outputs(model.trees().end()),
                    model.elementTypes(),
                    model.inputNames(),
                    model.classNames(),
                    file.parameters(),
                    new TreeMap<>(),
                    null,
                    null,
                    file,
                    trees,
                    ModelUse.of(model),
                    model.warnings(),
                    List.of());
        }
        Graph graph = model.graph();
        SortedMap<String, Integer> kinds = new TreeMap<>();
        for (Value value : graph.values()) {
            if (!(value.op() instanceof Source)) {
                kinds.merge(value.op().getClass().getSimpleName(), 1, Integer::sum);
            }
        }
        return new ModelSummary(
                model.name(),
                model.bytes(),
                model.sha256(),
                ports(graph.inputs()),
                outputs(graph),
                model.elementTypes(),
                model.inputNames(),
                model.classNames(),
                Provenance.Model.parameters(graph),
                kinds,
                activations(graph),
                listing ? graph.values().stream().map(Node::of).toList() : null,
                file,
                trees,
                ModelUse.of(model),
                model.warnings(),
                List.of());
    }

    /** Of a model that can't be read. */
    static ModelSummary unread(Path model, OnnxContents file, List<String> obstacles) throws IOException {
        return new ModelSummary(
                model.getFileName().toString(),
                Files.size(model),
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                file.parameters(),
                new TreeMap<>(),
                null,
                null,
                file,
                List.of(),
                List.of(),
                List.of(),
                obstacles);
    }

    private static Stream<Forest> forest(TreeModel.Stage stage) {
        if (!(stage.function() instanceof TreeEnsemble ensemble)) {
            return Stream.empty();
        }
        TreeEnsemble.Extent extent = ensemble.extent();
        return Stream.of(new Forest(
                stage.node(),
                extent.trees(),
                extent.depth(),
                extent.leaves(),
                extent.features().size()));
    }

    private static List<Port> outputs(Graph graph) {
        return graph.outputs().entrySet().stream()
                .map(entry -> new Port(
                        entry.getKey(),
                        extents(entry.getValue()),
                        entry.getValue().batched(),
                        looks(entry.getValue())))
                .toList();
    }

    /** What an output seems to be, by what makes it. */
    private static String looks(Value output) {
        Value end = output.unshaped();
        if (end.op() instanceof Pointwise.Sigmoid) {
            return "probabilities (a sigmoid)";
        }
        boolean softmax = end.op() instanceof Product.Multiply
                && end.operands().stream().anyMatch(operand -> operand.op() instanceof Pointwise.Exponential);
        if (softmax) {
            return "probabilities (a softmax)";
        }
        boolean logarithm = end.op() instanceof Linear.Subtract && holds(end.operand(1), Pointwise.Logarithm.class);
        return logarithm
                ? "logarithms of probabilities"
                : output.shape().size() == 1 ? "one number" : "scores (logits, or sums)";
    }

    private static boolean holds(Value value, Class<?> operation) {
        Value base = value;
        while (base.op() instanceof Movement && base.operands().size() == 1) {
            base = base.operand(0);
        }
        return operation.isInstance(base.op());
    }

    private static Activations activations(Graph graph) {
        long one = Plan.of(graph, 1).arenaSize() * Float.BYTES;
        try {
            return new Activations(one, Plan.of(graph, MANY).arenaSize() * Float.BYTES);
        } catch (InputException tooLarge) {
            return new Activations(one, null);
        }
    }

    private static List<Port> ports(Map<String, Value> values) {
        return values.entrySet().stream()
                .map(entry -> Port.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<Integer> extents(Value value) {
        return Arrays.stream(value.shape().extents()).boxed().toList();
    }

    String json() {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(this);
    }
}
