package io.jaspis.autodiff.layers;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a layer is traced: what its parameters are called, and whether for training or for use. */
public final class Scope {
    private final Parameters parameters;
    private final boolean training;
    private final String path;
    private final Map<String, Value> updates;

    private Scope(Parameters parameters, boolean training, String path, Map<String, Value> updates) {
        this.parameters = parameters;
        this.training = training;
        this.path = path;
        this.updates = updates;
    }

    public static Scope of(Parameters parameters, boolean training) {
        return new Scope(parameters, training, "", new LinkedHashMap<>());
    }

    /** Whether the trace is of a training step, with batch statistics. */
    public boolean training() {
        return training;
    }

    /** The scope of a part of this one. */
    public Scope in(String part) {
        return new Scope(parameters, training, path + part + ".", updates);
    }

    /** A trained parameter. */
    public Value parameter(Value near, String name, Shape shape, Initial initial) {
        parameters.require(path + name, shape, initial, true);
        return near.trace().parameter(path + name, shape);
    }

    /** A statistic that training keeps but doesn't differentiate. */
    public Value statistic(Value near, String name, Shape shape, float initial) {
        parameters.require(path + name, shape, new Initial.Constant(initial), false);
        return near.trace().parameter(path + name, shape);
    }

    /** What a statistic of this scope becomes after a training step. */
    public void update(String name, Value next) {
        updates.put(path + name, next);
    }

    /** What statistics become, by name. */
    public Map<String, Value> updates() {
        return updates;
    }
}
