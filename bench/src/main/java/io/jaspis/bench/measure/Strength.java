package io.jaspis.bench.measure;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.AttackSeeds;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Outcome;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What the attacks of a name left of some examples in one run, and at what cost.
 *
 * @param examples how many there were
 * @param left the indices of those that stand, and of those that weren't decided when it was stopped
 * @param spent on all examples together
 * @param stopped whether it was
 */
public record Strength(
        String name, long seed, int examples, Set<Integer> left, double seconds, Budget.Spent spent, boolean stopped) {

    /**
     * Runs the attacks of a name, each on what those before it left.
     *
     * @throws IllegalArgumentException where none of that name can attack such a problem, saying why
     */
    public static Strength of(
            String name,
            Problem problem,
            List<Integer> indices,
            AttackFamily.Settings settings,
            long seed,
            BooleanSupplier stopped) {
        List<Attack> attacks = Attacks.named(List.of(name), problem, settings);
        Set<Integer> left = new TreeSet<>(indices);
        List<Budget.Spent> spent = new ArrayList<>();
        long begin = System.nanoTime();
        List<Long> seeds = AttackSeeds.of(seed, attacks);
        for (int place = 0; place < attacks.size(); place++) {
            attacks.get(place)
                    .attack(
                            problem,
                            List.copyOf(left),
                            seeds.get(place),
                            Budget.UNLIMITED,
                            (index, outcome) -> {
                                spent.add(outcome.spent());
                                if (outcome instanceof Outcome.Falsified) {
                                    left.remove(index);
                                }
                            },
                            stopped);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Budget.Spent all = spent.stream().reduce(Budget.Spent.NOTHING, Budget.Spent::plus);
        return new Strength(name, seed, indices.size(), left, seconds, all, stopped.getAsBoolean());
    }

    public double imagesPerSecond() {
        return examples / seconds;
    }

    /** Of all that was spent, so much for each example that stands. */
    public double gradientsPerSurvivor() {
        return spent.gradients() / (double) Math.max(1, left.size());
    }

    public double queriesPerSurvivor() {
        return spent.queries() / (double) Math.max(1, left.size());
    }

    /** The costs in words. */
    public String cost() {
        return stopped
                ? String.format(Locale.ROOT, "stopped after %.0f s", seconds)
                : String.format(
                        Locale.ROOT,
                        "%.2f s, %.0f images/s, %.0f gradients and %.0f queries a survivor",
                        seconds,
                        imagesPerSecond(),
                        gradientsPerSurvivor(),
                        queriesPerSurvivor());
    }
}
