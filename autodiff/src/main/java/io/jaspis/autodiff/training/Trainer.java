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
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The training loop: loss, logits and gradients of a batch are one plan, made once for as long as the objective
 * {@linkplain Objective#from is one}, and so are the moves of an inner maximisation; weights stay on the device, and come to the parameters at the end of each epoch.
 *
 * <p>It may train again, and gives the same weights each time: it begins with those of its recipe's seed, or of its checkpoint, and
 * without what its optimiser keeps of an earlier training. Trainers that share an optimiser can't train at once.
 */
public final class Trainer {
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
     * @throws DeviceLossException when the device fails; it has the weights of the epochs before
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
        Steps whole = steps(objective, parameters, examples);
        String identity = recipe.checkpoint().isEmpty()
                ? ""
                : RunIdentity.of(whole.graphs(), objective, optimizer, recipe, validation, examples);
        State state = new State(identity, parameters, new Best(), new Snapshot(), examples.shape(), progress);
        Checkpoint.Reached reached = restored(whole, state);
        int first = reached.epochs();
        if (first > 0) {
            state.last().take(first - 1, optimizer.used(parameters));
        }
        progress.started(first, state.best().snapshot().epoch() + 1);
        Examples augmented = recipe.augmentation().isNone()
                ? examples
                : new Augmented(examples, recipe.augmentation(), recipe.seed());
        Training training = new Training(optimizer, recipe, parameters, augmented, progress, device);
        try (Runs runs = new Runs(training, whole, later -> steps(later, parameters, examples))) {
            goOn(runs, reached, state);
        } catch (DivergenceException e) {
            Snapshot kept = state.kept();
            throw kept.exists() ? e.keeping(kept.applied(optimizer.used(parameters)), kept.epoch()) : e;
        } catch (DeviceException e) {
            Snapshot kept = state.kept();
            Parameters left = kept.exists() ? kept.applied(optimizer.used(parameters)) : null;
            throw new DeviceLossException(e, left, kept.epoch());
        }
        return state.kept().applied(optimizer.used(parameters));
    }

    /** Takes back what the recipe's checkpoint holds, where it names one that exists. */
    private Checkpoint.Reached restored(Steps whole, State state) throws IOException {
        if (recipe.checkpoint().isEmpty()) {
            return Checkpoint.Reached.NOTHING;
        }
        return Checkpoint.restore(
                recipe.checkpoint().get(),
                state.identity(),
                state.parameters(),
                optimizer,
                whole.states(optimizer),
                state.best(),
                recipe);
    }

    /** Trains for the epochs that are left, until it is to end. */
    private void goOn(Runs runs, Checkpoint.Reached reached, State state) throws IOException {
        int first = reached.epochs();
        // The score decides what is kept, so an epoch that was kept before it had one gets it first.
        boolean scored = reached.scored() || finish(first - 1, state);
        for (int epoch = first; scored && goesOn(epoch, state); epoch++) {
            if (!runs.of(epoch).epoch(epoch)) {
                break;
            }
            state.last().take(epoch, optimizer.used(state.parameters()));
            scored = finish(epoch, state);
        }
    }

    private Steps steps(Objective towards, Parameters parameters, Examples examples) {
        return Steps.of(network, towards, parameters, examples, optimizer, recipe.clip() > 0);
    }

    /**
     * What a training has come to.
     *
     * @param identity of the run, where it has a checkpoint
     * @param last the last epoch that is whole
     * @param shape of an example
     */
    private record State(
            String identity, Parameters parameters, Best best, Snapshot last, Shape shape, Progress progress) {
        /** What training ends with, however it ends: the best epoch where there is one, else the last that is whole. */
        private Snapshot kept() {
            return best.snapshot().exists() ? best.snapshot() : last;
        }
    }

    private boolean goesOn(int epoch, State state) {
        return epoch < recipe.epochs()
                && !ended(state.best(), epoch)
                && !state.progress().stopped();
    }

    /**
     * Scores an epoch and keeps it in the checkpoint, where there are such; false where measuring was stopped. The epoch is kept
     * also where it came to no score.
     */
    private boolean finish(int epoch, State state) throws IOException {
        boolean scored = validation.isEmpty();
        try {
            scored = scored || score(epoch, state);
        } finally {
            if (recipe.checkpoint().isPresent()) {
                keep(recipe.checkpoint().get(), new Checkpoint.Reached(epoch + 1, scored), state);
            }
        }
        return scored;
    }

    private void keep(Path checkpoint, Checkpoint.Reached reached, State state) throws IOException {
        try {
            Checkpoint.write(
                    checkpoint, state.identity(), state.parameters(), optimizer, state.best(), recipe, reached);
        } catch (IOException e) {
            state.progress().unkept(reached.epochs() - 1, e);
        }
    }

    private boolean score(int epoch, State state) {
        Validation measured = validation.get();
        Parameters used = optimizer.used(state.parameters());
        boolean counts = epoch >= Validation.first(measured.from(), recipe.epochs());
        Validation.Score score;
        try {
            score = measured.scoring().of(network(network, used, state.shape()), counts, state.progress()::stopped);
        } catch (CancellationException _) {
            return false;
        }
        boolean better = counts && state.best().offer(epoch, score, used);
        state.progress().scored(epoch, (float) score.value(), better);
        return true;
    }

    /** Whether the patience is at its end before this epoch, or the score has fallen too far. */
    private boolean ended(Best best, int epoch) {
        return validation.isPresent()
                && best.snapshot().exists()
                && (epoch - best.standing().risen() > validation.get().patience()
                        || best.fallen() >= validation.get().fall());
    }
}
