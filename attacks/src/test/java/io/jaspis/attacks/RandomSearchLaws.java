package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.search.Projection;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;

/** The loop of all attacks, with a step that has neither gradients nor a part in the graph. */
@PropertyDefaults(tries = 20, edgeCases = EdgeCasesMode.NONE)
class RandomSearchLaws {
    private static final int SIZE = 12;
    private static final int EXAMPLES = 30;
    private static final Graph NETWORK = Nets.dense(1, SIZE, 24, 5);
    private static final RandomSearch WITHOUT_START = new RandomSearch(6, 1, false);
    private static final RandomSearch WITH_STARTS = new RandomSearch(4, 3, true);

    /** Every seventh example has another label than its class. */
    private static Problem problem(long seed, Norm norm, int batch) {
        Threat threat = new Threat(norm, norm == Norm.LINF ? 0.1 : norm == Norm.L2 ? 0.4 : 0.8, 0, 1);
        Problem classified = Nets.classified(NETWORK, seed, EXAMPLES, threat, batch);
        float[] values = new float[EXAMPLES * SIZE];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            classified.examples().copy(i, values, i * SIZE);
            labels[i] = (classified.examples().label(i) + (i % 7 == 0 ? 1 : 0)) % 5;
        }
        return Nets.problem(NETWORK, values, labels, threat, batch);
    }

    private static void assertSame(Outcome expected, Outcome actual, String message) {
        assertEquals(expected.spent(), actual.spent(), message);
        assertEquals(expected.getClass(), actual.getClass(), message);
        if (expected instanceof Outcome.Falsified a && actual instanceof Outcome.Falsified b) {
            assertArrayEquals(a.witness().x(), b.witness().x(), message);
            assertEquals(a.witness().prediction(), b.witness().prediction(), message);
            assertEquals(a.witness().distance(), b.witness().distance(), message);
            assertEquals(a.witness().attack(), b.witness().attack(), message);
        }
    }

    @Property
    @Label("each example, whatever the batch and the order, has the outcome of a search by itself that is written out")
    void writtenOut(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 1, max = 40) int batch) {
        for (RandomSearch attack : List.of(WITHOUT_START, WITH_STARTS)) {
            for (long queries : new long[] {Long.MAX_VALUE, 5}) {
                Budget budget = Budget.UNLIMITED.withGradients(0).withQueries(queries);
                Problem problem = problem(seed, norm, batch);
                List<Integer> order = new ArrayList<>(Nets.all(problem));
                Collections.shuffle(order, new Random(seed));
                Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem, order, seed, budget);
                assertEquals(EXAMPLES, outcomes.size());
                // It costs as much as all of them at once, so not each is done.
                if (!attack.randomStart()) {
                    for (int index = 0; index < EXAMPLES; index += 4) {
                        Outcome expected = alone(attack, problem, index, seed, queries);
                        assertSame(expected, outcomes.get(index), norm + ", example " + index);
                    }
                }
                Map<Integer, Outcome> others =
                        Outcomes.of(attack, problem(seed, norm, 64), Nets.all(problem), seed, budget);
                outcomes.forEach((index, outcome) -> assertSame(outcome, others.get(index), norm + " " + index));
            }
        }
    }

    /** The same search without places and restarts, from the example itself. */
    private static Outcome alone(RandomSearch attack, Problem problem, int index, long seed, long queries) {
        float[] centre = new float[SIZE];
        problem.examples().copy(index, centre, 0);
        int label = problem.examples().label(index);
        float[] x = centre.clone();
        float[] best = x;
        float least = Float.POSITIVE_INFINITY;
        long asked = 0;
        Projection projection = new Projection(problem.threat(), SIZE);
        Verification verification = new Verification(problem);
        try (Batches batches = new Batches(problem.scores(), problem.device(), 1)) {
            for (int move = 0; ; move++) {
                float[] scores = batches.run(1, Map.of("x", x)).get("logits");
                asked++;
                Optional<Witness> found = Logits.prediction(scores, 0, 5, label) == label
                        ? Optional.empty()
                        : verification.check(index, x, attack.name());
                if (found.isPresent() || move == attack.moves() || asked == queries) {
                    return Outcome.of(found, new Budget.Spent(0, asked, 0));
                }
                float lead = RandomSearch.lead(scores, 0, 5, label);
                if (lead < least) {
                    least = lead;
                    best = x;
                }
                x = best.clone();
                RandomSearch.propose(problem, seed, index, 0, move, x, 0);
                projection.project(centre, 0, x, 0);
            }
        }
    }

    @Property
    @Label("what is misclassified costs one query, what survives all of them, the rest something in between")
    void spent(@ForAll @IntRange(min = 0, max = 1000) int seed, @ForAll Norm norm) {
        for (RandomSearch attack : List.of(WITHOUT_START, WITH_STARTS)) {
            int look = attack.randomStart() ? 1 : 0;
            int all = look + attack.restarts() * (attack.moves() + 1);
            Map<Integer, Outcome> outcomes = Outcomes.of(attack, problem(seed, norm, 8), seed);
            outcomes.forEach((index, outcome) -> {
                long queries = outcome.spent().queries();
                assertEquals(new Budget.Spent(0, queries, 0), outcome.spent());
                if (outcome instanceof Outcome.Survived) {
                    assertEquals(all, queries);
                } else {
                    assertTrue(index % 7 == 0 ? queries == 1 : queries > 1 && queries <= all);
                }
            });
        }
    }

    /** Of one problem each: over random ones there is always a rare one with nothing to find. */
    @Example
    @Label("some examples take more than one query to be found, in each norm")
    void foundInBetween() {
        for (Norm norm : List.of(Norm.LINF, Norm.L2, Norm.L1)) {
            for (RandomSearch attack : List.of(WITHOUT_START, WITH_STARTS)) {
                List<Integer> found = Outcomes.falsified(Outcomes.of(attack, problem(11, norm, 8), 11)).stream()
                        .filter(index -> index % 7 != 0)
                        .toList();
                assertTrue(found.size() > 1, () -> norm + ": " + found);
            }
        }
    }
}
