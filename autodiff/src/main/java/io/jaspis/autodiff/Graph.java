package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A finished record of operations: named inputs, parameters, and named outputs, with only what the outputs need, and the
 * inputs that a model declares. It never changes; an analysis makes another graph from it. The batch is open until a {@link
 * io.jaspis.autodiff.plan.Plan} fixes it.
 */
public final class Graph {
    private static final int LABELS_TOLD = 10;

    private final List<Value> values;
    private final Map<String, Value> inputs;
    private final Map<String, Value> parameters;
    private final Map<String, Value> outputs;

    /** @param kept inputs that stay even where no output needs them */
    Graph(List<Value> kept, Map<String, Value> outputs) {
        Check.require(!outputs.isEmpty(), "a graph needs an output");
        TreeMap<Integer, Value> needed = new TreeMap<>();
        List<Value> open = new ArrayList<>(outputs.values());
        open.addAll(kept);
        while (!open.isEmpty()) {
            Value value = open.removeLast();
            if (needed.put(value.index(), value) == null) {
                open.addAll(value.operands());
            }
        }
        this.values = List.copyOf(needed.values());
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        Map<String, Value> named = new LinkedHashMap<>();
        Map<String, Value> trained = new LinkedHashMap<>();
        for (Value value : values) {
            if (value.op() instanceof Source.Input(String name, Type _)) {
                named.put(name, value);
            } else if (value.op() instanceof Source.Parameter(String name, var _)) {
                Check.require(trained.put(name, value) == null, "two parameters are named %s", name);
            }
        }
        this.inputs = Collections.unmodifiableMap(named);
        this.parameters = Collections.unmodifiableMap(trained);
    }

    /** Traces a function of one batched input. */
    public static Graph of(String input, Shape shape, String output, Function<Value, Value> function) {
        Trace trace = new Trace();
        return trace.graph(output, function.apply(trace.input(input, shape)));
    }

    /** All values, operands before what uses them. */
    public List<Value> values() {
        return values;
    }

    /** The inputs by name, in the order in which they were recorded. */
    public Map<String, Value> inputs() {
        return inputs;
    }

    /** The parameters by name, likewise. */
    public Map<String, Value> parameters() {
        return parameters;
    }

    /** The outputs by name, in the order in which they were given. */
    public Map<String, Value> outputs() {
        return outputs;
    }

    /** The input of this name. */
    public Value input(String name) {
        return find(inputs, "input", name);
    }

    /** The output of this name. */
    public Value output(String name) {
        return find(outputs, "output", name);
    }

    /**
     * The value with this label: in a graph that was read from ONNX the result of the node of this name, or the node's
     * output of this name. Of several values with one label it is the last. So {@code
     * graph.value("relu3").trace().graph("features", graph.value("relu3"))} is the network up to that node.
     *
     * @throws IllegalArgumentException where no value has it; the message has labels that there are
     */
    public Value value(String label) {
        for (Value value : values.reversed()) {
            if (value.trace().labels(value).contains(label)) {
                return value;
            }
        }
        List<String> some = values.reversed().stream()
                .flatMap(value -> value.label().stream())
                .distinct()
                .limit(LABELS_TOLD)
                .toList();
        throw new IllegalArgumentException("the graph has no value labelled '" + label + "'; its last are " + some);
    }

    /** The name of the only input. */
    public String onlyInput() {
        return only(inputs, "input");
    }

    /** The name of the only output. */
    public String onlyOutput() {
        return only(outputs, "output");
    }

    private static String only(Map<String, Value> map, String kind) {
        Check.require(map.size() == 1, "the graph must have one %s, but has %s", kind, map.keySet());
        return map.keySet().iterator().next();
    }

    private static Value find(Map<String, Value> map, String kind, String name) {
        Value value = map.get(name);
        Check.require(value != null, "the graph has no %s named %s, only %s", kind, name, map.keySet());
        return value;
    }

    /** The same graph with constants in the place of its parameters. */
    public Graph bind(Map<String, Tensor> tensors) {
        Trace trace = new Trace();
        Map<Value, Value> here = new HashMap<>();
        for (Value value : values) {
            if (value.op() instanceof Source.Parameter(String name, var shape)) {
                Tensor tensor = tensors.get(name);
                Check.require(tensor != null, "there is no tensor for the parameter %s", name);
                Check.require(tensor.shape().equals(shape), "parameter %s is %s, not %s", name, shape, tensor.shape());
                here.put(value, trace.constant(tensor));
            } else {
                here.put(
                        value,
                        trace.copy(
                                value, value.operands().stream().map(here::get).toList()));
            }
        }
        Map<String, Value> bound = new LinkedHashMap<>();
        outputs.forEach((name, value) -> bound.put(name, here.get(value)));
        return trace.graph(inputs.values().stream().map(here::get).toList(), bound);
    }

    /** The values that depend on any of these. */
    public Set<Value> dependents(Set<Value> sources) {
        Set<Value> found = new HashSet<>(sources);
        for (Value value : values) {
            for (Value operand : value.operands()) {
                if (found.contains(operand)) {
                    found.add(value);
                    break;
                }
            }
        }
        return found;
    }

    /** One line a value. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Value value : values) {
            text.append(value.index())
                    .append(": ")
                    .append(Trace.name(value.op()))
                    .append('(');
            for (int i = 0; i < value.operands().size(); i++) {
                text.append(i > 0 ? ", " : "").append(value.operand(i).index());
            }
            text.append(") ").append(value.type()).append('\n');
        }
        outputs.forEach((name, value) ->
                text.append(name).append(" = ").append(value.index()).append('\n'));
        return text.toString();
    }
}
