package io.jaspis.attacks.evasion.nearest;

import static io.jaspis.attacks.evasion.nearest.NearestSamples.CLASSES;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.EXAMPLES;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.SIZE;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.attacks;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.centre;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.nearest;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.nearestAttacks;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.outcomes;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.plain;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.problems;
import static io.jaspis.attacks.evasion.nearest.NearestSamples.radius;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcome.Falsified;
import io.jaspis.attacks.Outcome.Survived;
import io.jaspis.attacks.evasion.nearest.NearestAttack.Nearest;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** What holds for each attack that looks for the nearest adversarial example. */
@PropertyDefaults(tries = 8, edgeCases = EdgeCasesMode.NONE)
class NearestLaws {
    private static int broken;
    private static int inParts;
    private static int aimed;

    /** What no attacker may change, by the words of the columns alone. */
    private static void requireAllowed(Problem problem, float[] centre, float[] x) {
        Threat threat = problem.threat();
        if (threat.features() == null) {
            for (float value : x) {
                assertTrue(value >= 0 && value <= 1);
            }
        } else if (threat.features().ofChannels()) {
            for (int i = 0; i < x.length; i++) {
                assertTrue(threat.features().levels(i).holds(x[i]));
            }
        } else {
            assertTrue(x[0] >= -1 && x[0] <= 2);
            assertTrue(x[1] == Math.rint(x[1]) && Math.abs(x[1]) <= 5);
            assertTrue(x[2] >= centre[2] && x[2] <= 3);
            assertEquals(centre[3], x[3]);
            assertEquals(1, x[4] + x[5] + x[6]);
            assertTrue(Math.max(x[4], Math.max(x[5], x[6])) == 1);
        }
    }

    @Property
    @Label("what breaks an example lies in its set, exactly, and has another class")
    void inTheSet(@ForAll long seed, @ForAll Norm norm) {
        for (Problem problem : problems(seed, norm)) {
            for (Attack attack : attacks()) {
                outcomes(attack, problem, Nets.all(problem), Budget.UNLIMITED).forEach((index, outcome) -> {
                    if (outcome instanceof Falsified(var witness, var _)) {
                        float[] centre = centre(problem, index);
                        requireAllowed(problem, centre, witness.x());
                        assertTrue(problem.threat().contains(centre, 0, witness.x(), 0, centre.length));
                        assertTrue(witness.prediction() != problem.examples().label(index));
                        broken++;
                    }
                });
            }
        }
    }

    @Property
    @Label("FAB finds the same bits whether it takes a point's slopes at once or in parts")
    void inParts(@ForAll long seed, @ForAll Norm norm) {
        for (Problem problem : problems(seed, norm)) {
            Map<Integer, Nearest> whole = nearest(Fab.untargeted(8, 2), problem, Nets.all(problem), Budget.UNLIMITED);
            for (int elements : new int[] {1, 2 * problem.size()}) {
                Fab parts = Fab.untargeted(8, 2).holding(elements);
                assertTrue(parts.slopes(problem).parts() > 1 || problem.classes() == 3 && elements > 1);
                nearest(parts, problem, Nets.all(problem), Budget.UNLIMITED).forEach((index, found) -> {
                    Nearest expected = whole.get(index);
                    assertEquals(expected.distance(), found.distance());
                    assertEquals(expected.witness().isPresent(), found.witness().isPresent());
                    expected.witness().ifPresent(witness -> {
                        assertArrayEquals(
                                witness.x(), found.witness().orElseThrow().x());
                        inParts++;
                    });
                });
                Budget budget = Budget.UNLIMITED.withGradients(20);
                outcomes(parts, problem, Nets.all(problem), budget)
                        .forEach((_, outcome) -> assertTrue(outcome.spent().gradients() <= 20));
            }
        }
    }

    @Example
    @Label(
            "of a thousand classes and large pictures a batch of FAB has no more slopes at once than fit some megabytes each")
    void boundedMemory() {
        int batch = 64;
        Shape shape = Shape.of(3, 224, 224);
        Graph network = Graph.of("x", shape, "logits", x -> {
            Value patches = x.trace().constant(Tensor.filled(Shape.of(4, 3, 16, 16), 0.1f));
            Value last = x.trace().constant(Tensor.filled(Shape.of(1000, 4 * 14 * 14), 0.1f));
            return x.convolve(patches, new Window(16, 16, 16, 16, 0, 0, 0, 0, 1, 1), 1)
                    .relu()
                    .flatten()
                    .dense(last);
        });
        Problem problem =
                Nets.problem(network, new float[shape.size()], new int[1], new Threat(Norm.LINF, 1, 0, 1), batch);
        Slopes slopes = Fab.untargeted(100, 1).slopes(problem);
        int there = slopes.slopes().size();
        assertTrue(slopes.parts() * there >= 999 && (slopes.parts() - 1) * there < 999);
        assertTrue(there * shape.size() <= Slopes.MOST);
        // The slopes, the points, and as much again for what is computed on the way.
        long bytes = Float.BYTES * Plan.of(slopes.graph(), batch).arenaSize();
        assertTrue(bytes <= 2L * batch * Float.BYTES * (Slopes.MOST + shape.size()), "bytes: " + bytes);
        assertEquals(1, Fab.untargeted(100, 1).slopes(plain(1, Norm.L2, 3)).parts());
    }

    @AfterContainer
    static void reached() {
        assertTrue(broken > 100, broken + " were broken");
        assertTrue(inParts > 100, inParts + " were found in parts");
        assertTrue(aimed > 0, "no target was ever reached");
    }

    @Property
    @Label(
            "the nearest lies in the range, its distance is the one told, and what breaks an example is no nearer than it")
    void inTheRange(@ForAll long seed, @ForAll Norm norm) {
        for (Problem problem : problems(seed, norm)) {
            for (NearestAttack attack : nearestAttacks()) {
                nearest(attack, problem, Nets.all(problem), Budget.UNLIMITED).forEach((index, found) -> {
                    if (found.witness().isEmpty()) {
                        assertEquals(Double.POSITIVE_INFINITY, found.distance());
                        return;
                    }
                    float[] x = found.witness().get().x();
                    float[] centre = centre(problem, index);
                    requireAllowed(problem, centre, x);
                    Measure measure = attack.measure(problem);
                    assertEquals(
                            measure.distance(problem.threat(), centre, 0, x, 0, x.length),
                            found.distance(),
                            attack.name());
                    if (measure == Measure.of(norm)) {
                        assertEquals(found.distance(), found.witness().get().distance(), attack.name());
                    }
                });
            }
        }
    }

    private static void assertSame(Outcome expected, Outcome found, String message) {
        assertEquals(expected.getClass(), found.getClass(), message);
        assertEquals(expected.spent(), found.spent(), message);
        if (expected instanceof Falsified a && found instanceof Falsified b) {
            assertArrayEquals(a.witness().x(), b.witness().x(), message);
        }
    }

    @Property
    @Label("neither the batch nor the company nor the order changes a bit of an outcome")
    void sameOutcome(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 1, max = 8) int batch) {
        Problem problem = plain(seed, norm, 3);
        Problem other = plain(seed, norm, batch);
        List<Integer> reversed = new ArrayList<>(Nets.all(problem));
        Collections.reverse(reversed);
        for (NearestAttack attack : nearestAttacks()) {
            Map<Integer, Outcome> expected = outcomes(attack, problem, Nets.all(problem), Budget.UNLIMITED);
            Map<Integer, Nearest> near = nearest(attack, problem, Nets.all(problem), Budget.UNLIMITED);
            outcomes(attack, other, reversed, Budget.UNLIMITED)
                    .forEach((index, outcome) -> assertSame(expected.get(index), outcome, attack.name()));
            nearest(attack, other, List.of(2), Budget.UNLIMITED).forEach((index, found) -> {
                assertEquals(near.get(index).distance(), found.distance(), attack.name());
                assertEquals(near.get(index).spent(), found.spent(), attack.name());
            });
        }
    }

    @Property
    @Label("a universal perturbation is the same bits for the same seed, and one for all examples that it breaks")
    void universal(@ForAll long seed, @ForAll Norm norm) {
        Problem problem = plain(seed, norm, 3);
        UniversalPerturbation attack = new UniversalPerturbation(3, 0.8, 10);
        var first = attack.perturbation(problem, Nets.all(problem), 5, Budget.UNLIMITED, () -> false);
        var second = attack.perturbation(plain(seed, norm, 1), Nets.all(problem), 5, Budget.UNLIMITED, () -> false);
        assertArrayEquals(first.deviation(), second.deviation());
        assertTrue(Lengths.of(norm, first.deviation()) <= radius(norm) * (1 + 1e-5));
        for (int index : Nets.all(problem)) {
            assertSame(first.outcomes().get(index), second.outcomes().get(index), "example " + index);
            if (first.outcomes().get(index) instanceof Falsified(var witness, var _)) {
                float[] centre = centre(problem, index);
                // Where all units are dead scores are tied: the example is broken as it is, and the perturbation has no
                // part in it.
                if (Arrays.equals(centre, witness.x())) {
                    assertEquals(0, witness.distance());
                    continue;
                }
                for (int i = 0; i < SIZE; i++) {
                    float moved = Math.clamp(centre[i] + first.deviation()[i], 0f, 1f);
                    assertEquals(moved, witness.x()[i], 1e-5);
                }
            }
        }
    }

    @Property
    @Label("a budget is never overdrawn, and none spends nothing and finds nothing")
    void budgets(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 0, max = 40) int gradients) {
        Problem problem = plain(seed, norm, 3);
        for (Attack attack : attacks()) {
            Budget budget = Budget.UNLIMITED.withGradients(gradients);
            outcomes(attack, problem, Nets.all(problem), budget).values().forEach(outcome -> {
                assertTrue(outcome.spent().gradients() <= gradients, attack.name());
                assertTrue(gradients > 0 || outcome.equals(new Survived(Budget.Spent.NOTHING)), attack.name());
            });
        }
        for (NearestAttack attack : nearestAttacks()) {
            Budget budget = Budget.UNLIMITED.withGradients(gradients);
            nearest(attack, problem, Nets.all(problem), budget).values().forEach(found -> {
                assertTrue(found.spent().gradients() <= gradients, attack.name());
                assertTrue(gradients > 0 || found.witness().isEmpty(), attack.name());
            });
        }
    }

    @Property
    @Label("of a targeted problem that class is reached, and some example reaches it")
    void targets(@ForAll long seed, @ForAll Norm norm) {
        Problem wide = plain(seed, norm, 3).withTarget(new Target.Fixed(1));
        List<Integer> others = Nets.all(wide).stream()
                .filter(index -> wide.examples().label(index) != 1)
                .toList();
        for (Attack attack : attacks()) {
            outcomes(attack, wide, others, Budget.UNLIMITED).forEach((index, outcome) -> {
                if (outcome instanceof Falsified(var witness, var _)) {
                    aimed++;
                    assertEquals(1, witness.prediction());
                    float[] logits = logits(wide, witness.x());
                    assertTrue(logits[1]
                            >= Arrays.stream(new int[] {0, 2, 3})
                                            .mapToObj(j -> logits[j])
                                            .max(Float::compare)
                                            .get()
                                    - 1e-5f);
                }
            });
        }
    }

    @Property(tries = 2)
    @Label("a target that is the label is refused, by the example's index")
    void targetIsLabel(@ForAll long seed) {
        Problem problem = plain(seed, Norm.LINF, 3);
        Problem targeted =
                problem.withTarget(new Target.Fixed(problem.examples().label(2)));
        for (Attack attack : attacks()) {
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> outcomes(attack, targeted, List.of(2), Budget.UNLIMITED),
                    attack.name());
            assertTrue(refused.getMessage().contains("example 2"));
        }
    }

    private static float[] logits(Problem problem, float[] x) {
        var logits = Nets.logits(problem.network(), x);
        float[] result = new float[logits.size()];
        for (int j = 0; j < result.length; j++) {
            result[j] = logits.get(j).floatValue();
        }
        return result;
    }

    @Property
    @Label("an example whose label is wrong is found at distance 0, with one evaluation")
    void alreadyWrong(@ForAll long seed, @ForAll Norm norm) {
        Graph network = Nets.dense(seed, SIZE, 10, CLASSES);
        float[] x = Nets.points(seed, SIZE);
        int wrong = (Nets.prediction(network, x) + 1) % CLASSES;
        Problem problem = Nets.problem(network, x, new int[] {wrong}, new Threat(norm, 0.01, 0, 1), 1);
        for (Attack attack : attacks()) {
            Outcome outcome =
                    outcomes(attack, problem, List.of(0), Budget.UNLIMITED).get(0);
            assertTrue(outcome instanceof Falsified(var witness, var _) && witness.distance() == 0, attack.name());
        }
        for (NearestAttack attack : nearestAttacks()) {
            Nearest found =
                    nearest(attack, problem, List.of(0), Budget.UNLIMITED).get(0);
            assertEquals(0, found.distance(), attack.name());
            assertTrue(found.spent().gradients() < CLASSES, attack.name());
        }
    }

    private static final List<UnaryOperator<Value>> STRANGE = List.of(
            // Logarithms of negative numbers.
            Value::logarithm,
            // Gradients of 0, and of infinity at 0.
            z -> z.scale(0),
            z -> z.relu().squareRoot(),
            z -> z.scale(1e30f),
            z -> z.scale(1e-30f),
            Value::step);

    @Property
    @Label(
            "gradients and scores that are 0, infinite or no number end nothing but the search, and make no false success")
    void strangeNumbers(@ForAll long seed, @ForAll Norm norm) {
        for (UnaryOperator<Value> tail : STRANGE) {
            Graph network = Graph.of("x", Shape.of(SIZE), "logits", x -> {
                float[] weights = Nets.points(seed, SIZE * CLASSES);
                for (int i = 0; i < weights.length; i++) {
                    weights[i] -= 0.5f;
                }
                return tail.apply(x.dense(x.trace().constant(Tensor.of(Shape.of(CLASSES, SIZE), weights))));
            });
            Problem problem = Nets.problem(
                    network,
                    Nets.points(seed + 1, EXAMPLES * SIZE),
                    new int[EXAMPLES],
                    new Threat(norm, radius(norm), 0, 1),
                    3);
            for (Attack attack : attacks()) {
                outcomes(attack, problem, Nets.all(problem), Budget.UNLIMITED).forEach((index, outcome) -> {
                    if (outcome instanceof Falsified(var witness, var _)) {
                        float[] logits = logits(problem, witness.x());
                        int prediction = Logits.prediction(logits, 0, CLASSES, 0);
                        assertTrue(
                                prediction != 0 || largestButFirst(logits) >= logits[0] * (1 - 1e-5f), attack.name());
                    }
                });
            }
            for (NearestAttack attack : nearestAttacks()) {
                nearest(attack, problem, Nets.all(problem), Budget.UNLIMITED)
                        .values()
                        .forEach(found -> assertFalse(Double.isNaN(found.distance())));
            }
        }
    }

    private static float largestButFirst(float[] logits) {
        return Math.max(logits[1], Math.max(logits[2], logits[3]));
    }

    @Property
    @Label(
            "against a linear classifier no distance is below margin / ‖w‖ in the dual norm, and where nothing is in the way"
                    + " those made for the norm come near it")
    void exactDistance(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size) {
        Random random = new Random(seed);
        float[] weights = new float[size];
        float[] x = new float[size];
        double product = 0;
        for (int i = 0; i < size; i++) {
            weights[i] = (float) random.nextGaussian() + 0.1f;
            x[i] = random.nextFloat();
            product += (double) weights[i] * x[i];
        }
        float bias = (float) (-product - 0.1 - random.nextDouble() * Math.abs(weights[0]));
        double margin = -(product + bias);
        for (Norm norm : Norm.values()) {
            double distance = margin / Lengths.dual(norm, weights);
            float reach = (float) (2 * distance + 2);
            Problem problem = Nets.problem(
                    Nets.linear(weights, bias), x, new int[] {0}, new Threat(norm, distance, -reach, reach), 1);
            for (NearestAttack attack : nearestAttacks()) {
                Measure measure = attack.measure(problem);
                double found = nearest(attack, problem, List.of(0), Budget.UNLIMITED)
                        .get(0)
                        .distance();
                double least = measure == Measure.L0 ? 1 : margin / Lengths.dual(norm(measure), weights);
                assertTrue(found >= least * (1 - 1e-5), attack.name() + " " + norm + ": " + found + " < " + least);
                if (attack instanceof Fab) {
                    assertEquals(distance, found, 1e-2 * distance, attack.name());
                }
            }
        }
    }

    private static Norm norm(Measure measure) {
        return switch (measure) {
            case LINF -> Norm.LINF;
            case L2 -> Norm.L2;
            case L1 -> Norm.L1;
            case L0 -> throw new IllegalArgumentException("no norm");
        };
    }

    @Property
    @Label("nothing is broken within the exact distance to the border of a linear classifier")
    void certified(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        float[] weights = new float[SIZE];
        double product = 0;
        float[] x = Nets.points(seed, SIZE);
        for (int i = 0; i < SIZE; i++) {
            weights[i] = (float) random.nextGaussian();
            product += (double) weights[i] * x[i];
        }
        float bias = (float) (-product - 0.3);
        double radius = Math.min(0.9, -(product + bias) / Lengths.dual(norm, weights) * (1 - 1e-4));
        Problem problem = Nets.problem(Nets.linear(weights, bias), x, new int[] {0}, new Threat(norm, radius, 0, 1), 1);
        for (Attack attack : attacks()) {
            assertTrue(
                    outcomes(attack, problem, List.of(0), Budget.UNLIMITED).get(0) instanceof Survived, attack.name());
        }
    }

    @Property
    @Label("once it is told to stop an attack decides nothing more")
    void stops(@ForAll long seed) {
        Problem problem = plain(seed, Norm.LINF, 2);
        for (Attack attack : attacks()) {
            attack.attack(
                    problem,
                    IntStream.range(0, EXAMPLES).boxed().toList(),
                    1,
                    Budget.UNLIMITED,
                    (index, _) -> assertEquals(-1, index, attack.name()),
                    () -> true);
        }
    }
}
