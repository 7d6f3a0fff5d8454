package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.LossGraph;
import io.jaspis.attacks.search.Method;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Mesoscopic almost linearity targeting (MALT, Melamed, Yehudai &amp; Shamir 2024): were the network linear, the nearest wrong
 * classes would be those of the smallest lead of the label over the length of its gradient. These are attacked, the nearest
 * first, by {@link AutoPgd} with the targeted difference of logits ratio.
 */
public final class Malt implements Attack {
    /** Of so many wrong classes at least, those of the largest logits, scores are computed. */
    private static final int CANDIDATES = 100;

    private final int targets;
    private final int steps;

    /**
     * @param targets how many classes are attacked, at least 1
     * @param steps for each, at least 1
     */
    public Malt(int targets, int steps) {
        if (targets < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "MALT needs at least one target and one step, but got " + targets + " and " + steps);
        }
        this.targets = targets;
        this.steps = steps;
    }

    @Override
    public String name() {
        return "MALT";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("targets", targets);
        parameters.put("steps", steps);
        return parameters;
    }

    private static int candidates(int classes, int targets) {
        return Math.min(Math.max(CANDIDATES, targets), classes - 1);
    }

    /**
     * Attacks as {@link AutoPgd} does. The order of targets costs for each example its scores once, and of each candidate the
     * gradient; with a budget that has no more, targets are taken by their logits. A problem that wants certain classes needs no
     * order either.
     */
    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        AutoPgd attack = AutoPgd.targeted(targets, problem.classes(), steps);
        AutoPgd.Settings named = attack.settings().named(name());
        int candidates = candidates(problem.classes(), targets);
        long cost = 1L + candidates;
        if (problem.targeted() || budget.gradients() <= cost) {
            new AutoPgd(named).attack(problem, indices, seed, budget, listener, stopped);
            return;
        }
        Map<Integer, int[]> orders = orders(problem, indices, candidates, stopped);
        List<Integer> ordered = indices.stream().filter(orders::containsKey).toList();
        Budget.Spent spent = new Budget.Spent(cost, 0, 0);
        new AutoPgd(named.withTargets(new Targets.Listed(targets, orders::get)))
                .attack(
                        problem,
                        ordered,
                        seed,
                        budget.less(spent),
                        (index, outcome) -> listener.decided(index, outcome.after(spent)),
                        stopped);
    }

    /**
     * The wrong classes of examples, the nearest first: all, or those of the 100 largest logits.
     *
     * @param stopped asked now and then; once true, the rest is left out
     * @return by the index of the example
     */
    public static Map<Integer, int[]> orders(Problem problem, List<Integer> indices, BooleanSupplier stopped) {
        return orders(problem, indices, candidates(problem.classes(), 1), stopped);
    }

    private static Map<Integer, int[]> orders(
            Problem problem, List<Integer> indices, int candidates, BooleanSupplier stopped) {
        Map<Integer, int[]> orders = new HashMap<>();
        int together = Math.max(1, problem.batch() / candidates);
        Graph graph = AscentGraph.of(problem, GradientLoss.LEAD, true, false);
        try (Batches scores = new Batches(problem.scores(), problem.device(), together);
                Batches slopes = new Batches(graph, problem.device(), Math.max(problem.batch(), 1))) {
            for (int from = 0; from < indices.size() && !stopped.getAsBoolean(); from += together) {
                List<Integer> some = indices.subList(from, Math.min(indices.size(), from + together));
                new Rows(problem, some, candidates).order(scores, slopes, orders);
            }
        }
        return orders;
    }

    /** Some examples, and a row for each of their candidates. */
    private record Rows(Problem problem, List<Integer> examples, int candidates) {

        void order(Batches scores, Batches slopes, Map<Integer, int[]> orders) {
            int size = problem.size();
            int classes = problem.classes();
            float[] x = new float[examples.size() * size];
            for (int i = 0; i < examples.size(); i++) {
                problem.examples().copy(examples.get(i), x, i * size);
            }
            Graph network = problem.scores();
            float[] logits =
                    scores.run(examples.size(), Map.of(network.onlyInput(), x)).get(network.onlyOutput());
            int[][] wrong = new int[examples.size()][];
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] = largest(logits, i * classes, label(i));
            }
            float[] gradients = gradients(x, wrong, slopes);
            for (int i = 0; i < wrong.length; i++) {
                orders.put(examples.get(i), nearest(i, wrong[i], logits, gradients));
            }
        }

        private int label(int i) {
            return problem.examples().label(examples.get(i));
        }

        /** The candidates of the largest logits, what is no number behind. */
        private int[] largest(float[] logits, int at, int label) {
            return IntStream.range(0, problem.classes())
                    .filter(j -> j != label)
                    .boxed()
                    .sorted(Comparator.comparingDouble(
                            j -> Float.isNaN(logits[at + j]) ? Double.POSITIVE_INFINITY : -(double) logits[at + j]))
                    .limit(candidates)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        private float[] gradients(float[] x, int[][] wrong, Batches slopes) {
            int size = problem.size();
            int classes = problem.classes();
            int rows = wrong.length * candidates;
            float[] points = new float[rows * size];
            float[] labels = new float[rows * classes];
            float[] targets = new float[rows * classes];
            for (int row = 0; row < rows; row++) {
                int i = row / candidates;
                System.arraycopy(x, i * size, points, row * size, size);
                labels[row * classes + label(i)] = 1;
                targets[row * classes + wrong[i][row % candidates]] = 1;
            }
            Map<String, float[]> inputs = LossGraph.inputsOf(
                    slopes.graph(), Map.of(Method.X, points, Method.LABEL, labels, AscentGraph.AIM, targets));
            return slopes.run(rows, inputs).get(AscentGraph.ASCENT);
        }

        private int[] nearest(int i, int[] wrong, float[] logits, float[] gradients) {
            double[] scores = new double[wrong.length];
            int at = i * problem.classes();
            for (int j = 0; j < wrong.length; j++) {
                double lead = (double) logits[at + label(i)] - logits[at + wrong[j]];
                double length = dual(problem.threat(), gradients, (i * candidates + j) * problem.size());
                double score = lead / length;
                // What no step could reach comes last.
                scores[j] = length > 0 && !Double.isNaN(score) ? score : Double.POSITIVE_INFINITY;
            }
            return IntStream.range(0, wrong.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(j -> scores[j]))
                    .mapToInt(j -> wrong[j])
                    .toArray();
        }

        /** By how much a step of length 1 changes a linear function: the norm of its gradient that is dual to the threat's. */
        private double dual(Threat threat, float[] gradient, int at) {
            double sum = 0;
            for (int i = 0; i < problem.size(); i++) {
                double slope = Math.abs(gradient[at + i] * threat.unit(i));
                sum = switch (threat.norm()) {
                    case LINF -> sum + slope;
                    case L2 -> sum + slope * slope;
                    case L1 -> Math.max(sum, slope);
                };
            }
            return threat.norm() == Norm.L2 ? Math.sqrt(sum) : sum;
        }
    }
}
