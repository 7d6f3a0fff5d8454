package io.jaspis.attacks.evasion.blackbox;

import static io.jaspis.attacks.evasion.blackbox.ScoreAttackSamples.EXAMPLES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.Outcomes;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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

/** Attacks on a function of anybody's, of which nothing is known but its answers. */
@PropertyDefaults(tries = 30, edgeCases = EdgeCasesMode.NONE)
class OracleLaws {
    private static final int SIZE = 12;
    /** A number, a whole one, one of three categories and one of two. */
    private static final float[] TABLE_ROW = {0.2f, 2, 1, 0, 0, 1, 0};

    private static final OracleProblem.Noise NOISE = new OracleProblem.Noise(100, 1e-9);

    @Provide
    Arbitrary<LongFunction<BlackBox>> attacks() {
        return Arbitraries.of(ScoreAttackSamples.ALL);
    }

    private static Problem problem(long seed, Norm norm) {
        return ScoreAttackSamples.classified(seed, Shape.of(SIZE), norm, 4);
    }

    /** A function of the network's answers, which looks at how it is asked. */
    private static Oracle.Scores scores(Problem problem) {
        Oracle network = Oracle.of(problem.scores(), problem.device(), 8);
        return (inputs, rows) -> {
            assertEquals(rows * SIZE, inputs.length);
            return network.scores(inputs, rows);
        };
    }

    private static OracleProblem asking(Problem problem, Oracle oracle) {
        return new OracleProblem(oracle, problem.examples(), problem.threat(), 3);
    }

    private static Map<Integer, Outcome> outcomes(BlackBox attack, OracleProblem problem, long seed, long queries) {
        Map<Integer, Outcome> outcomes = new TreeMap<>();
        List<Integer> all =
                IntStream.range(0, problem.examples().count()).boxed().toList();
        attack.attack(problem, all, seed, Budget.UNLIMITED.withQueries(queries), outcomes::put, () -> false);
        return outcomes;
    }

    @Property
    @Label("an oracle of a network's scores falls as the network does, for one query more; all queries are counted")
    void asTheNetwork(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = problem(seed, norm);
        Oracle oracle = Oracle.ofScores(Shape.of(SIZE), problem.classes(), scores(problem));
        Map<Integer, Outcome> asked = outcomes(attack.apply(101), asking(problem, oracle), seed, Long.MAX_VALUE);
        // The names of attacks tell their queries, and chance follows from the name.
        Map<Integer, Outcome> known =
                Outcomes.of(attack.apply(101), problem, Nets.all(problem), seed, Budget.UNLIMITED.withQueries(100));
        Outcomes.assertAsTheNetwork(known, asked, oracle);
    }

    @Property
    @Label("what an oracle says once but not again is no success, and costs no more than the budget")
    void changingItsMind(
            @ForAll("attacks") LongFunction<BlackBox> attack,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 60) int queries) {
        Problem problem = problem(seed, Norm.LINF);
        // In company every input is of another class; alone, as what is asked again is, of its own.
        Oracle oracle = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
            float[] scores = new float[rows * problem.classes()];
            for (int row = 0; rows > 1 && row < rows; row++) {
                scores[row * problem.classes() + 1] = 1;
            }
            for (int row = 0; rows == 1 && row < rows; row++) {
                scores[row * problem.classes()] = 1;
            }
            return scores;
        });
        OracleProblem asked = new OracleProblem(
                oracle,
                new Nets.Listed(Shape.of(SIZE), problem.classes(), Nets.points(seed, 4 * SIZE), new int[4]),
                problem.threat(),
                64);
        outcomes(attack.apply(1000), asked, seed, queries).values().forEach(outcome -> {
            assertFalse(outcome instanceof Outcome.Falsified);
            assertTrue(outcome.spent().queries() <= queries);
        });
    }

    @Property
    @Label("when an oracle fails, what was found is kept, the rest is undecided, and the failure is told")
    void failing(
            @ForAll("attacks") LongFunction<BlackBox> attack,
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 40) int calls,
            @ForAll boolean error) {
        Problem problem = problem(seed, Norm.LINF);
        int[] left = {calls};
        Oracle.Scores network = scores(problem);
        Oracle oracle = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
            if (left[0]-- == 0 && error) {
                throw new NoClassDefFoundError("the line is dead");
            } else if (left[0] == -1) {
                throw new IllegalStateException("the line is dead");
            }
            return network.of(inputs, rows);
        });
        Map<Integer, Outcome> found = new TreeMap<>();
        OracleProblem asked = asking(problem, oracle);
        try {
            attack.apply(101).attack(asked, Nets.all(problem), seed, Budget.UNLIMITED, found::put, () -> false);
            assertEquals(EXAMPLES, found.size());
        } catch (OracleException failure) {
            assertEquals(found.size(), failure.decided());
            assertEquals(EXAMPLES - found.size(), failure.undecided());
            assertTrue(failure.getMessage().contains("the line is dead"), failure.getMessage());
        }
        left[0] = -2;
        Map<Integer, Outcome> whole = outcomes(attack.apply(101), asked, seed, Long.MAX_VALUE);
        found.forEach((index, outcome) -> assertEquals(whole.get(index).getClass(), outcome.getClass()));
    }

    @Property
    @Label(
            "an oracle is asked nothing more once the attack is to end, and keeps what it was asked; what was found is told")
    void stopping(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 1, max = 30) int calls) {
        Problem problem = problem(seed, norm);
        Oracle.Scores network = scores(problem);
        List<LongFunction<? extends BlackBox>> all = new ArrayList<>(ScoreAttackSamples.ALL);
        all.addAll(LabelAttackSamples.ALL);
        for (LongFunction<? extends BlackBox> attack : all) {
            List<float[]> seen = new ArrayList<>();
            List<float[]> copies = new ArrayList<>();
            Oracle oracle = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
                seen.add(inputs);
                copies.add(inputs.clone());
                return network.of(inputs, rows);
            });
            Map<Integer, Outcome> found = new TreeMap<>();
            attack.apply(101)
                    .attack(
                            asking(problem, oracle),
                            Nets.all(problem),
                            seed,
                            Budget.UNLIMITED,
                            found::put,
                            () -> seen.size() >= calls);
            assertTrue(seen.size() <= calls, seen.size() + " calls");
            for (int i = 0; i < seen.size(); i++) {
                assertArrayEquals(copies.get(i), seen.get(i));
            }
            Map<Integer, Outcome> whole = outcomes(attack.apply(101), asking(problem, oracle), seed, Long.MAX_VALUE);
            found.forEach((index, outcome) -> assertEquals(whole.get(index).getClass(), outcome.getClass()));
        }
    }

    /** The same attack with another way to search. */
    private record Changed(BlackBox attack, UnaryOperator<Inquiry> search, int kept) implements BlackBox {
        @Override
        public String name() {
            return attack.name();
        }

        @Override
        public long queries() {
            return attack.queries();
        }

        @Override
        public boolean readsScores() {
            return attack.readsScores();
        }

        @Override
        public Inquiry begin(Subject subject, Answers clean) {
            return search.apply(attack.begin(subject, clean));
        }
    }

    @Example
    @Label("searches that keep many points go on one after the other, and find the same")
    void room() {
        Problem problem = problem(3, Norm.LINF);
        Square square = new Square(50);
        int[] most = new int[1];
        Oracle.Scores network = scores(problem);
        Oracle oracle = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
            most[0] = Math.max(most[0], rows);
            return network.of(inputs, rows);
        });
        BlackBox large = new Changed(square, search -> search, Integer.MAX_VALUE);
        Map<Integer, Outcome> alone = outcomes(large, asking(problem, oracle), 1, Long.MAX_VALUE);
        assertEquals(1, most[0]);
        Map<Integer, Outcome> together = outcomes(square, asking(problem, oracle), 1, Long.MAX_VALUE);
        assertTrue(most[0] > 1);
        together.forEach((index, outcome) ->
                assertEquals(outcome.spent(), alone.get(index).spent()));
    }

    /** A search that now and then has nothing to ask about yet. */
    private static Inquiry pausing(Inquiry search, boolean forever) {
        return new Inquiry() {
            private int turn;

            @Override
            public int wanted(long left) {
                return forever || turn++ % 3 != 0 ? NOTHING_YET : search.wanted(left);
            }

            @Override
            public void write(int point, float[] rows, int offset) {
                search.write(point, rows, offset);
            }

            @Override
            public void take(Answers answers) {
                search.take(answers);
            }
        };
    }

    @Property
    @Label("a search that pauses finds what it finds otherwise, and ends when it is told to")
    void pauses(@ForAll("attacks") LongFunction<BlackBox> attack, @ForAll long seed, @ForAll Norm norm) {
        Problem problem = problem(seed, norm);
        OracleProblem asked = asking(problem, Oracle.ofScores(Shape.of(SIZE), problem.classes(), scores(problem)));
        BlackBox plain = attack.apply(60);
        Map<Integer, Outcome> whole = outcomes(plain, asked, seed, Long.MAX_VALUE);
        outcomes(new Changed(plain, search -> pausing(search, false), 1), asked, seed, Long.MAX_VALUE)
                .forEach((index, outcome) -> assertEquals(whole.get(index).spent(), outcome.spent()));
        int[] turns = new int[1];
        new Changed(plain, search -> pausing(search, true), 1)
                .attack(
                        asked,
                        Nets.all(problem),
                        seed,
                        Budget.UNLIMITED,
                        (index, _) -> {
                            throw new AssertionError("example " + index + " is decided");
                        },
                        () -> turns[0]++ > 50);
    }

    /** The network's labels, of which this share is drawn anew from all classes. */
    private static Oracle noisy(Problem problem, double share, long seed) {
        Oracle network = Oracle.of(problem.scores(), problem.device(), 8);
        SplittableRandom chance = new SplittableRandom(seed);
        return Oracle.ofLabels(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
            int[] labels = network.labels(inputs, rows);
            for (int row = 0; row < rows; row++) {
                labels[row] = chance.nextDouble() < share ? chance.nextInt(problem.classes()) : labels[row];
            }
            return labels;
        });
    }

    @Property
    @Label("an oracle that is right half of the time on whatever it is asked falls to no attack, within the budget")
    void coins(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2000) int queries) {
        Problem problem = problem(seed, Norm.LINF);
        SplittableRandom chance = new SplittableRandom(seed);
        Oracle coin = Oracle.ofLabels(
                Shape.of(SIZE),
                problem.classes(),
                (_, rows) ->
                        IntStream.range(0, rows).map(_ -> chance.nextInt(2)).toArray());
        OracleProblem asked = new OracleProblem(
                        coin,
                        new Nets.Listed(Shape.of(SIZE), problem.classes(), Nets.points(seed, 4 * SIZE), new int[4]),
                        problem.threat(),
                        7)
                .withNoise(NOISE);
        LabelAttackSamples.ALL.forEach(attack -> outcomes(attack.apply(2000), asked, seed, queries)
                .values()
                .forEach(outcome -> {
                    assertFalse(outcome instanceof Outcome.Falsified);
                    assertTrue(outcome.spent().queries() <= queries);
                }));
    }

    @Property
    @Label("what falls of a network some of whose answers are drawn at random is misclassified by the network itself")
    void throughNoise(@ForAll long seed, @ForAll Norm norm, @ForAll boolean targeted) {
        Problem problem = problem(seed, norm);
        Target target = targeted ? new Target.Next(problem.classes()) : Target.ANY;
        OracleProblem asked = new OracleProblem(
                        noisy(problem, 0.2, seed), problem.examples(), problem.threat(), target, 7)
                .withNoise(NOISE);
        LabelAttackSamples.ALL.forEach(attack -> outcomes(attack.apply(2000), asked, seed, Long.MAX_VALUE)
                .forEach((index, outcome) -> {
                    if (outcome instanceof Outcome.Falsified falsified) {
                        int[] labels = Oracle.of(problem.scores(), problem.device(), 1)
                                .labels(falsified.witness().x(), 1);
                        assertEquals(labels[0], falsified.witness().prediction());
                        assertTrue(
                                targeted
                                        ? labels[0] == asked.target(index)
                                        : labels[0] != problem.examples().label(index));
                    }
                }));
    }

    @Example
    void noiseThatNothingCouldShowThroughIsRefused() {
        assertEquals(
                "10 evaluations that all agree don't show a majority but for a probability of 0.001: give more",
                assertThrows(IllegalArgumentException.class, () -> new OracleProblem.Noise(10, 0.001))
                        .getMessage());
        for (double alpha : new double[] {0, 1, 1.9, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new OracleProblem.Noise(100, alpha));
        }
        // Of the first judgement half of alpha: 2⁻¹¹ is less than that.
        assertTrue(new OracleProblem.Noise(11, 0.001).judged(11, 1).mostlyWrong());
        assertFalse(new OracleProblem.Noise(11, 0.001).judged(11, 2).mostlyWrong());
    }

    /** After a judgement that failed, eleven answers can't show anything any more. */
    @Example
    void aSearchWhoseSuccessNothingCouldShowEnds() {
        Problem problem = problem(1, Norm.LINF);
        int[] asked = new int[1];
        Oracle oracle = Oracle.ofLabels(
                Shape.of(SIZE),
                problem.classes(),
                (_, rows) -> IntStream.range(0, rows)
                        .map(_ -> asked[0]++ == 0 ? 1 : 0)
                        .toArray());
        OracleProblem once = new OracleProblem(
                        oracle,
                        new Nets.Listed(Shape.of(SIZE), problem.classes(), Nets.points(1, SIZE), new int[1]),
                        problem.threat(),
                        7)
                .withNoise(new OracleProblem.Noise(11, 0.001));
        Outcome outcome =
                outcomes(LabelAttack.hopSkipJump(5000), once, 1, Long.MAX_VALUE).get(0);
        assertFalse(outcome instanceof Outcome.Falsified);
        assertEquals(12, outcome.spent().queries());
    }

    /** A lucky answer is no floor that later ones would have to go below. */
    @Property
    @Label("attacks by scores go on from a point that looked broken by chance")
    void scoresThroughNoise(@ForAll long seed) {
        Problem problem = problem(seed, Norm.LINF);
        Oracle network = Oracle.of(problem.scores(), problem.device(), 8);
        SplittableRandom chance = new SplittableRandom(seed);
        Oracle noisy = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
            float[] scores = network.scores(inputs, rows);
            for (int i = 0; i < scores.length; i++) {
                scores[i] += (float) (0.01 * chance.nextGaussian());
            }
            return scores;
        });
        // What breaks in a smaller ball has points in the whole one that noise doesn't turn back.
        Problem smaller = problem.withThreat(
                problem.threat().withEpsilon(0.7 * problem.threat().epsilon()));
        Map<Integer, Outcome> quiet = Outcomes.of(new Square(300), smaller, Nets.all(smaller), seed, Budget.UNLIMITED);
        long expected = quiet.values().stream()
                .filter(outcome -> outcome instanceof Outcome.Falsified)
                .count();
        Map<Integer, Outcome> outcomes =
                outcomes(new Square(20_000), asking(problem, noisy).withNoise(NOISE), seed, Long.MAX_VALUE);
        long found = outcomes.values().stream()
                .filter(outcome -> outcome instanceof Outcome.Falsified)
                .count();
        assertTrue(found >= expected - 1, found + " of " + expected);
        outcomes.forEach((index, outcome) -> {
            if (outcome instanceof Outcome.Falsified falsified) {
                int label = Oracle.of(problem.scores(), problem.device(), 1)
                        .labels(falsified.witness().x(), 1)[0];
                assertTrue(label != problem.examples().label(index));
            }
        });
    }

    @Example
    void anAnswerAtRandomIsNotBelieved() {
        Problem problem = problem(1, Norm.L2);
        OracleProblem asked = asking(problem, noisy(problem, 0.2, 1)).withNoise(NOISE);
        assertThrows(
                IllegalArgumentException.class,
                () -> LabelAttack.cgba(100).descend(asked, List.of(0), 1, Budget.UNLIMITED, (_, _) -> {}, () -> false));
    }

    @Example
    void aWrongNumberOfScoresIsToldPlainly() {
        Problem problem = problem(1, Norm.LINF);
        Oracle oracle = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (_, _) -> new float[] {1, 2});
        String message = assertThrows(
                        OracleException.class,
                        () -> outcomes(new Square(100), asking(problem, oracle), 1, Long.MAX_VALUE))
                .getMessage();
        assertEquals(
                "the oracle failed after 3 queries of Square-100: the oracle's function gave 2 scores instead of 12. Of its"
                        + " examples 0 were decided before, which stays true, and 6 are undecided",
                message);
    }

    @Property
    @Label("answers of another number than was asked for, sooner or later, are an oracle's failure, whoever asks")
    void wrongNumbers(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(max = 20) int calls) {
        Problem problem = problem(seed, norm);
        Oracle network = Oracle.of(problem.scores(), problem.device(), 8);
        for (int more : new int[] {-1, 1}) {
            int[] left = {0};
            Oracle scores = Oracle.ofScores(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
                float[] right = network.scores(inputs, rows);
                return left[0]-- > 0 ? right : Arrays.copyOf(right, right.length + more);
            });
            ScoreAttackSamples.ALL.forEach(attack -> {
                left[0] = calls;
                assertToldOrOver(attack.apply(101), asking(problem, scores), left);
            });
            Oracle labels = Oracle.ofLabels(Shape.of(SIZE), problem.classes(), (inputs, rows) -> {
                int[] right = network.labels(inputs, rows);
                return left[0]-- > 0 ? right : Arrays.copyOf(right, right.length + more);
            });
            LabelAttackSamples.ALL.forEach(attack -> {
                left[0] = calls;
                assertToldOrOver(attack.apply(101), asking(problem, labels), left);
            });
        }
    }

    /** @param left of the calls that are answered rightly; negative once one wasn't */
    private static void assertToldOrOver(BlackBox attack, OracleProblem problem, int[] left) {
        try {
            assertEquals(EXAMPLES, outcomes(attack, problem, 1, 200).size(), attack.name());
            assertTrue(left[0] >= 0, attack.name());
        } catch (OracleException failure) {
            assertTrue(left[0] < 0 && failure.getMessage().contains(" instead of "), failure.getMessage());
        }
    }

    /** All that an attack asks about a row of a table whose answers are always the same. */
    private static List<float[]> asked(BlackBox attack, double epsilon, long seed) {
        Features features = new Features(List.of(
                Feature.real("amount", 0.3, -1, 1),
                Feature.integer("items", 0.9, 0, 4),
                Feature.category("red", 1, "colour"),
                Feature.category("green", 1, "colour"),
                Feature.category("blue", 1, "colour"),
                Feature.category("on", 1, "switch").moving(Feature.Way.NONE),
                Feature.category("off", 1, "switch")));
        Shape shape = Shape.of(features.size());
        List<float[]> asked = new ArrayList<>();
        Oracle oracle = Oracle.ofScores(shape, 2, (inputs, rows) -> {
            float[] scores = new float[rows * 2];
            for (int row = 0; row < rows; row++) {
                scores[row * 2] = 1;
                asked.add(Arrays.copyOfRange(inputs, row * shape.size(), (row + 1) * shape.size()));
            }
            return scores;
        });
        Nets.Listed examples = new Nets.Listed(shape, 2, TABLE_ROW, new int[1]);
        OracleProblem problem = new OracleProblem(oracle, examples, Threat.of(Norm.LINF, epsilon, features), 8);
        outcomes(attack, problem, seed, 60);
        return asked;
    }

    @Property
    @Label(
            "square in L∞ doesn't ask again about the point of a table that it has, nor looks for categories out of reach")
    void squareOnTables(@ForAll long seed, @ForAll boolean far) {
        List<float[]> asked = asked(new Square(60), far ? 1 : 0.5, seed);
        assertTrue(asked.size() > 50, asked.size() + " questions");
        // The first is the example, the second where the search begins, and no answer is better.
        float[] best = asked.get(1);
        for (float[] x : asked.subList(2, asked.size())) {
            assertFalse(Arrays.equals(best, x), () -> Arrays.toString(x));
        }
    }

    @Property
    @Label("zoo in L∞ asks about no element of a table that can't change")
    void zooOnTables(@ForAll long seed, @ForAll boolean far) {
        List<float[]> asked = asked(new Zoo(60), far ? 1 : 0.5, seed);
        assertTrue(asked.size() > 50, asked.size() + " questions");
        for (float[] x : asked) {
            for (int i = 1; i < x.length; i++) {
                boolean colour = i >= 2 && i < 5;
                assertTrue(x[i] == TABLE_ROW[i] || far && colour, Arrays.toString(x));
            }
        }
    }

    @Example
    void anOracleOfLabelsIsRefusedBeforeItIsAsked() {
        Problem problem = problem(1, Norm.LINF);
        Oracle oracle = Oracle.ofLabels(Shape.of(SIZE), problem.classes(), (_, _) -> {
            throw new AssertionError("asked");
        });
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> outcomes(new Square(100), asking(problem, oracle), 1, Long.MAX_VALUE))
                .getMessage();
        assertEquals("Square-100 goes by scores, but the oracle tells labels alone", message);
    }

    @Example
    void examplesThatDontFitTheOracleAreRefused() {
        Problem problem = problem(1, Norm.LINF);
        Oracle wide = Oracle.ofScores(Shape.of(SIZE + 1), 4, (_, _) -> new float[0]);
        assertThrows(IllegalArgumentException.class, () -> asking(problem, wide));
        Oracle narrow = Oracle.ofScores(Shape.of(SIZE), 2, (_, _) -> new float[0]);
        assertThrows(IllegalArgumentException.class, () -> asking(problem, narrow));
    }
}
