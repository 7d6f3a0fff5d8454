package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The training loop: loss, logits and gradients of a batch are one plan, made once, and so are the moves of an inner
 * maximisation; weights stay on the device, and come to the parameters at the end of each epoch.
 *
 * <p>It may train again, and gives the same weights each time: it begins with those of its recipe's seed, or of its checkpoint, and
 * without what its optimiser keeps of an earlier training. Trainers that share an optimiser can't train at once.
 */
public final class Trainer {
    /** More than a share of all epochs is rounded, in epochs. */
    private static final double ROUNDING = 1e-9;

    private final Layer network;
    private final Objective objective;
    private final Optimizer optimizer;
    private final Recipe recipe;
    private final Optional<Validation> validation;
    private final Device device;

    public Trainer(Layer network, Objective objective, Optimizer optimizer, Recipe recipe, Device device) {
        this(network, objective, optimizer, recipe, Optional.empty(), device);
    }

    public Trainer(
            Layer network,
            Objective objective,
            Optimizer optimizer,
            Recipe recipe,
            Optional<Validation> validation,
            Device device) {
        this.network = Objects.requireNonNull(network);
        this.objective = Objects.requireNonNull(objective);
        this.optimizer = Objects.requireNonNull(optimizer);
        this.recipe = Objects.requireNonNull(recipe);
        this.validation = Objects.requireNonNull(validation);
        this.device = Objects.requireNonNull(device);
    }

    /** The network with these parameters as constants, from {@code input} to {@code logits}, in use. */
    public static Graph network(Layer network, Parameters parameters, Shape shape) {
        Trace trace = new Trace();
        Value logits = network.apply(Scope.of(parameters, false), trace.input("input", shape));
        return trace.graph(StepGraph.LOGITS, logits).bind(parameters.tensors());
    }

    /**
     * Trains and returns the parameters, or what the optimiser has for use in their place. Where the recipe names a checkpoint that exists, training goes on from there.
     *
     * @throws IllegalArgumentException when the objective {@linkplain Objective#requireMatch isn't made} for the examples
     * @throws IOException when the checkpoint can't be read, or {@linkplain Progress#unkept not written}
     * @throws DivergenceException when a loss, an output or a weight is no finite number any more; it has the last weights
     *     that were
     */
    public Parameters train(Examples examples, Progress progress) throws IOException {
        if (examples.count() < recipe.batch()) {
            throw new InputException(
                    "a batch of " + recipe.batch() + " needs as many examples, but there are " + examples.count());
        }
        objective.requireMatch(examples);
        // What an earlier training left would give other weights for the same seed.
        optimizer.restore(Map.of());
        Parameters parameters = new Parameters(recipe.seed());
        StepGraph step = StepGraph.of(network, objective, parameters, examples, optimizer, recipe.clip() > 0);
        // A loss in which the points never count has no use for a search.
        Optional<Ascent> ascent =
                objective.ascent().filter(_ -> step.plain().inputs().containsKey(Ascent.POINT));
        Optional<Search.Graphs> searched =
                ascent.map(search -> Search.Graphs.of(search, network, parameters, examples));
        List<Graph> graphs = new ArrayList<>(List.of(step.plain()));
        searched.ifPresent(search -> graphs.addAll(List.of(search.start(), search.move())));
        String identity = recipe.checkpoint().isEmpty()
                ? ""
                : RunIdentity.of(graphs, objective, optimizer, recipe, validation, examples);
        Best best = new Best();
        Snapshot last = new Snapshot();
        int first = 0;
        if (recipe.checkpoint().isPresent()) {
            first = Checkpoint.restore(recipe.checkpoint().get(), identity, parameters, optimizer, best, recipe);
        }
        if (first > 0) {
            last.take(first - 1, optimizer.used(parameters));
        }
        progress.started(first, best.snapshot().epoch() + 1);
        Examples augmented = recipe.augmentation().isNone()
                ? examples
                : new Augmented(examples, recipe.augmentation(), recipe.seed());
        try (Updates updates =
                        new Updates(step.on(device), recipe.batch(), recipe.clip(), optimizer, parameters, device);
                Search search = searched.isEmpty()
                        ? null
                        : new Search(ascent.get().steps(), searched.get(), parameters, recipe.batch(), device)) {
            Run run = new Run(updates, Optional.ofNullable(search), objective, recipe, parameters, augmented, progress);
            for (int epoch = first; epoch < recipe.epochs() && !ended(best, epoch) && !progress.stopped(); epoch++) {
                if (!run.epoch(epoch)) {
                    break;
                }
                Parameters used = optimizer.used(parameters);
                last.take(epoch, used);
                score(epoch, best, used, examples.shape(), progress);
                if (recipe.checkpoint().isPresent()) {
                    keep(recipe.checkpoint().get(), identity, parameters, best, epoch, progress);
                }
            }
        } catch (DivergenceException e) {
            Snapshot kept = kept(best, last);
            throw kept.exists() ? e.keeping(kept.applied(optimizer.used(parameters)), kept.epoch()) : e;
        }
        return kept(best, last).applied(optimizer.used(parameters));
    }

    private void keep(Path checkpoint, String identity, Parameters parameters, Best best, int epoch, Progress progress)
            throws IOException {
        try {
            Checkpoint.write(checkpoint, identity, parameters, optimizer, best, recipe, epoch + 1);
        } catch (IOException e) {
            progress.unkept(epoch, e);
        }
    }

    /** What training ends with, however it ends: the best epoch where there is one, else the last that is whole. */
    private static Snapshot kept(Best best, Snapshot last) {
        return best.snapshot().exists() ? best.snapshot() : last;
    }

    private void score(int epoch, Best best, Parameters parameters, Shape shape, Progress progress) {
        if (validation.isEmpty()) {
            return;
        }
        // Of the epoch in which the ramp ends, no step was at its end. What is written in decimals may be a rounding
        // above an epoch.
        boolean counts = epoch + ROUNDING >= validation.get().from() * recipe.epochs() || epoch + 1 == recipe.epochs();
        Validation.Score score = validation.get().scoring().of(network(network, parameters, shape), counts);
        boolean better = counts && best.offer(epoch, score, parameters);
        progress.scored(epoch, (float) score.value(), better);
    }

    /** Whether the patience is at its end before this epoch, or the score has fallen too far. */
    private boolean ended(Best best, int epoch) {
        return validation.isPresent()
                && best.snapshot().exists()
                && (epoch - best.standing().risen() > validation.get().patience()
                        || best.fallen() >= validation.get().fall());
    }
}
