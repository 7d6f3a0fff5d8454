package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * The rescaled auto conjugate gradient attack (ReACG, Yamamura et al. 2024, after ACG, Yamamura et al. 2022): conjugate
 * directions in the place of Auto-PGD's gradients with momentum, which leads to other points than these.
 */
public final class ConjugateGradient implements Attack {
    /**
     * The settings.
     *
     * @param loss whose gradients are combined; {@link GradientLoss#MARGIN} and {@link GradientLoss#LEAD} give them in their
     *     own length, which those of other losses are a multiple of
     * @param steps of each run, at least 1
     * @param restarts runs for each example, or for each of its targets, at least 1
     * @param randomStart whether a run starts anywhere in the ball, else at the example
     * @param targets what runs aim at; where the problem wants certain classes, those take their place
     */
    public record Settings(
            String name, GradientLoss loss, int steps, int restarts, boolean randomStart, Targets targets) {
        public Settings {
            Objects.requireNonNull(name);
            Objects.requireNonNull(loss);
            Objects.requireNonNull(targets);
            if (steps < 1 || restarts < 1) {
                throw new IllegalArgumentException(
                        "ReACG needs at least one step and one restart, but got " + steps + " and " + restarts);
            }
            if (restarts > 1 && !randomStart) {
                throw new IllegalArgumentException(
                        "without a random start all " + restarts + " attempts would be the same: ask for one");
            }
        }
    }

    private final Settings settings;

    public ConjugateGradient(Settings settings) {
        this.settings = settings;
    }

    /** Away from the label, along the margin, from random starts. */
    public static ConjugateGradient untargeted(int steps, int restarts) {
        return new ConjugateGradient(new Settings("ReACG", GradientLoss.MARGIN, steps, restarts, true, Targets.NONE));
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("loss", settings.loss().text());
        parameters.put("steps", settings.steps());
        parameters.put("restarts", settings.restarts());
        return parameters;
    }

    /** @throws IllegalArgumentException where the loss needs more classes than there are */
    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Aims aims = new Aims(problem, settings.targets(), settings.restarts());
        aims.require(settings.loss());
        Search.Settings attempts = aims.search(settings.name(), settings.steps(), settings.randomStart());
        new Search(problem, attempts, method(problem, aims))
                .run(indices, seed, budget, Outcome.toldTo(listener), stopped);
    }

    Method method(Problem problem, Aims aims) {
        Graph graph = AscentGraph.of(problem, settings.loss(), aims.any(), false);
        return new Method(
                graph, new Budget.Spent(1, 0, 0), table -> new ConjugateStep(problem, aims, settings.steps(), table));
    }
}
