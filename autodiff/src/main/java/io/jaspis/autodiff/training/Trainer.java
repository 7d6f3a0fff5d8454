package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The training loop: loss, logits and gradients of a batch are one plan, made once; the optimiser changes the parameters
 * where the plan reads them.
 */
public final class Trainer {
    private static final String X = "x";
    private static final String LABEL = "label";
    private static final String LOSS = "loss";
    private static final String LOGITS = "logits";
    private static final String UPDATE = "update:";

    private final Layer network;
    private final Objective objective;
    private final Optimizer optimizer;
    private final Recipe recipe;
    private final Device device;

    public Trainer(Layer network, Objective objective, Optimizer optimizer, Recipe recipe, Device device) {
        this.network = network;
        this.objective = objective;
        this.optimizer = optimizer;
        this.recipe = recipe;
        this.device = device;
    }

    /** The network with these parameters as constants, from {@code input} to {@code logits}, in use. */
    public static Graph network(Layer network, Parameters parameters, Shape shape) {
        Trace trace = new Trace();
        Value logits = network.apply(Scope.of(parameters, false), trace.input("input", shape));
        return trace.graph(LOGITS, logits).bind(parameters.tensors());
    }

    /**
     * Trains and returns the parameters. Where the recipe names a checkpoint that exists, training goes on from there.
     *
     * @throws IOException when the checkpoint can't be read or written
     */
    public Parameters train(Examples examples, Progress progress) throws IOException {
        if (examples.count() < recipe.batch()) {
            throw new IllegalArgumentException(
                    "a batch of " + recipe.batch() + " needs as many examples, but there are " + examples.count());
        }
        Parameters parameters = new Parameters(recipe.seed());
        Graph graph = step(parameters, examples);
        int first = 0;
        if (recipe.checkpoint().isPresent()) {
            first = Checkpoint.restore(recipe.checkpoint().get(), parameters, optimizer, recipe);
        }
        try (Execution execution = device.load(Plan.of(graph, recipe.batch()), parameters.tensors())) {
            Run run = new Run(execution, parameters, augmented(examples), progress);
            for (int epoch = first; epoch < recipe.epochs() && !progress.stopped(); epoch++) {
                run.epoch(epoch);
                if (recipe.checkpoint().isPresent()) {
                    Checkpoint.write(recipe.checkpoint().get(), parameters, optimizer, recipe, epoch + 1);
                }
            }
        }
        return parameters;
    }

    private Examples augmented(Examples examples) {
        return recipe.shift() == 0 ? examples : new Shifted(examples, recipe.shift(), recipe.seed());
    }

    /** The graph of one step: loss, logits, gradients and updated statistics. */
    private Graph step(Parameters parameters, Examples examples) {
        Trace trace = new Trace();
        Value x = trace.input(X, examples.shape());
        Value label = trace.input(LABEL, Shape.of(examples.classes()));
        objective.controls().keySet().forEach(name -> trace.input(name, Type.shared(Shape.scalar())));
        Scope scope = Scope.of(parameters, true);
        Objective.Terms terms = objective.terms(network, scope, x, label);
        Shape expected = Shape.of(examples.classes());
        if (!terms.logits().shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "the network gives " + terms.logits().type() + " for " + examples.classes()
                            + " classes; its last layer must give " + Type.batched(expected));
        }
        Value mean = terms.loss().batchSum().times(trace.batchSize().reciprocal());
        List<Value> trained = new ArrayList<>();
        for (String name : parameters.trainable()) {
            trained.add(trace.parameter(name, parameters.tensors().get(name).shape()));
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
        return trace.graph(outputs);
    }

    private final class Run {
        private final Execution execution;
        private final Parameters parameters;
        private final Examples examples;
        private final Progress progress;
        private final int steps;
        private final float[] x;
        private final float[] labels;
        private final float[] logits;
        private final float[] loss = new float[1];
        private final Map<String, float[]> gradients = new LinkedHashMap<>();

        Run(Execution execution, Parameters parameters, Examples examples, Progress progress) {
            this.execution = execution;
            this.parameters = parameters;
            this.examples = examples;
            this.progress = progress;
            this.steps = examples.count() / recipe.batch();
            this.x = new float[recipe.batch() * examples.shape().size()];
            this.labels = new float[recipe.batch() * examples.classes()];
            this.logits = new float[labels.length];
            for (String name : parameters.trainable()) {
                gradients.put(
                        name, new float[parameters.tensors().get(name).shape().size()]);
            }
        }

        void epoch(int epoch) {
            long start = System.nanoTime();
            if (examples instanceof Shifted shifted) {
                shifted.epoch(epoch);
            }
            int[] order = order(examples.count(), epoch);
            double total = 0;
            int right = 0;
            for (int step = 0; step < steps; step++) {
                fill(order, step * recipe.batch());
                double progressed = (epoch + (double) step / steps) / recipe.epochs();
                objective
                        .controls()
                        .forEach((name, schedule) -> execution.write(name, (float) schedule.at(progressed)));
                execution.seed(recipe.seed(), ((long) epoch * steps + step) * recipe.batch());
                execution.run();
                execution.read(LOSS, loss, 0);
                if (!Float.isFinite(loss[0])) {
                    throw new ArithmeticException("the loss became " + loss[0] + " in epoch " + (epoch + 1) + ", step "
                            + (step + 1) + "; a smaller learning rate may help");
                }
                total += loss[0];
                execution.read(LOGITS, logits, 0);
                right += right();
                update(recipe.rate().at(progressed));
                progress.step(epoch, step, steps, loss[0]);
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            progress.epoch(epoch, total / steps, (double) right / (steps * recipe.batch()), seconds);
        }

        private void fill(int[] order, int from) {
            java.util.Arrays.fill(labels, 0);
            for (int i = 0; i < recipe.batch(); i++) {
                int index = order[from + i];
                examples.copy(index, x, i * examples.shape().size());
                labels[i * examples.classes() + examples.label(index)] = 1;
            }
            execution.write(X, x, 0);
            execution.write(LABEL, labels, 0);
        }

        private int right() {
            int count = 0;
            int classes = examples.classes();
            for (int i = 0; i < recipe.batch(); i++) {
                int best = 0;
                int label = 0;
                for (int j = 1; j < classes; j++) {
                    best = logits[i * classes + j] > logits[i * classes + best] ? j : best;
                    label = labels[i * classes + j] > 0 ? j : label;
                }
                count += best == label ? 1 : 0;
            }
            return count;
        }

        private void update(double rate) {
            double squares = 0;
            for (Map.Entry<String, float[]> gradient : gradients.entrySet()) {
                execution.read(Gradient.PREFIX + gradient.getKey(), gradient.getValue(), 0);
                for (float g : gradient.getValue()) {
                    squares += (double) g * g;
                }
            }
            double norm = Math.sqrt(squares);
            float shrink = recipe.clip() > 0 && norm > recipe.clip() ? (float) (recipe.clip() / norm) : 1;
            gradients.forEach((name, gradient) -> {
                if (shrink != 1) {
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] *= shrink;
                    }
                }
                optimizer.step(name, parameters.tensors().get(name), gradient, rate);
            });
            optimizer.finishStep();
            execution.plan().graph().outputs().keySet().stream()
                    .filter(name -> name.startsWith(UPDATE))
                    .forEach(name -> {
                        Tensor statistic = parameters.tensors().get(name.substring(UPDATE.length()));
                        execution.read(name, statistic.data(), 0);
                    });
        }
    }

    /** A permutation by Fisher and Yates, from the seed and the epoch's number. */
    private int[] order(int count, int epoch) {
        float[] draws = new float[count];
        Kernels.scalar().randoms().uniform(recipe.seed(), -1L - epoch, 0, count, draws, 0);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = (int) (draws[i] * (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
