package io.jaspis.attacks.evasion.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.attacks.evasion.blackbox.OracleException;
import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** Attacks by other models' slopes, and by a substitute's, on what tells labels and nothing else. */
@PropertyDefaults(tries = 20, edgeCases = EdgeCasesMode.NONE)
class TransferToOraclesLaws {
    private static final Shape PICTURE = Shape.of(5, 4);
    private static final Shape ROW = Shape.of(8);
    private static final int CLASSES = 4;
    private static final int EXAMPLES = 10;
    private static final TransferFgsm.Settings PLAIN = new TransferFgsm.Settings(3, 1, 0, 1);
    private static final TransferFgsm.Settings BLURRED = new TransferFgsm.Settings(5, 0, 0.5, 3);
    private static final Attack.Listener NOBODY = (_, _) -> {};

    private static int broken;

    /** What is attacked by, on a problem whose network is among the sources. */
    private enum Kind {
        TRANSFER,
        SUBSTITUTE;

        TransferAttack on(Problem problem) {
            // Of a table there are no pictures to blur.
            TransferFgsm.Settings way = problem.size() == PICTURE.size() ? BLURRED : PLAIN;
            return switch (this) {
                case TRANSFER ->
                    new TransferFgsm(List.of(problem.scores(), Nets.dense(7, problem.size(), 16, CLASSES)), way);
                case SUBSTITUTE -> new SubstituteTransfer(8, 2, 5, List.of(way));
            };
        }
    }

    private static Map<Integer, Outcome> outcomes(
            TransferAttack attack, OracleProblem asked, Problem problem, long seed, long queries) {
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        attack(attack, asked, problem, seed, queries, (index, outcome) -> {
            if (outcomes.put(index, outcome) != null) {
                throw new AssertionError("example " + index + " is decided twice");
            }
        });
        return outcomes;
    }

    private static void attack(
            TransferAttack attack,
            OracleProblem asked,
            Problem problem,
            long seed,
            long queries,
            Attack.Listener listener) {
        Budget budget = Budget.UNLIMITED.withQueries(queries);
        attack.attack(asked, problem.device(), Nets.all(problem), seed, budget, listener, () -> false);
    }

    @Provide
    Arbitrary<Problem> problems() {
        return Arbitraries.longs().flatMap(seed -> Arbitraries.of(picture(seed), row(seed)));
    }

    private static Problem picture(long seed) {
        Problem problem = Nets.classified(
                Nets.dense(seed, PICTURE, PICTURE.size(), 16, CLASSES),
                seed + 1,
                EXAMPLES,
                new Threat(Norm.LINF, 0.2, 0, 1),
                4);
        return seed % 2 == 0 ? problem : problem.withTarget(new Target.Next(CLASSES));
    }

    private static Problem row(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Features features = new Features(List.of(
                Feature.real("amount", 0.3, -1, 1),
                Feature.integer("items", 1, 0, 4),
                Feature.real("debt", 0.4, 0, 2).moving(Feature.Way.ONLY_UP),
                Feature.category("red", 1, "colour"),
                Feature.category("green", 1, "colour"),
                Feature.category("blue", 1, "colour"),
                Feature.real("age", 1, 0, 90).moving(Feature.Way.NONE),
                Feature.real("score", 0.1, 0, 1)));
        Graph network = Nets.dense(seed, ROW.size(), 16, CLASSES);
        float[] values = new float[EXAMPLES * ROW.size()];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            float[] row = {
                (float) random.nextDouble(-1, 1),
                random.nextInt(5),
                (float) random.nextDouble(2),
                0,
                0,
                0,
                90,
                (float) random.nextDouble()
            };
            row[3 + random.nextInt(3)] = 1;
            System.arraycopy(row, 0, values, i * row.length, row.length);
            // Of some the label is another.
            labels[i] = (Nets.prediction(network, row) + (i == 3 ? 1 : 0)) % CLASSES;
        }
        return Nets.problem(network, values, labels, Threat.of(Norm.LINF, 1.5, features), 4);
    }

    /** The labels of the problem's network, by a function that looks at how it is asked. */
    private static Oracle labels(Problem problem, int batch) {
        Oracle network = Oracle.of(problem.scores(), problem.device(), 8);
        return Oracle.ofLabels(network.input(), CLASSES, (inputs, rows) -> {
            assertTrue(rows <= batch);
            assertEquals(rows * problem.size(), inputs.length);
            for (int i = 0; i < inputs.length; i++) {
                int element = i % problem.size();
                assertTrue(inputs[i] >= problem.threat().lower(element)
                        && inputs[i] <= problem.threat().upper(element));
            }
            return network.labels(inputs, rows);
        });
    }

    private static OracleProblem asking(Oracle oracle, Problem problem, int batch) {
        return new OracleProblem(oracle, problem.examples(), problem.threat(), problem.target(), batch);
    }

    @AfterContainer
    static void someWereBroken() {
        assertTrue(broken > 0, "no attack broke anything, so nothing was looked at");
    }

    @Property
    @Label("an oracle of a network's labels falls as the network does, for one query more; all queries are counted")
    void asTheNetwork(
            @ForAll Kind kind,
            @ForAll("problems") Problem problem,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @IntRange(min = 1, max = 20) int queries) {
        Map<Integer, Outcome> known =
                Outcomes.of(kind.on(problem), problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(queries));
        Oracle oracle = labels(problem, batch);
        Map<Integer, Outcome> asked =
                outcomes(kind.on(problem), asking(oracle, problem, batch), problem, seed, queries + 1);
        Outcomes.assertAsTheNetwork(known, asked, oracle);
        broken += Outcomes.falsified(asked).size();
    }

    @Property
    @Label("when an oracle fails, while it is learnt from or later, what was found is kept, and the failure is told")
    void failing(
            @ForAll Kind kind,
            @ForAll("problems") Problem problem,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 30) int calls) {
        int[] left = {calls};
        Oracle network = labels(problem, 3);
        Oracle oracle = Oracle.ofLabels(network.input(), CLASSES, (inputs, rows) -> {
            if (left[0]-- == 0) {
                throw new IllegalStateException("the line is dead");
            }
            return network.labels(inputs, rows);
        });
        OracleProblem asked = asking(oracle, problem, 3);
        Map<Integer, Outcome> found = new TreeMap<>();
        try {
            attack(kind.on(problem), asked, problem, seed, Long.MAX_VALUE, found::put);
            assertEquals(EXAMPLES, found.size());
        } catch (OracleException failure) {
            assertEquals(found.size(), failure.decided());
            assertEquals(EXAMPLES - found.size(), failure.undecided());
            assertTrue(failure.getMessage().contains("the line is dead"), failure.getMessage());
            assertTrue(failure.getMessage().contains("after " + oracle.queries() + " queries"), failure.getMessage());
        }
        left[0] = -1;
        Map<Integer, Outcome> whole = outcomes(kind.on(problem), asked, problem, seed, Long.MAX_VALUE);
        found.forEach((index, outcome) -> assertEquals(whole.get(index).getClass(), outcome.getClass()));
    }

    @Property
    @Label(
            "an oracle whose answers are drawn from a hat teaches something, but falls to nothing that noise is judged by")
    void hats(@ForAll Kind kind, @ForAll("problems") Problem problem, @ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        Oracle hat = Oracle.ofLabels(
                problem.scores().input(problem.scores().onlyInput()).shape(),
                CLASSES,
                (_, rows) -> chance.ints(rows, 0, CLASSES).toArray());
        // To all labels but the right one a hat comes three times in four.
        OracleProblem asked = asking(hat, problem.withTarget(new Target.Next(CLASSES)), 7)
                .withNoise(new OracleProblem.Noise(100, 1e-9));
        outcomes(kind.on(problem), asked, problem, seed, Long.MAX_VALUE)
                .values()
                .forEach(outcome -> assertFalse(outcome instanceof Outcome.Falsified));
    }

    @Example
    @Label("by several transfers, too, no more coins fall than noise may err by")
    void coins() {
        int count = 600;
        SplittableRandom chance = new SplittableRandom(1);
        Oracle coin = Oracle.ofLabels(
                ROW, CLASSES, (_, rows) -> chance.ints(rows, 0, 2).toArray());
        Problem problem = Nets.problem(
                Nets.dense(1, ROW.size(), 4, CLASSES),
                Nets.points(1, count * ROW.size()),
                new int[count],
                new Threat(Norm.LINF, 0.1, 0, 1),
                64);
        OracleProblem asked = asking(coin, problem, 64).withNoise(new OracleProblem.Noise(12, 0.05));
        SubstituteTransfer attack = new SubstituteTransfer(8, 1, 1, List.of(PLAIN, PLAIN, PLAIN, PLAIN));
        Map<Integer, Outcome> outcomes = outcomes(attack, asked, problem, 1, Long.MAX_VALUE);
        assertEquals(count, outcomes.size());
        int fallen = Outcomes.falsified(outcomes).size();
        assertTrue(fallen <= 0.05 * count, fallen + " of " + count);
        // What twelve answers couldn't show for a quarter of alpha is refused before they are asked.
        long before = coin.queries();
        assertThrows(
                IllegalArgumentException.class,
                () -> outcomes(attack, asked.withNoise(new OracleProblem.Noise(12, 0.001)), problem, 1, 1000));
        assertEquals(before, coin.queries());
    }

    @Example
    @Label("what the caller throws while an oracle is learnt from comes out as it is")
    void interrupting() {
        Problem problem = picture(2);
        Oracle oracle = labels(problem, 4);
        assertThrows(
                CancellationException.class,
                () -> new SubstituteTransfer(8, 3, 5, List.of(PLAIN))
                        .attack(
                                asking(oracle, problem, 4),
                                problem.device(),
                                Nets.all(problem),
                                1,
                                Budget.UNLIMITED,
                                NOBODY,
                                () -> {
                                    if (oracle.queries() > 8) {
                                        throw new CancellationException();
                                    }
                                    return false;
                                }));
    }

    @Example
    @Label("of an oracle that gives no class, or whose budget is too small to learn, each example is looked at once")
    void nothingToLearn() {
        Problem problem = picture(2);
        int[] wanted = new int[EXAMPLES];
        for (int label : new int[] {Logits.NONE, 0}) {
            Arrays.fill(wanted, label);
            Oracle same = Oracle.ofLabels(PICTURE, CLASSES, (_, rows) -> Arrays.copyOf(wanted, rows));
            Map<Integer, Outcome> outcomes = outcomes(
                    Kind.SUBSTITUTE.on(problem), asking(same, problem, EXAMPLES), problem, 1, label == 0 ? 3 : 100);
            outcomes.forEach((index, outcome) ->
                    assertEquals(label != problem.examples().label(index), outcome instanceof Outcome.Falsified));
        }
    }

    @Example
    void sourcesThatDontFitAreRefusedBeforeAnyQuery() {
        Problem problem = picture(2);
        Oracle oracle = labels(problem, 4);
        TransferFgsm other = new TransferFgsm(List.of(Nets.dense(1, 3, 5, CLASSES)), TransferFgsm.Settings.STANDARD);
        assertThrows(
                IllegalArgumentException.class,
                () -> other.attack(
                        asking(oracle, problem, 4),
                        problem.device(),
                        List.of(0),
                        1,
                        Budget.UNLIMITED,
                        NOBODY,
                        () -> false));
        assertEquals(0, oracle.queries());
    }

    @Example
    @Label("who stops an attack while it learns has no example decided, and no query more than a batch")
    void stopping() {
        Problem problem = picture(2);
        Oracle oracle = labels(problem, 3);
        Kind.SUBSTITUTE
                .on(problem)
                .attack(
                        asking(oracle, problem, 3),
                        problem.device(),
                        Nets.all(problem),
                        1,
                        Budget.UNLIMITED,
                        (index, _) -> {
                            throw new AssertionError("example " + index + " is decided");
                        },
                        () -> oracle.queries() >= 3);
        assertEquals(3, oracle.queries());
    }
}
