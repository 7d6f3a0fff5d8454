package io.jaspis.certify.guided;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Whatever attack is known by name, on models that answer oddly, and where there is no room. */
@PropertyDefaults(tries = 30, edgeCases = EdgeCasesMode.NONE)
class OddModelsLaws {
    private static final int SIZE = 4;
    private static final int CLASSES = 3;
    private static final int EXAMPLES = 5;
    private static final AttackFamily.Settings SETTINGS = new AttackFamily.Settings(Effort.LOW, 4, 1);
    private static final Budget BUDGET = new Budget(60, 90, 10, Optional.empty());

    /** What a model makes of the logits of a network, and of its input. */
    private enum Odd {
        NO_NUMBER((logits, x) -> logits.plus(square(last(x)).plus(1).negate().logarithm())),
        NO_NUMBER_IN_HALF_OF_THE_RANGE(
                (logits, x) -> logits.plus(last(x).plus(-0.5f).logarithm())),
        INFINITE_SLOPES((logits, x) -> logits.times(last(x).plus(-0.5f).relu().squareRoot())),
        TOO_LARGE((logits, x) -> logits.scale(1e38f).scale(1e3f)),
        TOO_SMALL((logits, x) -> logits.scale(1e-38f).scale(1e-3f)),
        TIED((logits, x) -> logits.scale(0)),
        THE_SAME((logits, x) -> logits.scale(0).plus(scores(x, 3, 1, 2))),
        ONE_CLASS((logits, x) -> logits.plus(scores(x, 1e6f, 0, 0))),
        FLAT((logits, x) -> logits.scale(3).floor());

        private final BiFunction<Value, Value, Value> answer;

        Odd(BiFunction<Value, Value, Value> answer) {
            this.answer = answer;
        }

        private static Value last(Value x) {
            return x.dense(x.trace().constant(Tensor.of(Shape.of(1, SIZE), 0, 0, 0, 1)));
        }

        private static Value square(Value x) {
            return x.times(x);
        }

        private static Value scores(Value x, float... scores) {
            return x.trace().constant(Tensor.of(Shape.of(CLASSES), scores));
        }

        Graph network(long seed) {
            Graph plain = Nets.dense(seed, SIZE, 6, CLASSES);
            return Graph.of(
                    "x",
                    Shape.of(SIZE),
                    "logits",
                    x -> answer.apply(
                            x.trace()
                                    .inline(plain, Map.of(plain.onlyInput(), x))
                                    .get(plain.onlyOutput()),
                            x));
        }
    }

    /** All with the label 0, whatever the model makes of them. */
    private static Problem problem(Graph network, long seed, Norm norm) {
        double epsilon = norm == Norm.LINF ? 0.2 : 0.5;
        return Nets.problem(
                network, Nets.points(seed, EXAMPLES * SIZE), new int[EXAMPLES], new Threat(norm, epsilon, 0, 1), 3);
    }

    /** None where it isn't for such a problem, which it says before any work. */
    private static List<Attack> suited(String name, Problem problem) {
        try {
            return Attacks.named(List.of(name), problem, SETTINGS.withSources(List.of(Nets.model(problem))));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    @Property
    @Label(
            "each example is decided once, within the budget, and is broken only by a point that is one when looked at alone")
    void decidedOnce(@ForAll Odd odd, @ForAll Norm norm, @ForAll boolean targeted, @ForAll long seed) {
        Problem any = problem(odd.network(seed), seed, norm);
        Problem problem = targeted ? any.withTarget(new Target.Next(CLASSES)) : any;
        Verification verification = new Verification(problem);
        for (String name : Attacks.names()) {
            for (Attack attack : suited(name, problem)) {
                String of = name + " in " + norm + " on " + odd + (targeted ? ", targeted" : "");
                Map<Integer, Outcome> outcomes = new TreeMap<>();
                attack.attack(
                        problem,
                        Nets.all(problem),
                        seed,
                        BUDGET,
                        (index, outcome) -> assertNull(outcomes.put(index, outcome), of),
                        () -> false);
                assertEquals(EXAMPLES, outcomes.size(), of);
                outcomes.forEach((index, outcome) -> {
                    assertTrue(outcome.spent().gradients() <= BUDGET.gradients(), of);
                    assertTrue(outcome.spent().queries() <= BUDGET.queries(), of);
                    if (outcome instanceof Outcome.Falsified(var witness, var _)) {
                        assertFalse(odd == Odd.THE_SAME || odd == Odd.ONE_CLASS, of);
                        assertTrue(
                                verification
                                        .check(index, witness.x(), name, problem.target(index))
                                        .isPresent(),
                                of);
                    }
                });
                if (odd == Odd.NO_NUMBER && !targeted || odd == Odd.TIED) {
                    // The example itself is one.
                    List<Integer> stand = new ArrayList<>();
                    outcomes.forEach((index, outcome) -> {
                        if (outcome instanceof Outcome.Survived) {
                            stand.add(index);
                        }
                    });
                    assertEquals(List.of(), stand, of);
                }
            }
        }
    }

    /** Ways of leaving an attacker none. */
    private enum NoRoom {
        NO_RADIUS(norm -> new Threat(norm, 0, 0, 1)),
        NO_RADIUS_IN_A_TABLE(norm -> Threat.of(norm, 0, features(Feature.real("a", 1, 0, 1)))),
        IMMUTABLE(norm -> Threat.of(norm, 1, features(Feature.immutable("a")))),
        RADII_OF_NOTHING(norm -> Threat.of(norm, 1, features(Feature.real("a", 0, 0, 1)))),
        RADII_BELOW_A_STEP(norm -> Threat.of(norm, 1, features(Feature.integer("a", 0.4, 0, 1)))),
        LEVELS_FARTHER_APART(norm ->
                Threat.of(norm, 1, Features.ofChannels(List.of(Feature.real("a", 0.4, 0, 1)), new int[SIZE], 1)));

        private final Function<Norm, Threat> threat;

        NoRoom(Function<Norm, Threat> threat) {
            this.threat = threat;
        }

        private static Features features(Feature feature) {
            return new Features(Collections.nCopies(SIZE, feature));
        }
    }

    @Property
    @Label("where an attacker has no room nothing is broken but what is wrong as it is, and that as it is")
    void noRoom(@ForAll NoRoom none, @ForAll Norm norm, @ForAll long seed) {
        Graph network = Nets.dense(seed, SIZE, 6, CLASSES);
        float[] values = Nets.points(seed, EXAMPLES * SIZE);
        for (int i = 0; i < values.length; i++) {
            // What whole numbers and two levels have too.
            values[i] = Math.rint(values[i]) == 0 ? 0 : 1;
        }
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            int prediction = Nets.prediction(network, Arrays.copyOfRange(values, i * SIZE, (i + 1) * SIZE));
            labels[i] = (prediction + (i == 0 ? 1 : 0)) % CLASSES;
        }
        Problem problem = Nets.problem(network, values, labels, none.threat.apply(norm), 3);
        Verification verification = new Verification(problem);
        for (String name : Attacks.names()) {
            for (Attack attack : suited(name, problem)) {
                String of = name + " in " + norm + ", " + none;
                Map<Integer, Outcome> outcomes = new TreeMap<>();
                attack.attack(problem, Nets.all(problem), seed, BUDGET, outcomes::put, () -> false);
                assertEquals(EXAMPLES, outcomes.size(), of);
                outcomes.forEach((index, outcome) -> {
                    float[] example = Arrays.copyOfRange(values, index * SIZE, (index + 1) * SIZE);
                    // One whose scores are tied is wrong too.
                    if (verification
                            .check(index, example, name, problem.target(index))
                            .isPresent()) {
                        Outcome.Falsified wrong = assertInstanceOf(Outcome.Falsified.class, outcome, of);
                        assertArrayEquals(example, wrong.witness().x(), of);
                        assertEquals(0, wrong.witness().distance(), of);
                    } else {
                        assertInstanceOf(Outcome.Survived.class, outcome, of);
                    }
                });
            }
        }
    }
}
