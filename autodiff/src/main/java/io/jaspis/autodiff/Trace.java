package io.jaspis.autodiff;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The record of what a Java function does with {@link Value}s. An operation recorded twice with the same operands is one
 * value, so that transformations may build freely. Not for use by several threads.
 */
public final class Trace {
    private final List<Value> values = new ArrayList<>();
    private final Map<Key, Value> known = new HashMap<>();

    /** The labels of values that have any, the first first; apart from the values, so that nothing depends on them. */
    private final Map<Value, Set<String>> labels = new HashMap<>();

    private String label;

    private record Key(Op op, List<Value> operands) {}

    /** A value given for each example at each run. */
    public Value input(String name, Shape shape) {
        return input(name, Type.batched(shape));
    }

    /**
     * A value given at each run, for each example or one for all.
     *
     * @throws IllegalArgumentException where an input of this name has another type already
     */
    public Value input(String name, Type type) {
        for (Value value : values) {
            if (value.op() instanceof Source.Input earlier && earlier.name().equals(name)) {
                Check.require(earlier.type().equals(type), "input %s is %s already", name, earlier.type());
            }
        }
        return record(new Source.Input(name, type), List.of());
    }

    /** A value that is one for all examples and is given when a plan is loaded, such as weights. */
    public Value parameter(String name, Shape shape) {
        return record(new Source.Parameter(name, shape), List.of());
    }

    /** A known value that is one for all examples; the tensor's array is shared, and must not change. */
    public Value constant(Tensor value) {
        return record(new Source.Constant(value), List.of());
    }

    /** A constant scalar; the same number is the same value. */
    public Value constant(float value) {
        return scalars.computeIfAbsent(value, number -> constant(Tensor.scalar(number)));
    }

    private final Map<Float, Value> scalars = new HashMap<>();

    /** The number of examples of the run. */
    public Value batchSize() {
        return record(new Source.BatchSize(), List.of());
    }

    /** Random numbers for each example, as many as the shape has; see {@link Random.Uniform}. */
    public Value uniform(Shape shape, int stream) {
        return record(new Random.Uniform(shape, stream), List.of());
    }

    /** The same from a normal distribution; see {@link Random.Normal}. */
    public Value normal(Shape shape, int stream) {
        return record(new Random.Normal(shape, stream), List.of());
    }

    /** Values one after the other along an axis, alike in all others; each is every example's own where one of them is. */
    public Value concatenate(int axis, List<Value> parts) {
        Check.require(!parts.isEmpty(), "a concatenation needs at least one part, but has none");
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        boolean batched = parts.stream().anyMatch(Value::batched);
        List<Value> alike =
                parts.stream().map(part -> batched ? part.repeatBatch() : part).toList();
        return record(new Movement.Concatenate(alike.getFirst().shape().axis(axis)), alike);
    }

    /** Records a user's operation: what it expands into. */
    public Value record(Op.Custom custom, List<Value> operands) {
        return custom.expand(operands);
    }

    /**
     * Records an operation, or finds it where it stands already.
     *
     * @throws IllegalArgumentException when the operands don't fit the operation, or are of another trace
     */
    public Value record(Op op, List<Value> operands) {
        Key key = new Key(op, List.copyOf(operands));
        Value earlier = known.get(key);
        if (earlier != null) {
            return earlier;
        }
        for (Value operand : operands) {
            Check.require(operand.trace() == this, "an operand of %s is of another trace: %s", op, operand);
        }
        List<Type> types = operands.stream().map(Value::type).toList();
        Type type = explained(name(op), types, () -> {
            Check.operands(op, types);
            return op.infer(types);
        });
        Value value = new Value(this, values.size(), op, key.operands(), type);
        values.add(value);
        known.put(key, value);
        if (label != null && !operands.isEmpty()) {
            label(value, label);
        }
        return value;
    }

    /**
     * Records what the supplier does, and gives each operation that is new a label: a node of a model that is made of
     * several. Sources get none, and what was recorded before keeps its own.
     */
    public <T> T labelled(String label, Supplier<T> recording) {
        String outer = this.label;
        this.label = label;
        try {
            return recording.get();
        } finally {
            this.label = outer;
        }
    }

    void label(Value value, String label) {
        labels.computeIfAbsent(value, _ -> new LinkedHashSet<>()).add(label);
    }

    Set<String> labels(Value value) {
        return labels.getOrDefault(value, Set.of());
    }

    /** Records a value of any trace over other operands here; it keeps its labels. */
    public Value copy(Value value, List<Value> operands) {
        Value copy = record(value.op(), operands);
        value.trace().labels(value).forEach(copy::labelled);
        return copy;
    }

    /** Says in the message of what the supplier refuses, which operation it was and over which operands. */
    static <T> T explained(String name, List<Type> operands, Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (IllegalArgumentException e) {
            boolean said = operands.stream().allMatch(type -> e.getMessage().contains(type.toString()));
            throw new IllegalArgumentException(
                    name + ": " + e.getMessage() + (said ? "" : ", for operands " + operands), e);
        }
    }

    /** The operation's name in errors and listings. */
    static String name(Op op) {
        return op.getClass().getSimpleName();
    }

    /**
     * Records a whole graph here, with these values in the place of its inputs; inputs not named stay inputs.
     *
     * @return the graph's outputs by name
     */
    public Map<String, Value> inline(Graph graph, Map<String, Value> inputs) {
        Map<Value, Value> here = new HashMap<>();
        for (Value value : graph.values()) {
            here.put(value, inlined(value, here, inputs));
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> outputs.put(name, here.get(value)));
        return outputs;
    }

    private Value inlined(Value value, Map<Value, Value> here, Map<String, Value> inputs) {
        if (value.op() instanceof Source.Input(String name, Type type)) {
            Value bound = inputs.get(name);
            if (bound == null) {
                return input(name, type);
            }
            Check.require(bound.type().equals(type), "input %s is %s, but was given %s", name, type, bound.type());
            return bound;
        }
        return copy(value, value.operands().stream().map(here::get).toList());
    }

    /** The graph of all that one output needs. */
    public Graph graph(String name, Value output) {
        return graph(Map.of(name, output));
    }

    /** The graph of all that the outputs need; their order is the map's. */
    public Graph graph(Map<String, Value> outputs) {
        return graph(List.of(), outputs);
    }

    /** The same, with these inputs even where no output needs them. */
    public Graph graph(List<Value> inputs, Map<String, Value> outputs) {
        inputs.forEach(value -> requireOwn("an input", value));
        outputs.forEach((name, value) -> requireOwn("output " + name, value));
        return new Graph(inputs, outputs);
    }

    private void requireOwn(String what, Value value) {
        Check.require(value.trace() == this, "%s of a graph is of another trace: %s", what, value);
    }

    /** Everything recorded so far, in order. */
    List<Value> values() {
        return values;
    }
}
