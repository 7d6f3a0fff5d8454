package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An attack that walks from each example by itself, attempt by attempt. */
abstract class MinimumNorm implements NearestAttack {

    /** What is computed of each point. */
    abstract Slopes slopes(Problem problem);

    /** How many attempts each example gets, at least 1. */
    abstract int attempts(Problem problem);

    /** The class that an untargeted attempt goes after alone; {@link Logits#NONE} where it may be any. */
    int aim(int attempt, int[] rivals) {
        return Logits.NONE;
    }

    /** Begins an attempt. */
    abstract Walk begin(Start start);

    /** What deviations are counted in. */
    Neighbourhood.Unit unit() {
        return Neighbourhood.Unit.RADIUS;
    }

    /** By what one adversarial point is better than another: the smaller. */
    double length(Problem problem, float[] centre, float[] points, int at) {
        return measure(problem).distance(problem.threat(), centre, 0, points, at, centre.length);
    }

    @Override
    public final void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Slopes slopes = slopes(problem);
        NearestSearch.run(
                problem,
                settings(slopes, true, seed, budget),
                indices,
                trial -> listener.decided(trial.index, Outcome.of(trial.witness, spent(slopes, trial))),
                stopped);
    }

    @Override
    public final void nearest(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            NearestListener listener,
            BooleanSupplier stopped) {
        Slopes slopes = slopes(problem);
        NearestSearch.run(
                problem,
                settings(slopes, false, seed, budget),
                indices,
                trial -> listener.decided(
                        trial.index, new Nearest(trial.witness, distance(problem, trial), spent(slopes, trial))),
                stopped);
    }

    private NearestSearch.Settings settings(Slopes slopes, boolean inSet, long seed, Budget budget) {
        long affordable = budget.gradients() / slopes.slopes().size();
        return new NearestSearch.Settings(this, slopes, inSet, seed, affordable);
    }

    private double distance(Problem problem, Trial trial) {
        return trial.witness
                .map(Witness::x)
                .map(x -> measure(problem).distance(problem.threat(), trial.around.centre(), 0, x, 0, x.length))
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static Budget.Spent spent(Slopes slopes, Trial trial) {
        return new Budget.Spent(trial.evaluations * slopes.slopes().size(), 0, 0);
    }
}
