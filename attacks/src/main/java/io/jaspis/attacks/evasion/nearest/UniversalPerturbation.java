package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Table;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One perturbation for all examples (Moosavi-Dezfooli, Fawzi, Fawzi &amp; Frossard 2017): of each that it doesn't break yet it
 * takes up what {@link DeepFool} adds from there to break it, where it does, and goes back into the ball; again over all
 * examples in another order, until it breaks as many as are asked for. So what becomes of an example depends on the others
 * too, unlike with other attacks. The paper has L∞ and L2; in L1 the ball is the only thing that differs.
 */
public final class UniversalPerturbation implements Attack {
    private static final long STREAMS = 7L << 56;
    private static final int CANDIDATES = 10;

    private final int epochs;
    private final double share;
    private final int steps;

    /**
     * @param epochs passes over all examples at most, at least 1; the paper's code has no end, others have 10
     * @param share of the examples that is to be broken, from which on it ends: above 0 and at most 1; the paper's code
     *     has 0.8
     * @param steps of DeepFool for each example, at least 1; the paper's code has 10
     */
    public UniversalPerturbation(int epochs, double share, int steps) {
        if (epochs < 1 || !(share > 0) || share > 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "a universal perturbation needs at least one epoch, a share above 0 and at"
                            + " most 1, and at least one step, but got " + epochs + ", " + share + ", " + steps);
        }
        this.epochs = epochs;
        this.share = share;
        this.steps = steps;
    }

    /**
     * A perturbation.
     *
     * @param deviation what is added to each example before it is brought into its own set
     * @param outcomes by the examples' indices, in the order given; of a search that was stopped, of those alone that were broken
     *     by then
     */
    public record Perturbation(float[] deviation, Map<Integer, Outcome> outcomes) {}

    @Override
    public String name() {
        return "universal perturbation";
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("epochs", epochs, "share", share, "steps", steps));
    }

    /** The perturbation is one for all. */
    @Override
    public Company company() {
        return Company.CALL;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        perturbation(problem, indices, seed, budget, stopped).outcomes().forEach(listener::decided);
    }

    /**
     * Finds a perturbation for the examples of these indices; all else as {@link #attack} takes it. An example whose budget is
     * spent leads no further, but the perturbation is tried on it.
     */
    public Perturbation perturbation(
            Problem problem, List<Integer> indices, long seed, Budget budget, BooleanSupplier stopped) {
        DeepFool deepFool = new DeepFool(steps, CANDIDATES);
        Slopes slopes = deepFool.slopes(problem);
        long affordable = budget.gradients() / slopes.slopes().size();
        if (affordable == 0 || indices.isEmpty()) {
            Map<Integer, Outcome> survived = new LinkedHashMap<>();
            indices.forEach(index -> survived.put(index, new Outcome.Survived(Budget.Spent.NOTHING)));
            return new Perturbation(new float[problem.size()], survived);
        }
        try (Table table = new Table(slopes.graph(), problem.device(), 1, Map.of())) {
            return new Search(problem, deepFool, slopes, table, indices, seed, affordable).run(stopped);
        }
    }

    /** One example of many. */
    private static final class Example {
        final int index;
        final int label;
        final int target;
        float[] clean;
        long evaluations;
        Optional<Witness> witness = Optional.empty();
        /** By the perturbation that broke most so far. */
        Optional<Witness> best = Optional.empty();

        Example(Problem problem, int index) {
            this.index = index;
            this.label = problem.examples().label(index);
            this.target = problem.target(index);
        }
    }

    private final class Search {
        private final Problem problem;
        private final Threat free;
        private final DeepFool deepFool;
        private final Slopes slopes;
        private final Table table;
        private final List<Integer> indices;
        private final long seed;
        private final long affordable;
        private final Column x;
        private final Column scores;
        private final float[][] gradients;
        private final Sight sight;
        private final Projection projection;
        private final Verification verification;
        /** How long a deviation of length 1 is in the threat's norm. */
        private final double scale;
        /** In units of {@link Neighbourhood.Unit#RADIUS}. */
        private final float[] deviation;

        private final float[] relaxed;
        private final float[] settled;
        private final float[] candidate;

        Search(
                Problem problem,
                DeepFool deepFool,
                Slopes slopes,
                Table table,
                List<Integer> indices,
                long seed,
                long affordable) {
            this.problem = problem;
            this.free = Neighbourhood.withoutBall(problem).threat();
            this.deepFool = deepFool;
            this.slopes = slopes;
            this.table = table;
            this.indices = indices;
            this.seed = seed;
            this.affordable = affordable;
            this.x = table.input(Method.X);
            this.scores = table.output(Method.SCORES);
            this.gradients = slopes.slopes().stream()
                    .map(name -> table.output(name).elements())
                    .toArray(float[][]::new);
            this.sight = new Sight(problem.classes(), scores.elements(), gradients);
            this.projection = new Projection(problem.threat(), problem.size());
            this.verification = new Verification(problem);
            this.scale = problem.threat().paperUnit();
            this.deviation = new float[problem.size()];
            this.relaxed = new float[problem.size()];
            this.settled = new float[problem.size()];
            this.candidate = new float[problem.size()];
        }

        Perturbation run(BooleanSupplier stopped) {
            List<Example> examples = new ArrayList<>();
            List<Example> kept = new ArrayList<>();
            float[] best = deviation.clone();
            for (int index : indices) {
                Example example = new Example(problem, index);
                if (stopped.getAsBoolean()) {
                    return found(best, examples, true);
                }
                look(example);
                examples.add(example);
                if (example.witness.isEmpty()) {
                    kept.add(example);
                } else {
                    example.best = example.witness;
                }
            }
            long most = -1;
            for (int epoch = 0; epoch < epochs && count(kept) < share * kept.size(); epoch++) {
                for (int place : order(epoch, kept.size())) {
                    if (stopped.getAsBoolean()) {
                        return found(best, examples, true);
                    }
                    lead(kept.get(place), epochs - epoch);
                }
                kept.forEach(this::tryOn);
                long broken = count(kept);
                if (broken > most) {
                    most = broken;
                    System.arraycopy(deviation, 0, best, 0, best.length);
                    kept.forEach(example -> example.best = example.witness);
                }
            }
            return found(best, examples, false);
        }

        /** What the best perturbation so far breaks, and without it what was wrong before. */
        private Perturbation found(float[] best, List<Example> examples, boolean brokenAlone) {
            Map<Integer, Outcome> outcomes = new LinkedHashMap<>();
            for (Example example : examples) {
                if (example.best.isPresent() || !brokenAlone) {
                    outcomes.put(example.index, Outcome.of(example.best, spent(example)));
                }
            }
            for (int i = 0; i < best.length; i++) {
                best[i] *= (float) (problem.threat().unit(i) * scale);
            }
            return new Perturbation(best, outcomes);
        }

        private Budget.Spent spent(Example example) {
            return new Budget.Spent(example.evaluations * slopes.slopes().size(), 0, 0);
        }

        private long count(List<Example> examples) {
            return examples.stream()
                    .filter(example -> example.witness.isPresent())
                    .count();
        }

        /** The examples' order in an epoch, by numbers that belong to it. */
        private int[] order(int epoch, int count) {
            float[] numbers = new float[count];
            Providers.scalar().randoms().uniform(seed, STREAMS | epoch, 0, count, numbers, 0);
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Float.compare(numbers[a], numbers[b]));
            return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
        }

        private void look(Example example) {
            problem.examples().copy(example.index, x.elements(), x.change(0));
            boolean broken = evaluate(example);
            example.clean = Arrays.copyOf(scores.elements(), scores.width());
            if (broken) {
                check(example);
            }
        }

        /** Tries the perturbation on an example. */
        private void tryOn(Example example) {
            example.witness = Optional.empty();
            if (example.evaluations < affordable) {
                settle(example);
                if (evaluate(example)) {
                    check(example);
                }
            }
        }

        /**
         * Takes up what DeepFool adds for an example that isn't broken yet, where that breaks it.
         *
         * @param reserve evaluations that are left to try the perturbation at the end of each epoch
         */
        private void lead(Example example, int reserve) {
            Neighbourhood around = around(example);
            Start start = new Start(
                    around,
                    example.clean,
                    example.label,
                    example.target,
                    Logits.NONE,
                    seed,
                    example.index,
                    0,
                    problem.threat().epsilon() / scale);
            DeepFool.Descent walk = deepFool.begin(start, deviation.clone());
            weigh(walk, example);
            boolean moves = true;
            boolean moved = false;
            boolean broken = false;
            while (moves && example.evaluations + reserve < affordable) {
                // In the range alone: the ball is for what all steps come to.
                around.settle(walk.point, x.elements(), x.change(0));
                broken = evaluate(example);
                around.deviation(x.elements(), x.at(0), settled);
                sight.turn(around, settled, 0, 0, broken);
                moves = walk.advance(sight);
                moved |= moves;
            }
            // Steps that end before the boundary lead nowhere: as in the published code they are left out.
            if (moved && broken) {
                walk.addTo(deviation);
                BallProjection.project(
                        problem.threat().norm(), deviation, problem.threat().epsilon() / scale);
            }
        }

        private void weigh(DeepFool.Descent walk, Example example) {
            for (int k = 0; k < slopes.seeds().size(); k++) {
                Column seeds = table.input(slopes.seeds().get(k));
                int at = seeds.change(0);
                Arrays.fill(seeds.elements(), at, at + seeds.width(), 0);
                walk.weigh(k, seeds.elements(), at);
            }
        }

        /** Made when its turn comes, since of many examples it would be most of what is kept. */
        private Neighbourhood around(Example example) {
            float[] centre = new float[problem.size()];
            problem.examples().copy(example.index, centre, 0);
            return new Neighbourhood(free, centre, Neighbourhood.Unit.RADIUS);
        }

        /** Brings an example to the point of its set at which the perturbation settles. */
        private void settle(Example example) {
            Neighbourhood around = around(example);
            float[] centre = around.centre();
            for (int i = 0; i < relaxed.length; i++) {
                relaxed[i] = (float) (centre[i] + deviation[i] * around.unit(i));
            }
            projection.project(centre, 0, relaxed, 0, x.elements(), x.change(0));
        }

        /** Whether the point in the table is adversarial by its scores. */
        private boolean evaluate(Example example) {
            table.mark(Method.LABEL, 0, example.label);
            table.mark(Method.TARGET, 0, example.target);
            table.run(1);
            example.evaluations++;
            return Logits.broken(scores.elements(), 0, scores.width(), example.label, example.target);
        }

        private void check(Example example) {
            System.arraycopy(x.elements(), x.at(0), candidate, 0, candidate.length);
            example.witness = verification.check(example.index, candidate, name(), example.target);
        }
    }
}
