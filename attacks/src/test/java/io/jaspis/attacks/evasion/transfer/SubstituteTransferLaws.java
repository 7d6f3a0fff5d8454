package io.jaspis.attacks.evasion.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
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
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Networks of a few inputs, whose labels a small number of queries tells. */
class SubstituteTransferLaws {
    private static final int SIZE = 8;
    private static final int CLASSES = 3;
    private static final int EXAMPLES = 30;
    private static final int COMPARED = 100;
    private static final int STEPS = 5;
    private static final TransferFgsm.Settings WAY = new TransferFgsm.Settings(STEPS, 1, 0, 1);
    private static final SubstituteTransfer ATTACK = new SubstituteTransfer(20, 3, 10, List.of(WAY));

    private static Problem problem(long seed) {
        return Nets.classified(
                Nets.dense(seed, SIZE, 12, CLASSES), seed, EXAMPLES, new Threat(Norm.LINF, 0.1, 0, 1), 16);
    }

    @Property(tries = 10, edgeCases = EdgeCasesMode.NONE)
    @Label("no example costs more than it may, and all together what the labels and the points that were shown cost")
    void costs(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int most) {
        Problem problem = problem(seed);
        Map<Integer, Outcome> outcomes =
                Outcomes.of(ATTACK, problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(most));
        assertEquals(EXAMPLES, outcomes.size());
        outcomes.values().forEach(outcome -> assertTrue(outcome.spent().queries() <= most));
        // Of twenty inputs, augmented twice, as many as the examples have queries left for.
        long asked = Math.min(80, Math.max(0, EXAMPLES * (most - STEPS - 1L)));
        long shown = outcomes.values().stream()
                .mapToLong(outcome -> outcome.spent().queries() - asked / EXAMPLES)
                .sum();
        // Without a substitute each example is looked at once.
        assertTrue(asked > 0 || Outcomes.queries(outcomes) == EXAMPLES);
        assertTrue(Outcomes.queries(outcomes) >= asked && shown <= (STEPS + 1L) * EXAMPLES + asked % EXAMPLES);
        if (asked > 0) {
            // What stands was shown each step.
            outcomes.forEach((_, outcome) -> assertTrue(
                    outcome instanceof Outcome.Falsified || outcome.spent().queries() >= asked / EXAMPLES + STEPS + 1));
        }
    }

    @Property(tries = 5, edgeCases = EdgeCasesMode.NONE)
    @Label("what was learnt before serves at other radii, and changes nothing")
    void remembers(@ForAll long seed) {
        Problem once = problem(seed);
        Threat wider = once.threat().withEpsilon(0.2);
        Outcomes.of(ATTACK, once, Nets.all(once), seed, Budget.UNLIMITED);
        Map<Integer, Outcome> then =
                Outcomes.of(ATTACK, once.withThreat(wider), Nets.all(once), seed, Budget.UNLIMITED);
        Problem anew = problem(seed);
        Map<Integer, Outcome> alone =
                Outcomes.of(ATTACK, anew.withThreat(wider), Nets.all(anew), seed, Budget.UNLIMITED);
        assertEquals(Outcomes.queries(alone), Outcomes.queries(then));
        assertEquals(Outcomes.falsified(alone), Outcomes.falsified(then));
        alone.forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified one && then.get(index) instanceof Outcome.Falsified other) {
                assertArrayEquals(one.witness().x(), other.witness().x());
            }
        });
    }

    /** Nothing is to be learnt of a network that gives no class or one alone, and nothing ends. */
    @Example
    void learnsNothingOfWhatSaysNothing() {
        for (float score : new float[] {Float.NaN, 1}) {
            Graph constant = Graph.of(
                    "x",
                    Shape.of(SIZE),
                    "scores",
                    x -> x.slice(0, 0, CLASSES).scale(0).plus(score).over(score == 1 ? 1 : 0f));
            Problem problem =
                    Nets.problem(constant, new float[SIZE], new int[] {0}, new Threat(Norm.LINF, 0.1, 0, 1), 4);
            assertEquals(1, Outcomes.of(ATTACK, problem, 1).size());
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    @Label("the oracle is asked about inputs that there are, and what there is goes to units and back")
    void unitsSettle(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Features features = new Features(List.of(
                Feature.real("income", 1000, -5000, 1e6f),
                Feature.integer("children", 1, 0, 12),
                Feature.category("a", 1, "city"),
                Feature.category("b", 1, "city"),
                Feature.category("c", 1, "city"),
                Feature.real("born", 1, -Float.MAX_VALUE, Float.MAX_VALUE).moving(Feature.Way.NONE),
                Feature.category("north", 1, "hemisphere").moving(Feature.Way.NONE),
                Feature.category("south", 1, "hemisphere").moving(Feature.Way.NONE)));
        int size = features.size();
        float[] rows = new float[4 * size];
        for (int row = 0; row < 4; row++) {
            // The same in all, and not the first.
            rows[row * size + 7] = 1;
            rows[row * size] = (float) random.nextDouble(-5000, 1e6);
            rows[row * size + 1] = random.nextInt(13);
            rows[row * size + 2 + random.nextInt(3)] = 1;
            rows[row * size + 5] = (float) random.nextDouble(1900, 2020);
        }
        Threat threat = Threat.of(Norm.L2, 0.1, features);
        UnitInputs units = new UnitInputs(
                new Nets.Listed(Shape.of(size), 2, rows, new int[] {0, 1, 0, 1}), threat, Shape.of(size), 2, 4);
        float[] unit = new float[size];
        float[] x = new float[size];
        for (int row = 0; row < 4; row++) {
            units.copy(row, unit, 0);
            units.settle(unit, 0, x, 0);
            for (int i = 0; i < size; i++) {
                assertTrue(unit[i] >= 0 && unit[i] <= 1);
                assertEquals(rows[row * size + i], x[i], i == 0 ? 0.1 : i == 5 ? 1e-3 : 0);
            }
            for (int i = 0; i < size; i++) {
                unit[i] = random.nextFloat();
            }
            units.settle(unit, 0, x, 0);
            assertEquals(1, x[2] + x[3] + x[4]);
            assertEquals(1, x[7] - x[6]);
            assertEquals(Math.rint(x[1]), x[1]);
            assertTrue(x[0] >= -5000 && x[0] <= 1e6 && x[5] >= 1899 && x[5] <= 2021);
        }
    }

    /** Elements in units far apart are learnt from as well as those that are alike. */
    @Example
    void breaksWhateverTheUnits() {
        SubstituteTransfer attack = new SubstituteTransfer(40, 4, 60, List.of(WAY));
        Problem alike =
                Nets.classified(Nets.dense(3, SIZE, 16, CLASSES), 77, COMPARED, new Threat(Norm.LINF, 0.15, 0, 1), 64);
        int expected = Outcomes.falsified(Outcomes.of(attack, alike, 1)).size();
        int found =
                Outcomes.falsified(Outcomes.of(attack, inOtherUnits(alike), 1)).size();
        assertTrue(expected > 10, "only " + expected);
        assertEquals(expected, found, 3);
    }

    private static Problem inOtherUnits(Problem problem) {
        float[] factors = new float[SIZE];
        float[] back = new float[SIZE];
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            factors[i] = i % 2 == 0 ? 0x1p-13f : 0x1p10f;
            back[i] = 1 / factors[i];
            features.add(Feature.real("f" + i, factors[i], 0, factors[i]));
        }
        float[] values = new float[COMPARED * SIZE];
        int[] labels = new int[COMPARED];
        for (int index = 0; index < COMPARED; index++) {
            problem.examples().copy(index, values, index * SIZE);
            labels[index] = problem.examples().label(index);
            for (int i = 0; i < SIZE; i++) {
                values[index * SIZE + i] *= factors[i];
            }
        }
        Graph plain = problem.scores();
        Graph scaled = Graph.of(
                "x",
                Shape.of(SIZE),
                "scores",
                x -> x.trace()
                        .inline(
                                plain,
                                Map.of(plain.onlyInput(), x.times(x.trace().constant(Tensor.of(Shape.of(SIZE), back)))))
                        .get(plain.onlyOutput()));
        Threat threat = Threat.of(Norm.LINF, problem.threat().epsilon(), new Features(features));
        return Nets.problem(scaled, values, labels, threat, 64);
    }
}
