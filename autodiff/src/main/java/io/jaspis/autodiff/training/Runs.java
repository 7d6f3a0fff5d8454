package io.jaspis.autodiff.training;

import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;
import java.util.Optional;
import java.util.function.Function;

/**
 * The run of each epoch: the same one as long as its objective {@linkplain Objective#from is}. Another goes on with the weights and
 * the optimiser's state that the one before has brought to the host at its epoch's end, as after a checkpoint.
 */
final class Runs implements AutoCloseable {
    private final Training training;
    private final Steps whole;
    private final Function<Objective, Steps> planned;

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
    Runs(Training training, Steps whole, Function<Objective, Steps> planned) {
        this.training = training;
        this.whole = whole;
        this.planned = planned;
    }

    /** That of an epoch, from 0, of which the one before is finished. */
    Run of(int epoch) {
        int epochs = training.recipe().epochs();
        Objective asked = whole.objective().from(Run.progress(epoch, 0, 1, epochs));
        if (!asked.equals(objective)) {
            close();
            load(asked.equals(whole.objective()) ? whole : planned.apply(asked));
        }
        return run;
    }

    private void load(Steps steps) {
        Recipe recipe = training.recipe();
        Parameters parameters = training.parameters();
        Device device = training.device();
        updates = new Updates(
                steps.step().on(device), recipe.batch(), recipe.clip(), training.optimizer(), parameters, device);
        search = steps.searched()
                .map(graphs -> new Search(
                        steps.objective().ascent().orElseThrow().steps(), graphs, parameters, recipe.batch(), device))
                .orElse(null);
        run = new Run(training, updates, Optional.ofNullable(search), steps.objective());
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
