package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A step of training on its device, and what it does to the weights. They stay there from step to step, and so does the
 * optimiser's state. On a device in the host's own memory, where that saves nothing, the optimiser steps in place instead.
 *
 * <p>Gradients are clipped by their norm in double. Where the device's sum of squares leaves no doubt, whatever its rounding
 * may have taken away, that this changes nothing, the device goes on alone; other steps are made here, of gradients that come
 * here and with weights and state that go back. Both give the same bits.
 */
final class Updates implements AutoCloseable {
    /** More than what rounding takes of a sum of squares in double. */
    private static final double SLACK = 1 + 1e-6;

    private static final double UNIT = 0x1p-24;

    private final Execution execution;
    private final Optimizer optimizer;
    private final Parameters parameters;
    private final double clip;
    private final Map<String, float[]> gradients = new LinkedHashMap<>();
    /** What weights and state become. */
    private final Map<String, String> recorded;
    /** What statistics become. */
    private final Map<String, String> statistics;

    /** What statistics have become, where the optimiser follows them. */
    private final Map<String, Tensor> followed = new LinkedHashMap<>();

    private final float[] squares = new float[1];
    private final float[] scalars;

    /** @param graph a step of {@link StepGraph}, with its optimiser's or without */
    Updates(Graph graph, int batch, double clip, Optimizer optimizer, Parameters parameters, Device device) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        this.clip = clip;
        this.scalars = new float[optimizer.scalars()];
        this.recorded = named(StepGraph.NEXT, graph);
        this.statistics = named(StepGraph.UPDATE, graph);
        if (optimizer.follows()) {
            statistics
                    .values()
                    .forEach(name -> followed.put(
                            name, Tensor.zeros(parameters.tensors().get(name).shape())));
        }
        Map<String, String> carried = new LinkedHashMap<>(statistics);
        if (clip == 0) {
            carried.putAll(recorded);
        }
        carried.values().retainAll(graph.parameters().keySet());
        this.execution = device.load(Plan.carrying(graph, batch, carried), tensors(graph));
        for (String name : clip > 0 || recorded.isEmpty() ? parameters.trainable() : Set.<String>of()) {
            gradients.put(name, new float[parameters.tensors().get(name).shape().size()]);
        }
    }

    /** The outputs whose name begins like this, each with the rest of its name. */
    private static Map<String, String> named(String prefix, Graph graph) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String output : graph.outputs().keySet()) {
            if (output.startsWith(prefix)) {
                found.put(output, output.substring(prefix.length()));
            }
        }
        return found;
    }

    /** Weights, statistics, and the optimiser's state, of which nothing is there before the first step. */
    private Map<String, Tensor> tensors(Graph graph) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
        graph.parameters().forEach((name, value) -> {
            if (name.startsWith(Optimizer.STATE)) {
                Tensor state = optimizer.state().get(name.substring(Optimizer.STATE.length()));
                tensors.put(name, state == null ? Tensor.zeros(value.shape()) : state);
            }
        });
        return tensors;
    }

    Execution execution() {
        return execution;
    }

    /** Computes a step whose inputs are written. */
    void run(double learningRate) {
        if (!recorded.isEmpty()) {
            optimizer.scalars(learningRate, scalars);
            execution.write(StepGraph.SCALARS, scalars, 0);
        }
        execution.run();
    }

    /** Has the weights become what the step makes of them, for the next one. */
    void apply(double learningRate) {
        if (recorded.isEmpty()) {
            step(learningRate);
            optimizer.finishStep();
            parameters.trainable().forEach(this::bringOver);
            return;
        }
        if (clip > 0 && !surelyWithin()) {
            settle();
            step(learningRate);
            optimizer.finishStep();
            bringOver();
            return;
        }
        if (clip > 0) {
            execution.hand(recorded, execution);
        }
        optimizer.finishStep();
    }

    /** Whether the norm of all gradients is at most the largest allowed, whatever the sum's rounding took away. */
    private boolean surelyWithin() {
        execution.read(StepGraph.SQUARES, squares, 0);
        double roundings = (2.0 + parameters.count() + parameters.trainable().size()) * UNIT;
        double most = squares[0] / (1 - roundings) + parameters.count() * (double) Float.MIN_VALUE;
        return roundings < 0.5 && most * SLACK < clip * clip;
    }

    private void bringOver(String parameter) {
        if (execution.plan().graph().parameters().containsKey(parameter)) {
            execution.write(parameter, parameters.tensors().get(parameter).data(), 0);
        }
    }

    /** Makes a step here, of the gradients of the last run, clipped where they may have to be. */
    private void step(double learningRate) {
        double sum = 0;
        for (Map.Entry<String, float[]> gradient : gradients.entrySet()) {
            execution.read(Gradient.PREFIX + gradient.getKey(), gradient.getValue(), 0);
            if (clip > 0) {
                for (float g : gradient.getValue()) {
                    sum += (double) g * g;
                }
            }
        }
        double norm = Math.sqrt(sum);
        float shrink = clip > 0 && norm > clip ? (float) (clip / norm) : 1;
        gradients.forEach((name, gradient) -> {
            if (shrink != 1) {
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] *= shrink;
                }
            }
            optimizer.step(name, parameters.tensors().get(name), gradient, learningRate);
        });
        followed.forEach((name, statistic) -> {
            execution.read(StepGraph.UPDATE + name, statistic.data(), 0);
            optimizer.follow(name, statistic);
        });
    }

    /** Writes weights and state as they are here to the device. */
    private void bringOver() {
        Map<String, Tensor> state = optimizer.state();
        for (String name : recorded.values()) {
            Tensor tensor = name.startsWith(Optimizer.STATE)
                    ? state.get(name.substring(Optimizer.STATE.length()))
                    : parameters.tensors().get(name);
            execution.write(name, tensor.data(), 0);
        }
    }

    /** Brings what has stayed on the device to the parameters' tensors and to the optimiser; after a step. */
    void settle() {
        statistics.forEach((update, name) ->
                execution.read(update, parameters.tensors().get(name).data(), 0));
        if (recorded.isEmpty()) {
            return;
        }
        Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
        for (String name : recorded.values()) {
            if (name.startsWith(Optimizer.STATE)) {
                Tensor tensor = Tensor.zeros(execution.plan().readable(name).shape());
                state.put(name.substring(Optimizer.STATE.length()), tensor);
                execution.read(name, tensor.data(), 0);
            } else {
                execution.read(name, parameters.tensors().get(name).data(), 0);
            }
        }
        optimizer.restore(state);
    }

    /** Has another execution on the device go on with these weights and statistics. */
    void hand(Execution other) {
        Map<String, String> handed = new LinkedHashMap<>();
        for (String name : other.plan().graph().parameters().keySet()) {
            String update = StepGraph.UPDATE + name;
            if (statistics.containsKey(update)) {
                handed.put(update, name);
            } else if (execution.plan().graph().parameters().containsKey(name)) {
                handed.put(name, name);
            } else {
                other.write(name, parameters.tensors().get(name).data(), 0);
            }
        }
        execution.hand(handed, other);
    }

    @Override
    public void close() {
        execution.close();
    }
}
