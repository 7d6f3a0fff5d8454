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
import java.util.stream.Stream;

/**
 * Gradient ascent whose steps and losses are settled before it begins: the basic iterative method (Kurakin, Goodfellow &amp;
 * Bengio 2017), with momentum MI-FGSM (Dong et al. 2018), the probability margin attack (PMA, Xie et al. 2025), losses one
 * after the other, and starts that go wherever the outputs lead (ODI, Tashiro, Song &amp; Ermon 2020).
 */
public final class ScheduledAscent implements Attack {
    /**
     * The settings.
     *
     * @param losses what a run increases, one after the other, each for an equal part of the steps
     * @param others what every second run increases in their place; empty where all are alike
     * @param lengths of the steps
     * @param momentum by what share of itself the sum of the gradients so far counts beside the next (MI-FGSM), each gradient
     *     over its L1 norm; 0 where each stands alone
     * @param diversifying steps of ε before each run, along random weights of the logits (ODI)
     * @param steps of each run, at least 1, those aside
     * @param restarts runs for each example, at least 1
     * @param randomStart whether a run starts anywhere in the ball, else at the example
     */
    public record Settings(
            String name,
            List<GradientLoss> losses,
            List<GradientLoss> others,
            Lengths lengths,
            double momentum,
            int diversifying,
            int steps,
            int restarts,
            boolean randomStart) {
        public Settings {
            Objects.requireNonNull(name);
            Objects.requireNonNull(lengths);
            losses = List.copyOf(losses);
            others = List.copyOf(others);
            if (losses.isEmpty()) {
                throw new IllegalArgumentException("an attack increases at least one loss, but none is given");
            }
            if (steps < 1 || restarts < 1 || diversifying < 0 || !(momentum >= 0) || Double.isInfinite(momentum)) {
                throw new IllegalArgumentException(
                        "an attack needs at least one step and one restart, and a momentum of" + " at least 0, but got "
                                + steps + ", " + restarts + ", " + momentum);
            }
            if (restarts > 1 && !randomStart && diversifying == 0 && others.isEmpty()) {
                throw new IllegalArgumentException(
                        "without a random start all " + restarts + " attempts would be the same: ask for one");
            }
        }

        /** The loss of a step. */
        GradientLoss loss(int restart, int step) {
            List<GradientLoss> those = others.isEmpty() || restart % 2 == 0 ? losses : others;
            return those.get((int) Math.min((long) step * those.size() / steps, those.size() - 1));
        }

        /** The losses that there are, each once. */
        List<GradientLoss> all() {
            return Stream.concat(losses.stream(), others.stream()).distinct().toList();
        }
    }

    /** The lengths of the steps of a run, as multiples of ε. */
    public sealed interface Lengths {
        /** Of a step, from 0 on. */
        double of(int step, int steps);

        /** The same for all. */
        record Constant(double length) implements Lengths {
            public Constant {
                if (!(length > 0) || Double.isInfinite(length)) {
                    throw new IllegalArgumentException("a step has a positive length, but got " + length);
                }
            }

            @Override
            public double of(int step, int steps) {
                return length;
            }
        }

        /**
         * Half a cosine from one length down towards another, as often as there are parts of a run.
         *
         * @param parts at least 1
         * @param sooner by how many steps each begins before its end is reached
         */
        record Cosine(double first, double last, int parts, int sooner) implements Lengths {
            public Cosine {
                if (!(first > 0) || !(last >= 0) || Double.isInfinite(first) || parts < 1 || sooner < 0) {
                    throw new IllegalArgumentException("steps shrink from a positive length, but got " + first + " to "
                            + last + " in " + parts + " parts");
                }
            }

            @Override
            public double of(int step, int steps) {
                int part = (int) Math.min((long) step * parts / steps, parts - 1);
                int begin = (int) (((long) part * steps + parts - 1) / parts);
                int end = (int) (((long) (part + 1) * steps + parts - 1) / parts);
                double turned = (step - begin) / (double) (end - begin + sooner);
                return last + (first - last) * (1 + Math.cos(Math.PI * turned)) / 2;
            }
        }
    }

    private final Settings settings;

    public ScheduledAscent(Settings settings) {
        this.settings = settings;
    }

    /** The basic iterative method: from the example a quarter farther than ε, in equal steps. */
    public static ScheduledAscent basic(int steps) {
        return plain("BIM", new Lengths.Constant(1.25 / steps), 0, steps);
    }

    /** MI-FGSM with all of the momentum: from the example ε far, in equal steps. */
    public static ScheduledAscent momentum(int steps) {
        return plain("MI-FGSM", new Lengths.Constant(1.0 / steps), 1, steps);
    }

    private static ScheduledAscent plain(String name, Lengths lengths, double momentum, int steps) {
        return new ScheduledAscent(new Settings(
                name, List.of(GradientLoss.CROSS_ENTROPY), List.of(), lengths, momentum, 0, steps, 1, false));
    }

    /**
     * The probability margin attack: runs whose first half increases one term alone, now less the label's probability and now
     * the largest other, with steps from 2ε down in each half.
     *
     * @param restarts pairs of such runs
     */
    public static ScheduledAscent probabilityMargin(int steps, int restarts) {
        return new ScheduledAscent(new Settings(
                "PMA",
                List.of(GradientLoss.LABEL_PROBABILITY, GradientLoss.PROBABILITY_MARGIN),
                List.of(GradientLoss.RIVAL_PROBABILITY, GradientLoss.PROBABILITY_MARGIN),
                new Lengths.Cosine(2, 0, 2, 0),
                0,
                0,
                steps,
                Math.multiplyExact(2, restarts),
                true));
    }

    /**
     * Cross-entropy, difference of logits ratio and margin, a third of the steps each, with steps from 2ε down.
     *
     * @param classes of the network; with too few the margin takes the ratio's place
     */
    public static ScheduledAscent alternating(int classes, boolean aimed, int steps, int restarts) {
        GradientLoss ratio = GradientLoss.DIFFERENCE_OF_LOGITS_RATIO.orMargin(classes, aimed);
        return new ScheduledAscent(new Settings(
                "alternating losses",
                List.of(GradientLoss.CROSS_ENTROPY, ratio, GradientLoss.MARGIN),
                List.of(),
                new Lengths.Cosine(2, 0, 1, 0),
                0,
                0,
                steps,
                restarts,
                true));
    }

    /** Margin steps of ε/4 from starts that two steps along random weights of the logits reach (ODI-PGD). */
    public static ScheduledAscent diversified(int steps, int restarts) {
        return new ScheduledAscent(new Settings(
                "ODI-PGD",
                List.of(GradientLoss.MARGIN),
                List.of(),
                new Lengths.Constant(.25),
                0,
                2,
                steps,
                restarts,
                true));
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
        parameters.put("steps", settings.steps());
        parameters.put("restarts", settings.restarts());
        return parameters;
    }

    /** @throws IllegalArgumentException where a loss needs more classes than there are */
    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Aims aims = new Aims(problem, Targets.NONE, settings.restarts());
        settings.all().forEach(aims::require);
        Search.Settings attempts = aims.search(
                settings.name(), Math.addExact(settings.diversifying(), settings.steps()), settings.randomStart());
        new Search(problem, attempts, method(problem, seed))
                .run(indices, seed, budget, Outcome.toldTo(listener), stopped);
    }

    Method method(Problem problem, long seed) {
        boolean signs = Moves.bySigns(problem) && settings.momentum() == 0;
        boolean weighted = settings.diversifying() > 0;
        Graph graph = AscentGraph.of(problem, settings.all(), weighted, problem.targeted(), signs);
        Diversity diversity = weighted ? new Diversity.Anywhere(settings.diversifying(), seed) : Diversity.NONE;
        return new Method(
                graph,
                new Budget.Spent(1, 0, 0),
                table -> new ScheduledStep(problem, settings, diversity, Watcher.NOBODY, table));
    }
}
