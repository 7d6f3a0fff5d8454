package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Where a layer is traced: what its parameters are called, and whether for training or for use. */
public final class Scope {
    private static final String SHARED = "shared:";

    private final Parameters parameters;
    private final boolean training;
    private final String path;
    private final boolean again;
    private final Map<String, Value> updates;
    private final Map<String, Value> shared;
    /** What stands in the place of parameters, by name. */
    private final Map<String, Value> moved;

    private Scope(
            Parameters parameters,
            boolean training,
            String path,
            boolean again,
            Map<String, Value> updates,
            Map<String, Value> shared,
            Map<String, Value> moved) {
        this.parameters = parameters;
        this.training = training;
        this.path = path;
        this.again = again;
        this.updates = updates;
        this.shared = shared;
        this.moved = moved;
    }

    public static Scope of(Parameters parameters, boolean training) {
        return new Scope(parameters, training, "", false, new LinkedHashMap<>(), new LinkedHashMap<>(), Map.of());
    }

    /**
     * The scope for applying the network once more in the same step, on other points: what layers share is that of the
     * first application, and statistics are updated by the first alone.
     */
    public Scope again() {
        return new Scope(parameters, training, path, true, updates, shared, moved);
    }

    /** Whether the trace is of a training step, with batch statistics. */
    public boolean training() {
        return training;
    }

    /** The scope of a part of this one. */
    public Scope in(String part) {
        return new Scope(parameters, training, path + part + ".", again, updates, shared, moved);
    }

    /**
     * The scope of the same network at other weights, which has batch statistics of its own and updates none.
     *
     * @param weights values of the trace it is to be applied in, by the names of parameters; others stay
     */
    public Scope at(Map<String, Value> weights) {
        return new Scope(
                parameters, training, path, false, new LinkedHashMap<>(), new LinkedHashMap<>(), Map.copyOf(weights));
    }

    /** The trained parameters that the network has asked for so far, by name. */
    public Map<String, Value> trained(Trace trace) {
        Map<String, Value> trained = new LinkedHashMap<>();
        for (String name : parameters.trainable()) {
            trained.put(
                    name, trace.parameter(name, parameters.tensors().get(name).shape()));
        }
        return trained;
    }

    /** A trained parameter. */
    public Value parameter(Value near, String name, Shape shape, Initial initial) {
        parameters.require(path + name, shape, initial, true);
        Value other = moved.get(path + name);
        return other != null ? other : near.trace().parameter(path + name, shape);
    }

    /** A statistic that training keeps but doesn't differentiate. */
    public Value statistic(Value near, String name, Shape shape, float initial) {
        parameters.require(path + name, shape, new Initial.Constant(initial), false);
        return near.trace().parameter(path + name, shape);
    }

    /** What a statistic of this scope becomes after a training step. */
    public void update(String name, Value next) {
        if (!again) {
            updates.put(path + name, next);
        }
    }

    /**
     * A shared value that the first application computes and later ones take over. In another trace than the first's it
     * is an input, of the name under which {@link #shared} has the value.
     */
    public Value share(Value near, String name, Supplier<Value> first) {
        String full = SHARED + path + name;
        if (!again) {
            Value value = first.get();
            shared.put(full, value);
            return value;
        }
        Value value = shared.get(full);
        if (value == null) {
            throw new IllegalStateException("the network is applied again before it was applied: " + full);
        }
        return value.trace() == near.trace() ? value : near.trace().input(full, value.type());
    }

    /** What the first application computed for later ones, by the name of the input that stands for it elsewhere. */
    public Map<String, Value> shared() {
        return Collections.unmodifiableMap(shared);
    }

    /** What statistics become, by name. */
    public Map<String, Value> updates() {
        return updates;
    }
}
