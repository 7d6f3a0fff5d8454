package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.evasion.gradient.AscentGraph;
import io.jaspis.attacks.evasion.gradient.AutoPgd;
import io.jaspis.attacks.evasion.gradient.GradientLoss;
import io.jaspis.attacks.evasion.gradient.Targets;
import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.RandomStart;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * AutoAttack's version {@code rand} (Croce &amp; Hein 2020; the settings are those of their code)
 * through a defence: Auto-PGD of 100 steps from one random start with the cross-entropy, then with the difference of logits
 * ratio on what is left, each step along the mean gradient over 20 draws of the defence's noise (EOT). With too few classes
 * the margin takes the ratio's place. As in that code the loss by which points are compared is that of the last draw.
 *
 * <p>A defence without noise has one draw, and where it has no slope, its stand-in has one (BPDA: Athalye, Carlini &amp;
 * Wagner 2018). For no defence at all, the attack {@code autoattack-rand} has the same steps.
 *
 * <p>The authors count one wrong answer as a success. Here a point counts as broken where the model is wrong on it more often
 * than not, by many evaluations and a bound; so does an example itself, at distance 0.
 */
public final class AutoAttackRand {
    /** Draws for each gradient, where there is noise. */
    public static final int DRAWS = 20;

    /** Steps of each run. */
    public static final int STEPS = 100;

    private final Problem problem;
    private final Defended defended;
    private final int evaluations;
    private final double alpha;

    /**
     * @param problem of the network behind the defence; what is aimed at is its target, where it has one
     * @param evaluations by which a point is judged; as many as can show a majority
     * @param alpha how probable a wrong judgement of a point may be, above 0 and below 1
     */
    public AutoAttackRand(Problem problem, Defence defence, int evaluations, double alpha) {
        this.problem = problem;
        this.defended = new Defended(Objects.requireNonNull(problem), Objects.requireNonNull(defence));
        this.evaluations = evaluations;
        this.alpha = alpha;
        OracleProblem.Noise.require(evaluations, alpha);
    }

    /**
     * Attacks the examples of these indices.
     *
     * @param seed of all chance
     * @param stopped asked before each example; once true, the rest is left out
     */
    public List<AdaptiveDescent.Result> attack(List<Integer> indices, long seed, BooleanSupplier stopped) {
        int draws = defended.random() ? DRAWS : 1;
        List<Long> seeds = AttackSeeds.of(seed, withoutNoise(problem));
        try (Runs crossEntropy = new Runs(Loss.CROSS_ENTROPY, draws, seeds.get(0));
                Runs ratio = new Runs(ratio(), draws, seeds.get(1));
                Draws scores = new Draws(problem, defended.scores(), evaluations)) {
            return indices.stream()
                    .takeWhile(_ -> !stopped.getAsBoolean())
                    .map(index -> result(index, seed, List.of(crossEntropy, ratio), scores))
                    .toList();
        }
    }

    /** The same runs where there is neither defence nor noise: the parts of {@code autoattack-rand}. */
    public static List<Attack> withoutNoise(Problem problem) {
        return List.of(
                run(GradientLoss.CROSS_ENTROPY),
                run(GradientLoss.DIFFERENCE_OF_LOGITS_RATIO.orMargin(problem.classes(), problem.targeted())));
    }

    private static Attack run(GradientLoss loss) {
        AutoPgd.Settings settings =
                new AutoPgd.Settings("APGD-" + loss.text(), loss, STEPS, 1, true, Targets.NONE, false);
        return new AutoPgd(settings);
    }

    private Loss ratio() {
        int fewest = GradientLoss.DIFFERENCE_OF_LOGITS_RATIO.fewestClasses(problem.targeted());
        return problem.classes() < fewest ? Loss.MARGIN : Loss.DIFFERENCE_OF_LOGITS_RATIO;
    }

    private AdaptiveDescent.Result result(int index, long seed, List<Runs> attacks, Draws scores) {
        Jury jury = new Jury(problem, scores, alpha, index, seed);
        long gradients = 0;
        for (int place = 0; place < attacks.size() && !jury.broken(); place++) {
            gradients += attacks.get(place).run(index, jury, (long) place * (STEPS + 1));
        }
        return jury.result(gradients);
    }

    private static Value value(Loss loss, Value logits, Value label, Value target) {
        return target == null ? loss.untargeted(logits, label) : loss.targeted(logits, label, target);
    }

    /** The runs with one loss, example after example. */
    private final class Runs implements AutoCloseable {
        private final long seed;
        private final Draws slopes;
        private final Table table;
        private final Column x;
        private final Column loss;
        private final Column ascent;
        private final Step step;
        private final RandomStart start = new RandomStart(problem.threat(), problem.size());
        private final Projection projection = new Projection(problem.threat(), problem.size());
        private final boolean bySigns = AutoPgd.bySigns(problem);

        Runs(Loss loss, int draws, long seed) {
            // The gradient itself: in a mean over draws it counts how large each is.
            Graph graph = defended.ascent(
                    (logits, label, target) -> Gradient.of(value(loss, logits, label, target), List.of(logits))
                            .getFirst(),
                    Optional.of((logits, label, target) -> value(loss, logits, label, target)));
            this.seed = seed;
            this.slopes = new Draws(problem, graph, draws);
            this.table = new Table(graph, problem.device(), 1, Map.of());
            this.x = table.input(Method.X);
            this.loss = table.output(AscentGraph.LOSS);
            this.ascent = table.output(AscentGraph.ASCENT);
            this.step = AutoPgd.steps(problem, STEPS, seed, table);
        }

        /**
         * Has what draws say is broken judged, and the last point whatever they say.
         *
         * @param first the number of draws and judgements before
         * @return the gradients that it took
         */
        long run(int index, Jury jury, long first) {
            Attempt attempt = Attempt.of(index, problem.examples().label(index), problem.target(index));
            System.arraycopy(jury.centre(), 0, x.elements(), x.change(0), x.width());
            start.move(seed, index, 0, x.elements(), x.at(0));
            projection.project(jury.centre(), 0, x.elements(), x.at(0));
            slopes.begin(index);
            step.begin(0, attempt);
            for (int move = 0; move < STEPS; move++) {
                if (look(index, move)) {
                    jury.judge(x.elements(), x.at(0), first + move + 1);
                    if (jury.broken()) {
                        return (move + 1L) * slopes.count();
                    }
                }
                step.move(0, attempt);
                attempt.countMove();
            }
            jury.judge(x.elements(), x.at(0), first + STEPS + 1);
            return (long) STEPS * slopes.count();
        }

        /** Takes the mean gradient at the point; returns whether most of the draws are wrong there. */
        private boolean look(int index, int move) {
            slopes.evaluate(x.elements(), x.at(0), Draws.noise(seed, index, move));
            slopes.mean(AscentGraph.ASCENT, ascent.elements(), ascent.at(0));
            if (bySigns) {
                for (int i = ascent.at(0); i < ascent.at(0) + ascent.width(); i++) {
                    ascent.elements()[i] = Math.signum(ascent.elements()[i]);
                }
            }
            loss.elements()[loss.at(0)] = slopes.last(AscentGraph.LOSS);
            return slopes.mostlyWrong();
        }

        @Override
        public void close() {
            table.close();
            slopes.close();
        }
    }
}
