package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Whatever attack is known by name, of this module or of a jar beside it: what it finds in a table can be, exactly. */
@PropertyDefaults(tries = 12, edgeCases = EdgeCasesMode.NONE)
class EveryAttackOnTablesLaws {
    private static final int EXAMPLES = 12;
    private static final int SIZE = 9;
    private static final Features FEATURES = new Features(List.of(
            Feature.real("amount", 0.3, -1, 1),
            Feature.real("share", 0.05, 0, 1),
            Feature.immutable("age"),
            Feature.integer("items", 1, 0, 4),
            Feature.integer("visits", 0.5, 0, 9).moving(Feature.Way.ONLY_UP),
            Feature.real("debt", 0.4, 0, 2).moving(Feature.Way.ONLY_UP),
            Feature.category("red", 1, "colour"),
            Feature.category("green", 1, "colour"),
            Feature.category("blue", 1, "colour")));
    private static final AttackFamily.Settings SETTINGS = new AttackFamily.Settings(Effort.LOW, 6, 1);
    private static final Budget BUDGET = Budget.UNLIMITED.withGradients(400).withQueries(600);

    /** Told once each. */
    private static final Set<String> SKIPPED = ConcurrentHashMap.newKeySet();

    private static float[] points(long seed) {
        Random random = new Random(seed);
        float[] values = new float[EXAMPLES * SIZE];
        for (int i = 0; i < EXAMPLES; i++) {
            int at = i * SIZE;
            values[at] = random.nextFloat(-1, 1);
            values[at + 1] = random.nextFloat();
            values[at + 2] = random.nextFloat();
            values[at + 3] = random.nextInt(5);
            values[at + 4] = random.nextInt(10);
            values[at + 5] = random.nextFloat(2);
            values[at + 6 + random.nextInt(3)] = 1;
        }
        return values;
    }

    /** Every fourth example has another label than its class. */
    private static Problem problem(long seed, Norm norm, double epsilon) {
        float[] values = points(seed);
        int[] labels = new int[EXAMPLES];
        var network = Nets.dense(seed, SIZE, 12, 3);
        for (int i = 0; i < EXAMPLES; i++) {
            float[] x = Arrays.copyOfRange(values, i * SIZE, (i + 1) * SIZE);
            labels[i] = (Nets.prediction(network, x) + (i % 4 == 0 ? 1 : 0)) % 3;
        }
        return Nets.problem(network, values, labels, Threat.of(norm, epsilon, FEATURES), 8);
    }

    private static List<Attack> named(String name, Problem problem) {
        try {
            return Attacks.named(List.of(name), problem, SETTINGS.withSources(List.of(Nets.model(problem))));
        } catch (IllegalArgumentException e) {
            if (SKIPPED.add(name)) {
                System.out.println("skipped: " + name + " on tables: " + e.getMessage());
            }
            return List.of();
        }
    }

    /** Each constraint by itself, in the words of the table and not of {@link Features}. */
    private static void assertAllowed(float[] before, float[] after, double epsilon, String of) {
        double[] radii = {0.3, 0.05, 0, 1, 0.5, 0.4};
        float[] lower = {-1, 0, -Float.MAX_VALUE, 0, 0, 0};
        float[] upper = {1, 1, Float.MAX_VALUE, 4, 9, 2};
        for (int i = 0; i < radii.length; i++) {
            double apart = Math.abs((double) after[i] - before[i]);
            assertTrue(apart <= epsilon * radii[i], of + ": feature " + i + " moved by " + apart);
            assertTrue(after[i] >= lower[i] && after[i] <= upper[i], of + ": feature " + i + " is " + after[i]);
        }
        assertEquals(before[2], after[2], of + ": what is immutable moved");
        assertEquals(after[3], (float) Math.rint(after[3]), of + ": not whole");
        assertEquals(after[4], (float) Math.rint(after[4]), of + ": not whole");
        assertTrue(after[4] >= before[4] && after[5] >= before[5], of + ": what goes up alone went down");
        int ones = 0;
        for (int i = 6; i < SIZE; i++) {
            assertTrue(after[i] == 0 || after[i] == 1, of + ": a category is " + after[i]);
            ones += (int) after[i];
            assertTrue(epsilon >= 1 || after[i] == before[i], of + ": a category changed for less than its ε");
        }
        assertEquals(1, ones, of + ": one category");
    }

    @Property
    @Label(
            "an adversarial example of a table keeps what is immutable, each range and own ε, whole numbers, groups and ways")
    void allowed(@ForAll long seed, @ForAll Norm norm, @ForAll boolean far) {
        double epsilon = far ? 2 : 0.7;
        Problem problem = problem(seed, norm, epsilon);
        float[] before = new float[SIZE];
        for (String name : Attacks.names()) {
            for (Attack attack : named(name, problem)) {
                Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem, Nets.all(problem), seed, BUDGET);
                assertEquals(EXAMPLES, outcomes.size(), attack.name());
                outcomes.forEach((index, outcome) -> {
                    String of = attack.name() + ", " + norm + ", example " + index;
                    assertTrue(outcome.spent().gradients() <= BUDGET.gradients(), of);
                    assertTrue(outcome.spent().queries() <= BUDGET.queries(), of);
                    problem.examples().copy(index, before, 0);
                    if (outcome instanceof Outcome.Falsified falsified) {
                        Witness witness = falsified.witness();
                        assertAllowed(before, witness.x(), epsilon, of);
                        assertTrue(problem.threat().around(before).contains(witness.x(), 0), of);
                        assertTrue(problem.threat().distance(before, 0, witness.x(), 0, SIZE) <= epsilon, of);
                        assertTrue(
                                Nets.prediction(problem.network(), witness.x())
                                                != problem.examples().label(index)
                                        || tied(problem, witness.x()),
                                of + ": not adversarial");
                    }
                });
            }
        }
    }

    /** Whether the two largest scores are so close that it counts as the attacker's. */
    private static boolean tied(Problem problem, float[] x) {
        double[] logits = Nets.logits(problem.network(), x).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return logits[logits.length - 1] == logits[logits.length - 2];
    }

    @Example
    void someAttackBreaksSomething() {
        Problem problem = problem(1, Norm.LINF, 2);
        long broken = named("pgd", problem).stream()
                .flatMap(attack -> Outcomes.of(attack, problem, 1).values().stream())
                .filter(Outcome.Falsified.class::isInstance)
                .count();
        // Three are wrong to begin with.
        assertTrue(broken > 3, "broken: " + broken);
    }

    @Example
    void aBudgetOfNothingSpendsNothing() {
        Problem problem = problem(2, Norm.LINF, 2);
        Budget nothing = Budget.UNLIMITED.withGradients(0).withQueries(0).withDomains(0);
        for (String name : Attacks.names()) {
            for (Attack attack : named(name, problem)) {
                Outcomes.of(attack, problem, Nets.all(problem), 1, nothing)
                        .forEach((_, outcome) ->
                                assertEquals(new Outcome.Survived(Budget.Spent.NOTHING), outcome, attack.name()));
            }
        }
    }
}
