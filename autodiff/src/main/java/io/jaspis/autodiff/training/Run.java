package io.jaspis.autodiff.training;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Execution;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A training run under way: its plans, its buffers, and one epoch after the other. */
final class Run {
    private final Updates updates;
    private final Execution execution;
    private final Optional<Search> search;
    private final Objective objective;
    private final Recipe recipe;
    private final Parameters parameters;
    private final Examples examples;
    private final Progress progress;
    private final int steps;
    private final float[] x;
    private final float[] labels;
    private final float[] logits;
    private final float[] loss = new float[1];
    /** All inputs of a step but the points that a search finds. */
    private final Map<String, float[]> inputs = new HashMap<>();

    Run(Training training, Updates updates, Optional<Search> search, Objective objective) {
        this.updates = updates;
        this.execution = updates.execution();
        this.search = search;
        this.objective = objective;
        this.recipe = training.recipe();
        this.parameters = training.parameters();
        this.examples = training.examples();
        this.progress = training.progress();
        this.steps = examples.count() / recipe.batch();
        this.x = new float[recipe.batch() * examples.shape().size()];
        this.labels = new float[recipe.batch() * examples.classes()];
        this.logits = new float[labels.length];
        inputs.put(StepGraph.X, x);
        inputs.put(StepGraph.LABEL, labels);
        objective.controls().keySet().forEach(name -> inputs.put(name, new float[1]));
    }

    /** The fraction of training before this step. */
    static double progress(int epoch, int step, int steps, int epochs) {
        return (epoch + (double) step / steps) / epochs;
    }

    /**
     * Trains for an epoch; false where it was stopped on the way.
     *
     * @throws DivergenceException when the loss, an output or at the end a weight isn't finite
     */
    boolean epoch(int epoch) {
        long start = System.nanoTime();
        if (examples instanceof Augmented augmented) {
            augmented.epoch(epoch);
        }
        int[] order = Order.of(examples.count(), recipe.seed(), epoch);
        double total = 0;
        int right = 0;
        for (int step = 0; step < steps; step++) {
            double progressed = progress(epoch, step, steps, recipe.epochs());
            fill(order, step * recipe.batch());
            objective.controls().forEach((name, schedule) -> inputs.get(name)[0] = (float) schedule.at(progressed));
            double rate = recipe.rate().at(progressed);
            run(((long) epoch * steps + step) * recipe.batch(), rate);
            execution.read(StepGraph.LOSS, loss, 0);
            if (!Float.isFinite(loss[0])) {
                throw diverged("the loss", loss[0], epoch, step);
            }
            total += loss[0];
            execution.read(StepGraph.LOGITS, logits, 0);
            // A loss of bounds or of attacked points can be finite where these outputs aren't.
            for (float logit : logits) {
                if (!Float.isFinite(logit)) {
                    throw diverged("an output of the network", logit, epoch, step);
                }
            }
            right += right();
            updates.apply(rate);
            search.ifPresent(ascent -> ascent.take(updates));
            progress.step(epoch, step, steps, loss[0]);
            if (step + 1 < steps && progress.stopped()) {
                updates.settle();
                requireFinite(epoch, step);
                return false;
            }
        }
        updates.settle();
        requireFinite(epoch, steps - 1);
        double seconds = (System.nanoTime() - start) * 1e-9;
        progress.epoch(epoch, total / steps, (double) right / (steps * recipe.batch()), seconds);
        return true;
    }

    private static DivergenceException diverged(String what, float value, int epoch, int step) {
        return new DivergenceException("%s became %s in epoch %s, step %s; a smaller learning rate may help"
                .formatted(what, value, epoch + 1, step + 1));
    }

    /** Weights too: a step may spoil those that the next loss, or no loss, depends on. */
    private void requireFinite(int epoch, int step) {
        parameters.tensors().forEach((name, tensor) -> {
            for (float weight : tensor.data()) {
                if (!Float.isFinite(weight)) {
                    throw diverged("a weight of " + name, weight, epoch, step);
                }
            }
        });
    }

    /** Loss and gradients, at the points that the search finds where there is one. */
    private void run(long firstExample, double rate) {
        search.ifPresent(ascent -> ascent.run(inputs, recipe.seed(), firstExample, execution));
        inputs.forEach((name, values) -> {
            if (execution.plan().graph().inputs().containsKey(name)) {
                execution.write(name, values, 0);
            }
        });
        execution.seed(recipe.seed(), firstExample);
        updates.run(rate);
    }

    private void fill(int[] order, int from) {
        Arrays.fill(labels, 0);
        for (int i = 0; i < recipe.batch(); i++) {
            int index = order[from + i];
            examples.copy(index, x, i * examples.shape().size());
            labels[i * examples.classes() + examples.label(index)] = 1;
        }
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
}
