package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Plan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model is made of, for programs.
 *
 * @param elementTypes in which its file stores or computes numbers
 * @param classNames that its file has for its outputs, or none
 * @param weights the number of its constants' elements
 * @param operations how often there is each kind
 * @param activations floats that a run on one example needs at once, with a batch of 128 too; null where that is too much
 * @param graph every value, in the order of computation; null where it isn't asked for
 */
record ModelSummary(
        String name,
        long bytes,
        String sha256,
        List<Port> inputs,
        List<Port> outputs,
        List<String> elementTypes,
        List<String> classNames,
        long weights,
        SortedMap<String, Integer> operations,
        Activations activations,
        List<Node> graph) {

    /**
     * An input or output.
     *
     * @param shape without the batch
     */
    record Port(String name, List<Integer> shape, boolean batched) {
        private static Port of(String name, Value value) {
            return new Port(name, extents(value), value.batched());
        }
    }

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

    static ModelSummary of(OnnxModel model, boolean listing) {
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
                ports(graph.outputs()),
                model.elementTypes(),
                model.classNames(),
                Provenance.Model.parameters(graph),
                kinds,
                activations(graph),
                listing ? graph.values().stream().map(Node::of).toList() : null);
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
