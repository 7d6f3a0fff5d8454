package io.jaspis.autodiff.training;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;
import java.util.Optional;
import java.util.function.Function;

/**
 * The run of each epoch: the same one as long as its objective {@linkplain Objective#from is}. Another goes on with the weights and
 * the optimiser's state that the one before has brought to the host at its epoch's end, as after a checkpoint.
 */
final class Runs implements AutoCloseable {
    private final Steps whole;
    private final Function<Objective, Steps> planned;
    private final Optimizer optimizer;
    private final Recipe recipe;
    private final Parameters parameters;
    private final Examples examples;
    private final Progress progress;
    private final Device device;

    /** Of the run below; null where there is none. */
    private Objective objective;

    private Run run;
    private Updates updates;
    /** Null where the run searches for no points. */
    private Search search;

    /**
     * No run yet.
     *
     * @param whole the steps of the objective from the beginning of training
     * @param planned the steps of what it is later
     */
    Runs(
            Steps whole,
            Function<Objective, Steps> planned,
            Optimizer optimizer,
            Recipe recipe,
            Parameters parameters,
            Examples examples,
            Progress progress,
            Device device) {
        this.whole = whole;
        this.planned = planned;
        this.optimizer = optimizer;
        this.recipe = recipe;
        this.parameters = parameters;
        this.examples = examples;
        this.progress = progress;
        this.device = device;
    }

    /** That of an epoch, from 0, of which the one before is finished. */
    Run of(int epoch) {
        Objective asked = whole.objective().from(Run.progress(epoch, 0, 1, recipe.epochs()));
        if (!asked.equals(objective)) {
            close();
            load(asked.equals(whole.objective()) ? whole : planned.apply(asked));
        }
        return run;
    }

    private void load(Steps steps) {
        updates = new Updates(steps.step().on(device), recipe.batch(), recipe.clip(), optimizer, parameters, device);
        search = steps.searched()
                .map(graphs -> new Search(
                        steps.objective().ascent().orElseThrow().steps(), graphs, parameters, recipe.batch(), device))
                .orElse(null);
        run = new Run(updates, Optional.ofNullable(search), steps.objective(), recipe, parameters, examples, progress);
        objective = steps.objective();
    }

    @Override
    public void close() {
        try (var _ = updates;
                var _ = search) {
            updates = null;
            search = null;
            objective = null;
        }
    }
}
