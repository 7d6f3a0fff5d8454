package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of training as a graph: mean loss, logits, gradients of all parameters, and updated statistics; and what the
 * optimiser makes of parameters and its state.
 *
 * @param plain the step without its optimiser's
 * @param whole the step with its optimiser's
 */
record StepGraph(Graph plain, Graph whole) {
    static final String X = "x";
    static final String LABEL = "label";
    static final String LOSS = "loss";
    static final String LOGITS = "logits";
    static final String UPDATE = "update:";
    /** What a parameter or state becomes, before its name. */
    static final String NEXT = "next:";
    /** What {@link Optimizer#scalars(double, float[])} writes. */
    static final String SCALARS = "optimizer.scalars";
    /** The sum of the squares of all gradients. */
    static final String SQUARES = "squares";

    /**
     * Traces a step.
     *
     * @param clipped whether gradients may have to be clipped: only then they, and the sum of their squares, are outputs of the
     *     whole step
     */
    static StepGraph of(
            Layer network,
            Objective objective,
            Parameters parameters,
            Examples examples,
            Optimizer optimizer,
            boolean clipped) {
        Trace trace = new Trace();
        Map<String, Value> outputs = outputs(trace, network, objective, parameters, examples);
        Graph plain = trace.graph(outputs);
        List<Value> scalars = scalars(trace, optimizer.scalars());
        Value squares = trace.constant(0f);
        for (String name : parameters.trainable()) {
            Value parameter =
                    trace.parameter(name, parameters.tensors().get(name).shape());
            Value gradient = outputs.get(Gradient.PREFIX + name);
            optimizer
                    .recorded(name, parameter, gradient, scalars)
                    .forEach((become, value) -> outputs.put(NEXT + become, value));
            squares = squares.plus(gradient.times(gradient).flatten().sum());
        }
        for (String output : List.copyOf(outputs.keySet())) {
            if (output.startsWith(UPDATE)) {
                optimizer
                        .followed(output.substring(UPDATE.length()), outputs.get(output), scalars)
                        .forEach((become, value) -> outputs.put(NEXT + become, value));
            }
        }
        if (clipped) {
            outputs.put(SQUARES, squares);
        } else {
            outputs.keySet().removeIf(name -> name.startsWith(Gradient.PREFIX));
        }
        return new StepGraph(plain, trace.graph(outputs));
    }

    /** The step that a device runs: where nothing has to cross, the optimiser's is quicker in place, with the same bits. */
    Graph on(Device device) {
        return device.usesHostMemory() ? plain : whole;
    }

    /** One input, so that all of them are written at once. */
    static List<Value> scalars(Trace trace, int count) {
        Value all = trace.input(SCALARS, Type.shared(Shape.of(count)));
        List<Value> scalars = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            scalars.add(all.slice(0, i, 1).reshape(Shape.scalar()));
        }
        return scalars;
    }

    /** What an objective records; where it can't since the network has too few or too many outputs, that is what is told. */
    private static Objective.Terms terms(Layer network, Objective objective, Scope scope, Value x, Value label) {
        List<Value> given = new ArrayList<>();
        Layer heard = (own, at) -> {
            Value logits = network.apply(own, at);
            given.add(logits);
            return logits;
        };
        try {
            return objective.terms(heard, scope, x, label);
        } catch (IllegalArgumentException e) {
            if (!given.isEmpty()) {
                try {
                    requireClasses(given.getLast(), label);
                } catch (InputException why) {
                    why.addSuppressed(e);
                    throw why;
                }
            }
            throw e;
        }
    }

    private static void requireClasses(Value logits, Value label) {
        if (!logits.shape().equals(label.shape())) {
            throw new InputException("the network gives " + logits.type() + " for "
                    + label.shape().size() + " classes; its last layer must give " + label.type());
        }
    }

    private static Map<String, Value> outputs(
            Trace trace, Layer network, Objective objective, Parameters parameters, Examples examples) {
        Value x = trace.input(X, examples.shape());
        Value label = trace.input(LABEL, Shape.of(examples.classes()));
        Scope scope = Scope.of(parameters, true);
        Objective.Terms terms = terms(network, objective, scope, x, label);
        requireClasses(terms.logits(), label);
        Value mean = terms.loss().batchSum().times(trace.batchSize().reciprocal());
        List<Value> trained = new ArrayList<>();
        for (String name : parameters.trainable()) {
            Value parameter =
                    trace.parameter(name, parameters.tensors().get(name).shape());
            trained.add(terms.weights().getOrDefault(name, parameter));
        }
        List<Value> gradients = Gradient.of(mean, trained);
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(LOSS, mean);
        outputs.put(LOGITS, terms.logits());
        int i = 0;
        for (String name : parameters.trainable()) {
            outputs.put(Gradient.PREFIX + name, gradients.get(i++));
        }
        scope.updates().forEach((name, next) -> outputs.put(UPDATE + name, next));
        return outputs;
    }
}
