package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.attacks.Loss;
import io.jaspis.attacks.RelaxedMove;
import io.jaspis.attacks.evasion.gradient.AscentGraph;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.RandomStart;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Majority;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Projected gradient descent through a defence: along the mean over several draws of its noise of the way up in the loss, which
 * counts each draw alike however large its logits ({@link Loss#ascent}; expectation over transformation: Athalye, Engstrom,
 * Ilyas &amp; Kwok 2018), with a stand-in where the defence has no slope (BPDA: Athalye, Carlini &amp; Wagner 2018). Noise
 * follows from the seed, the example, the restart and the step; what is found of an example doesn't depend on the others.
 *
 * <p>A point counts as broken where the model is wrong on it more often than not, by many evaluations and a bound; so does an
 * example itself, at distance 0. Without noise in the defence all evaluations are alike.
 */
public final class AdaptiveDescent {
    private final Problem problem;
    private final Defence defence;
    private final Settings settings;

    /**
     * How much work goes in.
     *
     * @param steps of each attempt, at least 1
     * @param stepSize the length of a step as a fraction of ε, above 0
     * @param restarts attempts for each example, each from anywhere in the ball but the first, at least 1
     * @param draws of noise for each gradient, at least 1
     * @param evaluations by which a point is judged; as many as can show a majority
     * @param alpha how probable a wrong judgement of a point may be, above 0 and below 1
     */
    public record Settings(
            Loss loss, int steps, double stepSize, int restarts, int draws, int evaluations, double alpha) {
        public Settings {
            Objects.requireNonNull(loss);
            if (steps < 1 || restarts < 1 || draws < 1 || !(stepSize > 0)) {
                throw new IllegalArgumentException(
                        "an attack needs at least one step, restart and draw and a positive step size, but got %s, %s, %s and %s"
                                .formatted(steps, restarts, draws, stepSize));
            }
            OracleProblem.Noise.require(evaluations, alpha);
        }
    }

    /**
     * What was found of an example.
     *
     * @param x the point that the model was wrong on most often, of those that were judged; allowed by the threat
     * @param distance to the example, in the threat's norm
     * @param judged how often it is, by evaluations that had no part in its choice
     * @param spent gradients of the draws, and queries of the evaluations
     */
    public record Result(int index, float[] x, double distance, Majority judged, Budget.Spent spent) {
        /** Whether the model is wrong on the point more often than not, but for the settings' alpha. */
        public boolean broken() {
            return judged.mostlyWrong();
        }
    }

    /** @param problem of the network behind the defence; what is aimed at is its target, where it has one */
    public AdaptiveDescent(Problem problem, Defence defence, Settings settings) {
        this.problem = Objects.requireNonNull(problem);
        this.defence = Objects.requireNonNull(defence);
        this.settings = Objects.requireNonNull(settings);
    }

    /**
     * Attacks the examples of these indices.
     *
     * @param seed of all chance
     * @param stopped asked before each example; once true, the rest is left out
     */
    public List<Result> attack(List<Integer> indices, long seed, BooleanSupplier stopped) {
        Defended defended = new Defended(problem, defence);
        Graph ascent = defended.ascent(
                (logits, label, target) -> target == null
                        ? settings.loss().ascent(logits, label)
                        : settings.loss().targetedAscent(logits, label, target),
                Optional.empty());
        RandomStart start = new RandomStart(problem.threat(), problem.size());
        try (Draws slopes = new Draws(problem, ascent, settings.draws());
                Draws scores = new Draws(problem, defended.scores(), settings.evaluations())) {
            return indices.stream()
                    .takeWhile(_ -> !stopped.getAsBoolean())
                    .map(index -> new Descent(index, seed, start, slopes, scores).result())
                    .toList();
        }
    }

    /** The descent from one example. */
    private final class Descent {
        private final int index;
        private final long seed;
        private final RandomStart start;
        private final Draws slopes;
        private final Jury jury;
        private final int size = problem.size();
        private final float[] x = new float[size];
        private final float[] relaxed = new float[size];
        private final float[] gradient = new float[size];
        private final RelaxedMove move =
                RelaxedMove.of(problem, settings.stepSize() * problem.threat().epsilon());
        private final Projection projection = new Projection(problem.threat(), size);
        private long gradients;

        Descent(int index, long seed, RandomStart start, Draws slopes, Draws scores) {
            this.index = index;
            this.seed = seed;
            this.start = start;
            this.slopes = slopes;
            this.jury = new Jury(problem, scores, settings.alpha(), index, seed);
            slopes.begin(index);
        }

        Result result() {
            for (int restart = 0; restart < settings.restarts() && !jury.broken(); restart++) {
                attempt(restart);
            }
            return jury.result(gradients);
        }

        /** Has what draws say is broken judged, and the last point whatever they say. */
        private void attempt(int restart) {
            System.arraycopy(jury.centre(), 0, x, 0, size);
            if (restart > 0) {
                start.move(seed, index, restart, x, 0);
                projection.project(jury.centre(), 0, x, 0);
            }
            System.arraycopy(x, 0, relaxed, 0, size);
            long first = (long) restart * (settings.steps() + 1);
            for (int step = 0; step < settings.steps(); step++) {
                if (look(first + step)) {
                    jury.judge(x, 0, first + step + 1);
                    if (jury.broken()) {
                        return;
                    }
                }
                move.go(gradient, 0, jury.centre(), 0, relaxed, 0, x, 0);
            }
            jury.judge(x, 0, first + settings.steps() + 1);
        }

        /** Takes the mean gradient at x; returns whether most of the draws are wrong there. */
        private boolean look(long draw) {
            slopes.evaluate(x, 0, Draws.noise(seed, index, draw));
            gradients += slopes.count();
            slopes.mean(AscentGraph.ASCENT, gradient, 0);
            return slopes.mostlyWrong();
        }
    }
}
