package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CategorySwitchesTest {
    private static final int CATEGORIES = 20;
    private static final int SIZE = 3 * CATEGORIES;

    /** Three groups, of which the first category of each is the example's, under weights on other ones. */
    private static Problem problem(float bias, int batch, int... weighed) {
        List<Feature> list = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            list.add(Feature.category("category " + i, 1, "group " + i / CATEGORIES));
        }
        float[] weights = new float[SIZE];
        for (int element : weighed) {
            weights[element] = 1;
        }
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i += CATEGORIES) {
            values[i] = 1;
        }
        Threat threat = Threat.of(Norm.LINF, 1, new Features(list));
        return Nets.problem(Nets.linear(weights, bias), values, new int[1], threat, batch);
    }

    private static Outcome outcome(Problem problem, CategorySwitches.Settings settings) {
        return Outcomes.of(new CategorySwitches(settings), problem, 1).get(0);
    }

    @Test
    void aRoundHasNoMoreSwitchesThanCombinationsThatMayBeTried() {
        CategorySwitches.Settings settings = new CategorySwitches.Settings(8, 4, 1, 3);
        // Each group may add 1, which isn't enough.
        Outcome outcome = outcome(problem(-3.5f, 4, 7, 27, 47), settings);
        assertInstanceOf(Outcome.Survived.class, outcome);
        // The example, its switches, a leap and a step from each that is kept; then twice switches and steps.
        int most = 1 + 8 + 9 + 4 + 2 * (8 + 4);
        assertTrue(outcome.spent().gradients() <= most, outcome::toString);
        assertTrue(outcome.spent().gradients() >= 1 + 8 + 8, outcome::toString);
    }

    @Test
    void ofTooManySwitchesThoseThatPromiseMostAreTried() {
        CategorySwitches.Settings settings = new CategorySwitches.Settings(8, 4, 1, 3);
        Outcome.Falsified found =
                assertInstanceOf(Outcome.Falsified.class, outcome(problem(-2.5f, 4, 19, 39, 59), settings));
        float[] x = found.witness().x();
        assertEquals(3, x[19] + x[39] + x[59]);
    }

    @Test
    void asManyAreTriedAsWithoutALimitWhereItIsNotReached() {
        Problem problem = problem(-3.5f, 4, 7, 27, 47);
        Outcome.Survived some =
                assertInstanceOf(Outcome.Survived.class, outcome(problem, new CategorySwitches.Settings(240, 4, 1, 3)));
        Outcome.Survived more = assertInstanceOf(
                Outcome.Survived.class, outcome(problem, new CategorySwitches.Settings(7999, 4, 1, 3)));
        assertEquals(some, more);
    }

    @Test
    void stopsBetweenBatches() {
        Problem problem = problem(-3.5f, 2, 7, 27, 47);
        CategorySwitches attack = new CategorySwitches(new CategorySwitches.Settings(100, 4, 1, 1));
        AtomicInteger asked = new AtomicInteger();
        List<Outcome> outcomes = new ArrayList<>();
        attack.attack(problem, List.of(0), 1, Budget.UNLIMITED, (_, outcome) -> outcomes.add(outcome), () -> {
            asked.incrementAndGet();
            return false;
        });
        long batches = outcomes.getFirst().spent().gradients() / 2;
        assertTrue(asked.get() >= batches, () -> asked + " questions in " + batches + " batches");

        outcomes.clear();
        asked.set(0);
        attack.attack(
                problem,
                List.of(0),
                1,
                Budget.UNLIMITED,
                (_, outcome) -> outcomes.add(outcome),
                () -> asked.incrementAndGet() > 5);
        assertEquals(List.of(), outcomes);
        assertTrue(asked.get() <= 7, asked::toString);
    }
}
