package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.attacks.search.SplitMix64;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Adaptive auto attack (A3, Liu et al. 2022): thirteen rounds of margin steps, whose starts are driven along weights of the
 * logits that favour one wrong class after the other, and of which the later ever longer ones go to the examples that came
 * nearest to falling.
 *
 * <p>In the paper examples learn from one another: a round goes on with a share of them, those of the smallest margins, and
 * starts take the signs that have worked. That is {@link Settings#together}. Otherwise each example stands alone, so that what
 * becomes of it doesn't hang on the company: it is given up in a round where its smallest margin so far is above that share of
 * its own clean one, and starts take the four combinations of signs in turn.
 */
public final class AdaptiveAutoAttack implements Attack {
    /** Rounds that go on with fewer examples than so many go on with all. */
    private static final int FEWEST = 100;
    /** If so large a share of the examples falls to starts alone, starts are what later rounds spend on. */
    private static final double OFTEN = .05;

    /**
     * The settings.
     *
     * @param rounds of the thirteen, how many are done, at least 1
     * @param together whether examples of one call learn from one another, as in the paper
     */
    public record Settings(int rounds, boolean together) {
        /** All rounds. */
        public static final int ALL = Round.COUNT;

        public Settings {
            if (rounds < 1 || rounds > ALL) {
                throw new IllegalArgumentException("A3 has 1 to " + ALL + " rounds, but got " + rounds);
            }
        }
    }

    private final Settings settings;

    public AdaptiveAutoAttack(Settings settings) {
        this.settings = Objects.requireNonNull(settings);
    }

    @Override
    public String name() {
        return "A3";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("rounds", settings.rounds());
        parameters.put("together", settings.together());
        return parameters;
    }

    @Override
    public Company company() {
        return settings.together() ? Company.CALL : Company.NONE;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        try (Rounds rounds = new Rounds(problem, settings, indices, seed, budget, listener, stopped)) {
            rounds.run();
        }
    }

    /** What is known of an example that hasn't fallen. */
    private static final class Standing {
        private final int index;
        private Budget.Spent spent = Budget.Spent.NOTHING;
        /** Its margin as the loss has it, below 0: how it was, and the nearest to 0 so far. */
        private float clean = Float.NaN;

        private float best = Float.NEGATIVE_INFINITY;
        private float[] weights = new float[0];

        Standing(int index) {
            this.index = index;
        }
    }

    private static final class Rounds implements AutoCloseable {
        private final Problem problem;
        /** Of all runs. */
        private final Verification verification;

        private final Settings settings;
        private final long seed;
        private final Budget budget;
        private final Listener listener;
        private final BooleanSupplier stopped;
        private final Map<Integer, Standing> standing = new TreeMap<>();
        /** Of runs with and without a start along weights: all runs of a kind have one graph, planned once. */
        private final Map<Boolean, Batches> batches = new HashMap<>();

        private final int all;
        private int epoch;
        /** How many were left by the first round, and how many fell to starts alone. */
        private int afterFirst;

        private int byStarts;
        /** Sums of the weights that brought examples to fall: of the class that was reached, and of the label. */
        private double wrong;

        private double right;

        Rounds(
                Problem problem,
                Settings settings,
                List<Integer> indices,
                long seed,
                Budget budget,
                Listener listener,
                BooleanSupplier stopped) {
            this.problem = problem;
            this.verification = new Verification(problem);
            this.settings = settings;
            this.seed = seed;
            this.budget = budget;
            this.listener = listener;
            this.stopped = stopped;
            this.all = indices.size();
            indices.forEach(index -> standing.put(index, new Standing(index)));
        }

        void run() {
            for (int number = 0; number < settings.rounds(); number++) {
                boolean starts = settings.together() && byStarts >= OFTEN * afterFirst && number > 2;
                Round round = Round.of(number, starts);
                boolean few = settings.together() && standing.size() < all * .1;
                double share = few ? 1 : round.share();
                int restarts = round.restarts() + (few ? 10 : 0);
                for (int restart = 0; restart < restarts; restart++) {
                    attack(round, chosen(share));
                    if (stopped.getAsBoolean()) {
                        return;
                    }
                    epoch++;
                }
                afterFirst = number == 0 ? standing.size() : afterFirst;
            }
            standing.values().forEach(each -> listener.decided(each.index, new Outcome.Survived(each.spent)));
        }

        /** Those that a round goes on with. */
        private List<Standing> chosen(double share) {
            if (!settings.together()) {
                return standing.values().stream()
                        .filter(each -> Float.isNaN(each.clean) || share == 1 || each.best >= share * each.clean)
                        .toList();
            }
            int count = Math.min(standing.size(), Math.max(FEWEST, (int) (standing.size() * share)));
            return standing.values().stream()
                    .sorted(Comparator.comparingDouble((Standing each) -> -each.best))
                    .limit(count)
                    .toList();
        }

        /** One run on each of these, those first that may spend the least. */
        private void attack(Round round, List<Standing> chosen) {
            Map<Long, List<Integer>> byBudget = new TreeMap<>();
            for (Standing each : chosen) {
                long left = budget.less(each.spent).gradients();
                if (left > 0) {
                    byBudget.computeIfAbsent(left, _ -> new ArrayList<>()).add(each.index);
                }
            }
            if (byBudget.isEmpty()) {
                return;
            }
            long own = seed + SplitMix64.NEXT * epoch;
            Batches executions = batches.computeIfAbsent(round.diversifying() > 0, this::batches);
            byBudget.forEach((left, indices) -> search(round, own, executions.graph())
                    .on(
                            executions,
                            indices,
                            own,
                            budget.withGradients(left),
                            (index, found, spent) -> ended(round, index, found, spent),
                            stopped));
        }

        private Batches batches(boolean weighted) {
            Graph graph = AscentGraph.of(
                    problem, List.of(GradientLoss.MARGIN), weighted, problem.targeted(), Moves.bySigns(problem));
            return new Batches(graph, problem.device(), problem.batch());
        }

        private Search search(Round round, long own, Graph graph) {
            ScheduledAscent.Settings steps = new ScheduledAscent.Settings(
                    "A3",
                    List.of(GradientLoss.MARGIN),
                    List.of(),
                    new ScheduledAscent.Lengths.Cosine(1, round.steps() <= 10 ? .1 : .001, 1, 1),
                    0,
                    round.diversifying(),
                    round.steps(),
                    1,
                    true);
            Diversity diversity = round.diversifying() == 0 ? Diversity.NONE : new Directed(round, own);
            Method method = new Method(
                    graph,
                    new Budget.Spent(1, 0, 0),
                    table -> new ScheduledStep(problem, steps, diversity, this::seen, table));
            Search.Settings attempts = new Search.Settings(
                    "A3", round.diversifying() + round.steps(), 1, true, problem.targeted() ? problem::target : null);
            return new Search(problem, verification, attempts, method);
        }

        @Override
        public void close() {
            batches.values().forEach(Batches::close);
        }

        private void seen(Attempt attempt, float loss) {
            Standing each = standing.get(attempt.index());
            each.best = Math.max(each.best, Float.isNaN(loss) ? Float.NEGATIVE_INFINITY : loss);
            if (Float.isNaN(each.clean)) {
                each.clean = loss(attempt);
            }
        }

        /** The margin of the example itself, as the loss has it. */
        private static float loss(Attempt attempt) {
            float[] scores = attempt.clean();
            boolean aimed = attempt.target() != Logits.NONE;
            double lead = Logits.lead(scores, 0, scores.length, aimed ? attempt.target() : attempt.label());
            return (float) (aimed ? lead : -lead);
        }

        private void ended(Round round, int index, Optional<Witness> found, Budget.Spent spent) {
            Standing each = standing.get(index);
            each.spent = each.spent.plus(spent);
            if (found.isEmpty()) {
                return;
            }
            Witness witness = found.get();
            if (each.weights.length > 0 && witness.prediction() != Logits.NONE) {
                // The look at the example and the start come before.
                byStarts += spent.gradients() <= round.diversifying() + 2 ? 1 : 0;
                if (round.number() == 1) {
                    wrong += each.weights[witness.prediction()];
                    right += each.weights[problem.examples().label(index)];
                }
            }
            standing.remove(index);
            listener.decided(index, new Outcome.Falsified(witness, each.spent));
        }

        /** Weights that favour one wrong class, another in each run, beside random ones. */
        private final class Directed implements Diversity {
            private final Round round;
            private final long own;
            private final Targets.Likeliest order;

            Directed(Round round, long own) {
                this.round = round;
                this.own = own;
                this.order = new Targets.Likeliest(Math.max(1, round.rivals(problem.classes())));
            }

            @Override
            public int steps() {
                return round.diversifying();
            }

            @Override
            public void weigh(Attempt attempt, float[] weights, int at, int classes) {
                Diversity.draw(own, attempt, weights, at, classes);
                if (round.number() > 1) {
                    float unit = classes / 10f;
                    int label = at + attempt.label();
                    int rival = at + order.of(attempt, epoch % order.count(classes));
                    Round.Signs signs = round.signs(classes, settings.together(), epoch, wrong, right);
                    weights[label] = unit
                            * (float) (signs.lowest() + (signs.highest() - signs.lowest()) * (weights[label] + 1) / 2);
                    weights[rival] = unit * signs.rival();
                }
                Standing each = standing.get(attempt.index());
                each.weights = Arrays.copyOfRange(weights, at, at + classes);
            }
        }
    }
}
