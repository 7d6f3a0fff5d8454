package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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

    /** One of more values than are tried is climbed over, in each of the combinations of the others. */
    @Test
    void aWholeNumberOfManyValuesMoves() {
        Features features = new Features(List.of(
                Feature.category("a", 1, "group"),
                Feature.category("b", 1, "group"),
                Feature.category("c", 1, "group"),
                Feature.integer("age", 10, 0, 100)));
        Problem problem = Nets.problem(
                Nets.linear(new float[] {0, 2, 0, 1}, -61.5f),
                new float[] {1, 0, 0, 50},
                new int[1],
                Threat.of(Norm.LINF, 1, features),
                4);
        Outcome.Falsified found = assertInstanceOf(
                Outcome.Falsified.class, outcome(problem, new CategorySwitches.Settings(64, 4, 10, 3)));
        assertArrayEquals(new float[] {0, 1, 0, 60}, found.witness().x());
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

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    @Label("of a linear classifier it finds a class that any combination reaches, whichever is nearest at first")
    void everyClass(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2) int combinations) {
        Random random = new Random(seed);
        int groups = 4;
        int each = 5;
        int reals = 3;
        int size = groups * each + reals;
        int classes = 5;
        List<Feature> list = new ArrayList<>();
        float[] x = new float[size];
        for (int i = 0; i < size; i++) {
            boolean real = i >= groups * each;
            x[i] = real || i % each == 0 ? real ? 0.5f : 1 : 0;
            list.add(
                    real
                            ? Feature.real("real " + i, 0.1, 0, 1)
                            : Feature.category("category " + i, 1, "group " + i / each));
        }
        float[][] weights = new float[classes][size];
        float[] biases = new float[classes];
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 1; k < classes; k++) {
            // Some classes are near and stay behind, others are far and can be reached.
            double scale = random.nextDouble();
            double gain = 0;
            for (int group = 0; group < groups; group++) {
                float best = 0;
                for (int i = 0; i < each; i++) {
                    int element = group * each + i;
                    weights[k][element] = i == 0 ? 0 : (float) (scale * random.nextGaussian());
                    best = Math.max(best, weights[k][element]);
                }
                gain += best;
            }
            double reach = 0;
            for (int i = groups * each; i < size; i++) {
                weights[k][i] = (float) (scale * random.nextGaussian());
                reach += 0.1 * Math.abs(weights[k][i]);
            }
            double start = 0;
            for (int i = groups * each; i < size; i++) {
                start += 0.5 * weights[k][i];
            }
            double lacks = (gain + reach) * (random.nextInt(3) == 0 ? 0.97 : 1.03) + 0.01;
            biases[k] = (float) (-start - lacks);
            most = Math.max(most, gain + reach - lacks);
        }
        Graph network = Graph.of("x", Shape.of(size), "logits", value -> {
            float[] flat = new float[classes * size];
            for (int k = 0; k < classes; k++) {
                System.arraycopy(weights[k], 0, flat, k * size, size);
            }
            return value.dense(value.trace().constant(Tensor.of(Shape.of(classes, size), flat)))
                    .plus(value.trace().constant(Tensor.of(Shape.of(classes), biases)));
        });
        Problem problem = Nets.problem(network, x, new int[1], Threat.of(Norm.LINF, 1, new Features(list)), 64);
        // All 625, or single ones.
        int tried = combinations == 1 ? 1000 : 64;
        Outcome outcome = outcome(problem, new CategorySwitches.Settings(tried, 8, 10, 6));
        assertEquals(most > 0, outcome instanceof Outcome.Falsified, () -> seed + ": " + outcome);
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
