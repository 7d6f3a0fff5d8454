package io.jaspis.attacks.evasion.adaptive;

import io.jaspis.attacks.Direction;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.RandomStart;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Projected gradient descent through a defence: along the mean gradient over several draws of its noise (expectation over
 * transformation: Athalye, Engstrom, Ilyas &amp; Kwok 2018), with a stand-in where the defence has no slope (BPDA: Athalye,
 * Carlini &amp; Wagner 2018). Noise follows from the seed, the example, the restart and the step; what is found of an example
 * doesn't depend on the others.
 *
 * <p>A point counts as broken where the model is wrong on it more often than not, by many evaluations and a bound; so does an
 * example itself, at distance 0. Without noise in the defence all evaluations are alike, and one would do as well.
 */
public final class AdaptiveDescent {
    private static final String GRADIENT = "gradient";

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
     * @param evaluations by which a point is judged, at least 1; more than five are needed for any certainty of 95 %
     * @param alpha how probable a wrong judgement of a point may be
     */
    public record Settings(
            Loss loss, int steps, double stepSize, int restarts, int draws, int evaluations, double alpha) {
        public Settings {
            Objects.requireNonNull(loss);
            if (steps < 1 || restarts < 1 || draws < 1 || evaluations < 1 || !(stepSize > 0)) {
                throw new IllegalArgumentException(
                        "an attack needs at least one step, restart, draw and evaluation and a"
                                + " positive step size, but got %d, %d, %d, %d and %s"
                                        .formatted(steps, restarts, draws, evaluations, stepSize));
            }
            if (!(alpha > 0 && alpha < 1)) {
                throw new IllegalArgumentException("alpha must be above 0 and below 1, but is " + alpha);
            }
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
        int rows = Math.max(Batches.FEWEST_ROWS, settings.draws());
        int judges = Math.max(Batches.FEWEST_ROWS, settings.evaluations());
        try (Execution ascent = problem.device().load(Plan.of(ascent(), rows));
                Execution scores = problem.device().load(Plan.of(scores(), judges))) {
            return indices.stream()
                    .takeWhile(_ -> !stopped.getAsBoolean())
                    .map(index -> new Descent(index, seed, ascent, scores).result())
                    .toList();
        }
    }

    private Graph scores() {
        Trace trace = new Trace();
        Value x = trace.input(Method.X, shape());
        return trace.graph(
                List.of(x), Map.of(Method.SCORES, behind(defence.forward().apply(x))));
    }

    /** The mean over the draws is taken of the rows: each has noise of its own. */
    private Graph ascent() {
        Trace trace = new Trace();
        Value x = trace.input(Method.X, shape());
        Value label = trace.input(Method.LABEL, Shape.of(problem.classes()));
        Value seen = defence.forward().apply(x);
        Value logits = behind(seen);
        // A source of its own: where gradients would go on from here, the stand-in has its turn.
        Value upward = problem.targeted()
                ? settings.loss().targetedAscent(logits, label, trace.input(Method.TARGET, Shape.of(problem.classes())))
                : settings.loss().ascent(logits, label);
        Value atSeen = Gradient.of(logits, upward, List.of(seen)).getFirst();
        Value standIn = defence.backward().apply(x);
        Value gradient =
                standIn == x ? atSeen : Gradient.of(standIn, atSeen, List.of(x)).getFirst();
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(Method.SCORES, logits);
        outputs.put(GRADIENT, gradient);
        return trace.graph(List.of(x), outputs);
    }

    private Shape shape() {
        Graph network = problem.scores();
        return network.input(network.onlyInput()).shape();
    }

    private Value behind(Value seen) {
        Graph network = problem.scores();
        return seen.trace()
                .inline(network, Map.of(network.onlyInput(), seen))
                .get(network.onlyOutput())
                .flatten();
    }

    /** The descent from one example. */
    private final class Descent {
        private static final long JUDGING = 1L << 62;
        private static final long CONFIRMING = 1L << 61;

        private final int index;
        private final long seed;
        private final Execution ascent;
        private final Execution scores;
        private final int size = problem.size();
        private final float[] centre = new float[size];
        private final float[] x = new float[size];
        private final float[] gradient = new float[size];
        private final float[] rows;
        private final Direction direction = new Direction(problem.threat(), size);
        private final Projection projection = new Projection(problem.threat(), size);
        private long gradients;
        private long queries;
        private float[] best;
        private Majority judged;

        Descent(int index, long seed, Execution ascent, Execution scores) {
            this.index = index;
            this.seed = seed;
            this.ascent = ascent;
            this.scores = scores;
            this.rows = new float[Math.max(ascent.plan().batch(), scores.plan().batch()) * size];
            problem.examples().copy(index, centre, 0);
        }

        Result result() {
            System.arraycopy(centre, 0, x, 0, size);
            judge(0);
            for (int restart = 0; restart < settings.restarts() && !judged.mostlyWrong(); restart++) {
                attempt(restart);
            }
            // Of several points the one that looked worst was kept, perhaps by luck: it is judged anew, which nothing
            // chose.
            Majority confirmed = evaluate(best, CONFIRMING);
            return new Result(
                    index,
                    best,
                    problem.threat().distance(centre, 0, best, 0, size),
                    confirmed,
                    new Budget.Spent(gradients, queries, 0));
        }

        /** Judges what draws say is broken, and the last point whatever they say. */
        private void attempt(int restart) {
            System.arraycopy(centre, 0, x, 0, size);
            if (restart > 0) {
                new RandomStart(problem.threat(), size).move(seed, index, restart, x, 0);
                projection.project(centre, 0, x, 0);
            }
            long first = (long) restart * (settings.steps() + 1);
            for (int step = 0; step < settings.steps(); step++) {
                if (look(first + step)) {
                    judge(first + step + 1);
                    if (judged.mostlyWrong()) {
                        return;
                    }
                }
                step();
                projection.project(centre, 0, x, 0);
            }
            judge(first + settings.steps() + 1);
        }

        /** Takes the mean gradient at x; returns whether most of the draws are wrong there. */
        private boolean look(long draw) {
            int batch = ascent.plan().batch();
            spread(x, ascent, noise(draw));
            oneHot(Method.LABEL, problem.examples().label(index), batch);
            if (problem.targeted()) {
                oneHot(Method.TARGET, problem.target(index), batch);
            }
            ascent.run();
            gradients += settings.draws();
            float[] slopes = ascent.read(GRADIENT);
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (int row = 0; row < settings.draws(); row++) {
                    float slope = slopes[row * size + i];
                    sum += Float.isNaN(slope) ? 0 : slope;
                }
                gradient[i] = (float) (sum / settings.draws());
            }
            return 2 * wrong(ascent.read(Method.SCORES), settings.draws()) > settings.draws();
        }

        private void step() {
            direction.step(
                    gradient, x, 0, settings.stepSize() * problem.threat().epsilon());
        }

        /** Judges x, and keeps it where the model is wrong more often than on what was kept. */
        private void judge(long number) {
            Majority majority = evaluate(x, JUDGING | number);
            if (judged == null || majority.wrong() > judged.wrong()) {
                judged = majority;
                best = x.clone();
            }
        }

        private Majority evaluate(float[] point, long draw) {
            spread(point, scores, noise(draw));
            scores.run();
            queries += settings.evaluations();
            int wrong = wrong(scores.read(Method.SCORES), settings.evaluations());
            return new Majority(wrong, settings.evaluations(), settings.alpha());
        }

        /** Noise of its own for each example and draw; the mixing is that of splitmix64 (Steele, Lea & Flood 2014). */
        private long noise(long draw) {
            long mixed = seed + 0x9E3779B97F4A7C15L * (index + 1L) + 0xD1B54A32D192ED03L * (draw + 1);
            mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
            return mixed ^ mixed >>> 31;
        }

        private void spread(float[] point, Execution execution, long noise) {
            int batch = execution.plan().batch();
            for (int row = 0; row < batch; row++) {
                System.arraycopy(point, 0, rows, row * size, size);
            }
            execution.seed(noise, 0);
            execution.write(Method.X, rows, 0, 0, batch);
        }

        private void oneHot(String input, int hot, int batch) {
            if (!ascent.plan().graph().inputs().containsKey(input)) {
                return;
            }
            float[] all = new float[batch * problem.classes()];
            for (int row = 0; row < batch; row++) {
                all[row * problem.classes() + hot] = 1;
            }
            ascent.write(input, all, 0, 0, batch);
        }

        private int wrong(float[] all, int count) {
            int classes = problem.classes();
            int label = problem.examples().label(index);
            int target = problem.target(index);
            int wrong = 0;
            for (int row = 0; row < count; row++) {
                wrong += Logits.broken(all, row * classes, classes, label, target) ? 1 : 0;
            }
            return wrong;
        }
    }
}
