package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Auto-PGD (Croce &amp; Hein 2020, section 3; in L1 Croce &amp; Hein 2021, section 3): steps with momentum whose length begins
 * at 2ε and is halved where the loss stops to rise, going on from the best point. In L1 it is sparse steps, as sparse as the
 * best point is.
 *
 * <p>Without a random start it begins at the example. One that is misclassified to begin with is falsified at distance 0.
 *
 * <p>Steps are those of the paper on pictures, each in units of a channel's radius. Over tables and levels a relaxed point
 * takes them, and the allowed point at which it settles is evaluated.
 */
public final class AutoPgd implements Attack {
    /**
     * The settings.
     *
     * @param steps of each run, at least 1
     * @param restarts runs for each example, or for each of its targets, at least 1
     * @param randomStart whether a run starts anywhere in the ball, else at the example; without it one restart is enough, and in L1
     *     one coordinate moves, as in the published code
     * @param targets what runs aim at; where the problem wants certain classes, those take their place
     * @param shrinking in L1 whether a run begins in a ball of three times the radius, and goes on in one of twice it and at
     *     last in its own, with 3, 3 and 4 tenths of the steps (Croce &amp; Hein 2021, section 3.4); in other norms nothing
     */
    public record Settings(
            String name,
            GradientLoss loss,
            int steps,
            int restarts,
            boolean randomStart,
            Targets targets,
            boolean shrinking) {
        public Settings {
            Objects.requireNonNull(name);
            Objects.requireNonNull(loss);
            Objects.requireNonNull(targets);
            if (steps < 1 || restarts < 1) {
                throw new IllegalArgumentException(
                        "APGD needs at least one step and one restart, but got " + steps + " and " + restarts);
            }
            if (restarts > 1 && !randomStart) {
                throw new IllegalArgumentException(
                        "without a random start all " + restarts + " attempts would be the same: ask for one");
            }
        }

        /** The same under another name. */
        public Settings named(String other) {
            return new Settings(other, loss, steps, restarts, randomStart, targets, shrinking);
        }

        /** The same with other targets. */
        public Settings withTargets(Targets other) {
            return new Settings(name, loss, steps, restarts, randomStart, other, shrinking);
        }
    }

    private final Settings settings;

    public AutoPgd(Settings settings) {
        this.settings = settings;
    }

    /** Away from the label, as AutoAttack has it: random starts, and in L1 a ball that shrinks. */
    public static AutoPgd untargeted(GradientLoss loss, int steps, int restarts) {
        String name = "APGD-" + loss.text();
        return new AutoPgd(new Settings(name, loss, steps, restarts, true, Targets.NONE, true));
    }

    /**
     * By the targeted difference of logits ratio towards each of so many wrong classes, one run each, as AutoAttack has it.
     *
     * @param classes of the network; with fewer than four the {@link GradientLoss#MARGIN} takes the ratio's place
     */
    public static AutoPgd targeted(int targets, int classes, int steps) {
        GradientLoss loss = GradientLoss.DIFFERENCE_OF_LOGITS_RATIO.orMargin(classes, true);
        return new AutoPgd(new Settings("APGD-T", loss, steps, 1, true, new Targets.Likeliest(targets), true));
    }

    /**
     * By the lead of each of so many wrong classes over the label (minimum margin, Gao et al. 2022): MM3 with 3 targets of 20
     * steps, MM+ with 9 of 100.
     */
    public static AutoPgd minimumMargin(int targets, int steps) {
        return new AutoPgd(new Settings("MM", GradientLoss.LEAD, steps, 1, true, new Targets.Likeliest(targets), true));
    }

    @Override
    public String name() {
        return settings.name();
    }

    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("loss", settings.loss().text());
        parameters.put("steps", settings.steps());
        parameters.put("restarts", settings.restarts());
        if (settings.targets() instanceof Targets.Likeliest(int most)) {
            parameters.put("targets", most);
        }
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
        ShrinkingBall ball = new ShrinkingBall(settings.steps(), settings.shrinking() && SparseStep.suits(problem));
        Search.Settings attempts = aims.search(settings.name(), ball.moves(), settings.randomStart());
        new Search(problem, attempts, method(problem, aims, ball, seed))
                .run(indices, seed, budget, Outcome.toldTo(listener), stopped);
    }

    /**
     * The steps of one run in the problem's own ball, for who evaluates its points otherwise than a search does: the outputs
     * {@link AscentGraph#LOSS} and {@link AscentGraph#ASCENT} of the table have what was found of the point. Where
     * {@linkplain #bySigns the sign is enough}, the latter has to be one.
     *
     * @param steps of the run, at least 1
     * @param seed of the run's start in L1
     */
    public static Step steps(Problem problem, int steps, long seed, Table table) {
        return step(problem, new Aims(problem, Targets.NONE, 1), new ShrinkingBall(steps, false), true, seed, table);
    }

    /** Whether steps want the sign of each slope alone, 0 for none. */
    public static boolean bySigns(Problem problem) {
        return Moves.bySigns(problem);
    }

    private static Step step(
            Problem problem, Aims aims, ShrinkingBall ball, boolean randomStart, long seed, Table table) {
        return SparseStep.suits(problem)
                ? new SparseStep(problem, aims, ball, randomStart, seed, table)
                : new MomentumStep(problem, aims, ball.moves(), table);
    }

    Method method(Problem problem, Aims aims, ShrinkingBall ball, long seed) {
        Graph graph = AscentGraph.of(problem, settings.loss(), aims.any(), Moves.bySigns(problem));
        return new Method(
                graph,
                new Budget.Spent(1, 0, 0),
                table -> step(problem, aims, ball, settings.randomStart(), seed, table));
    }
}
