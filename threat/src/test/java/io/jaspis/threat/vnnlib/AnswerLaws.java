package io.jaspis.threat.vnnlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Verification;
import io.jaspis.threat.samples.Nets;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class AnswerLaws {
    private static final int INPUTS = 3;
    private static final Graph NETWORK = Nets.dense(1, INPUTS, 8, 2);
    private static final Verification VERIFICATION = new Verification(NETWORK);

    private static Query query(List<BigDecimal> lower, List<BigDecimal> upper, String assertion) {
        StringBuilder text = new StringBuilder("(declare-const Y_0 Real)(declare-const Y_1 Real)\n");
        for (int i = 0; i < lower.size(); i++) {
            text.append("(declare-const X_" + i + " Real)");
            text.append("(assert (<= X_" + i + " " + upper.get(i) + "))");
            text.append("(assert (>= X_" + i + " " + lower.get(i) + "))\n");
        }
        return VnnLib.parse(text + assertion, "random");
    }

    @Property(tries = 500)
    @Label(
            "a counterexample is written so that it is inside the written box, is read as what was run, and stands a replay")
    void written(@ForAll long seed) {
        Random random = new Random(seed);
        List<BigDecimal> lower = new ArrayList<>();
        List<BigDecimal> upper = new ArrayList<>();
        float[] x = new float[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            BigDecimal least = new BigDecimal(random.nextInt(-1_000_000, 1_000_000))
                    .movePointLeft(6)
                    .add(random.nextBoolean() ? BigDecimal.ZERO : new BigDecimal(random.nextLong()).movePointLeft(30));
            BigDecimal most = random.nextBoolean()
                    ? least
                    : least.add(new BigDecimal(random.nextInt(1000)).movePointLeft(random.nextInt(12)));
            lower.add(least);
            upper.add(most);
            x[i] = (random.nextBoolean() ? least : most).floatValue();
        }
        Query query = query(lower, upper, "(assert (or (>= Y_0 Y_1) (>= Y_1 Y_0)))");
        Answer.Sat sat = Answer.Sat.check(query, VERIFICATION, x).orElseThrow();
        for (int i = 0; i < INPUTS; i++) {
            BigDecimal number = new BigDecimal(sat.inputs().get(i));
            assertTrue(number.compareTo(lower.get(i)) >= 0 && number.compareTo(upper.get(i)) <= 0);
            assertEquals(x[i], Float.parseFloat(sat.inputs().get(i)));
            assertEquals(x[i], (float) Double.parseDouble(sat.inputs().get(i)));
            assertTrue(number.precision() <= 17
                    || number.compareTo(lower.get(i)) == 0
                    || number.compareTo(upper.get(i)) == 0);
        }
        Claim claim = Claim.parse(sat.text(Answer.Format.COMPETITION), "answer", query);
        assertEquals(Answer.Verdict.SAT, claim.verdict());
        assertEquals(Optional.empty(), claim.fault(query, VERIFICATION));
        for (int j = 0; j < 2; j++) {
            assertEquals(sat.y()[j], claim.outputs().get(j).floatValue());
        }
    }

    @Property
    @Label("what is outside of the box, or not unsafe, is no counterexample")
    void refused(@ForAll long seed) {
        Random random = new Random(seed);
        List<BigDecimal> lower = new ArrayList<>();
        List<BigDecimal> upper = new ArrayList<>();
        float[] x = new float[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            x[i] = random.nextFloat();
            lower.add(new BigDecimal(x[i]).subtract(new BigDecimal("0.125")));
            upper.add(new BigDecimal(x[i]));
        }
        float[] y = VERIFICATION.replay(x);
        boolean first = y[0] > y[1];
        String holds = first ? "(assert (> Y_0 Y_1))" : "(assert (<= Y_0 Y_1))";
        String fails = first ? "(assert (<= Y_0 Y_1))" : "(assert (> Y_0 Y_1))";
        assertTrue(Answer.Sat.check(query(lower, upper, holds), VERIFICATION, x).isPresent());
        assertFalse(
                Answer.Sat.check(query(lower, upper, fails), VERIFICATION, x).isPresent());
        x[random.nextInt(INPUTS)] += 0x1p-20f;
        assertFalse(Answer.Sat.check(query(lower, upper, "(assert (or (<= Y_0 Y_1) (>= Y_0 Y_1)))"), VERIFICATION, x)
                .isPresent());
    }

    /** The identity, twice: its outputs are its inputs. */
    private static Verification identity(int size) {
        return new Verification(Graph.of("x", Shape.of(size), "y", x -> x.plus(0f)));
    }

    private static final String TWO = "(declare-const X_0 Real)(declare-const X_1 Real)"
            + "(declare-const Y_0 Real)(declare-const Y_1 Real)"
            + "(assert (and (>= X_0 0) (<= X_0 1) (>= X_1 0) (<= X_1 1)))";

    @Example
    void marginsAndEquality() {
        Query query = VnnLib.parse(TWO + "(assert (>= Y_0 Y_1))", "two");
        assertEquals(
                0,
                Answer.Sat.check(query, identity(2), new float[] {0.5f, 0.5f})
                        .orElseThrow()
                        .margin());
        assertEquals(
                0.25,
                Answer.Sat.check(query, identity(2), new float[] {0.5f, 0.25f})
                        .orElseThrow()
                        .margin());
        Query strict = VnnLib.parse(TWO + "(assert (> Y_0 Y_1))", "two");
        assertFalse(
                Answer.Sat.check(strict, identity(2), new float[] {0.5f, 0.5f}).isPresent());
    }

    /** A bound between two floats, whose nearest double is below it. */
    @Example
    void rowsHoldAsTheyAreWritten() {
        Query query = VnnLib.parse(TWO + "(assert (>= Y_0 0.50000000000000000000001))", "two");
        assertEquals(
                0.5,
                query.regions().getFirst().violations().getFirst().getFirst().bound());
        assertFalse(Answer.Sat.check(query, identity(2), new float[] {0.5f, 0}).isPresent());
        assertTrue(Answer.Sat.check(query, identity(2), new float[] {Math.nextUp(0.5f), 0})
                .isPresent());
    }

    /** The strict end of a box: the row that it leaves is about the network with its inputs. */
    @Example
    void strictEndsBelongToNobody() {
        Query query = VnnLib.parse(TWO + "(assert (< X_0 0.5))(assert (>= Y_0 0.25))", "two");
        assertTrue(query.mixed());
        Graph network = query.network(Graph.of("x", Shape.of(2), "y", x -> x.plus(0f)));
        assertFalse(query.repeats());
        assertEquals(4, network.output("y").shape().size());
        Verification verification = new Verification(network);
        assertFalse(Answer.Sat.check(query, verification, new float[] {0.5f, 0}).isPresent());
        assertTrue(
                Answer.Sat.check(query, verification, new float[] {0.375f, 0}).isPresent());
        var property = query.regions().getFirst().property();
        assertFalse(verification.check(property, new float[] {0.5f, 0}, "").isPresent());
        assertTrue(verification.check(property, new float[] {0.375f, 0}, "").isPresent());
    }

    /** An input is what is written of it, not the double that is nearest. */
    @Example
    void aClaimIsHeldToItsDecimals() {
        Query above = VnnLib.parse(ONE + "(assert (> X_0 0.1))(assert (<= X_0 1))(assert (>= Y_0 0))", "above");
        assertTrue(faultAt(above, "0.1").isPresent());
        assertFalse(faultAt(above, "0.10000000000000001").isPresent());
        Query below = VnnLib.parse(ONE + "(assert (< X_0 0.1))(assert (>= X_0 0))(assert (>= Y_0 0))", "below");
        assertTrue(faultAt(below, "0.1").isPresent());
        assertFalse(faultAt(below, "0.09999999999999999999").isPresent());
    }

    /** What is told can't be close to an output that overflowed. */
    @Example
    void aClaimOfAnInfiniteOutputIsWrong() {
        Query query = VnnLib.parse(ONE + "(assert (>= X_0 0))(assert (<= X_0 1))(assert (>= Y_0 1e38))", "far");
        Claim claim = Claim.parse("sat\n((X_0 1)\n(Y_0 5))\n", "claim", query);
        assertTrue(claim.fault(query, new float[] {Float.POSITIVE_INFINITY})
                .orElseThrow()
                .contains("no finite number"));
    }

    private static final String ONE = "(declare-const X_0 Real)(declare-const Y_0 Real)";

    private static Optional<String> faultAt(Query query, String written) {
        float y = Float.parseFloat(written);
        return Claim.parse("sat\n((X_0 " + written + ")\n(Y_0 " + y + "))\n", "claim", query)
                .fault(query, new float[] {y});
    }

    /** Of 17 and 16 digits, which no double holds once they are whole, nor as they are. */
    @Example
    void aCoefficientIsTheSumOfTwoDoubles() {
        Query query = VnnLib.parse(
                TWO + "(assert (>= (* 0.12345678901234567 Y_0) (* 0.12345678901234566 Y_1)))"
                        + "(assert (<= (* 0.12345678901234567 Y_0) (* 0.12345678901234566 X_1)))",
                "two");
        assertTrue(query.mixed() && query.repeats());
        Graph network = query.network(Graph.of("x", Shape.of(2), "y", x -> x.plus(0f)));
        assertEquals(8, network.output("y").shape().size());
        var property = query.regions().getFirst().property();
        Verification verification = new Verification(network);
        // Only at 0 do both hold: elsewhere the first sum is larger by 1e-17 of the number.
        for (float x : new float[] {0, 1}) {
            double[] values = new double[8];
            Arrays.fill(values, x);
            assertEquals(x == 0, property.violatedBy(values));
            float[] point = {x, x};
            assertEquals(x == 0, Answer.Sat.check(query, verification, point).isPresent());
        }
    }

    /** No float is in it, and none is read from it but that beside. */
    @Example
    void aBoxWithoutAFloat() {
        Query query = VnnLib.parse(
                "(declare-const X_0 Real)(declare-const Y_0 Real)(assert (== X_0 0.1))(assert (>= Y_0 0))", "fixed");
        assertEquals(
                List.of("0.1"),
                Answer.Sat.check(query, identity(1), new float[] {0.1f})
                        .orElseThrow()
                        .inputs());
        assertFalse(Answer.Sat.check(query, identity(1), new float[] {Math.nextDown(0.1f)})
                .isPresent());
        assertTrue(query.regions().getFirst().box().contains(new float[] {0.1f}, 0));
    }

    @Example
    void negativeZero() {
        Query query = VnnLib.parse(TWO + "(assert (<= Y_0 Y_1))", "two");
        assertEquals(
                List.of("-0.0", "0.0"),
                Answer.Sat.check(query, identity(2), new float[] {-0.0f, 0})
                        .orElseThrow()
                        .inputs());
    }

    @Example
    void theFormOfTheCompetition() {
        Query query = VnnLib.parse(TWO + "(assert (>= Y_0 Y_1))", "two");
        Answer sat =
                Answer.Sat.check(query, identity(2), new float[] {0.5f, 0.1f}).orElseThrow();
        String text = "sat\n((X_0 0.5)\n(X_1 0.10000000149011612)\n(Y_0 0.5)\n(Y_1 0.10000000149011612))\n";
        assertEquals(text, sat.text(Answer.Format.COMPETITION));
        assertEquals(text, sat.text(Answer.Format.STANDARD));
        assertEquals("unsat\n", new Answer.Unsat().text(Answer.Format.COMPETITION));
        assertEquals("unknown\n", new Answer.Unknown().text(Answer.Format.COMPETITION));
        assertEquals("timeout\n", new Answer.Timeout().text(Answer.Format.COMPETITION));
        assertEquals("timed-out\n", new Answer.Timeout().text(Answer.Format.STANDARD));
    }

    @Example
    void theFormOfTheStandard() {
        Query query = VnnLib.parse("""
                (vnnlib-version <2.0>)
                (declare-network f (declare-input A float32 [1,2]) (declare-output B Real [2]))
                (assert (and (>= A[0,0] 0.0) (<= A[0,0] 1.0) (>= A[0,1] 0.0) (<= A[0,1] 1.0)))
                (assert (>= B[0] B[1]))
                """, "two");
        Answer sat =
                Answer.Sat.check(query, identity(2), new float[] {0.5f, 0.25f}).orElseThrow();
        assertEquals("sat\nA float32 [1,2]\n0.5\n0.25\nB Real [2]\n0.5\n0.25\n", sat.text(Answer.Format.STANDARD));
        assertEquals("sat\n((X_0 0.5)\n(X_1 0.25)\n(Y_0 0.5)\n(Y_1 0.25))\n", sat.text(Answer.Format.COMPETITION));
        for (Answer.Format format : Answer.Format.values()) {
            Claim claim = Claim.parse(sat.text(format), "answer", query);
            assertEquals(Optional.empty(), claim.fault(query, identity(2)));
            assertEquals(List.of(new BigDecimal("0.5"), new BigDecimal("0.25")), claim.outputs());
        }
    }

    private static String fault(Query query, String answer) {
        return Claim.parse(answer, "answer", query).fault(query, identity(2)).orElseThrow();
    }

    @Example
    void whatIsWrongWithACounterexampleIsTold() {
        Query query = VnnLib.parse(TWO + "(assert (> Y_0 Y_1))", "two");
        assertEquals(
                "X_1 is 1.5, which is not from 0 to 1",
                fault(query, "sat ((X_0 2.5e-1) (X_1 1.5) (Y_0 0.25) (Y_1 1.5))"));
        assertEquals("its outputs are not unsafe", fault(query, "sat ((X_0 0.5) (X_1 0.5) (Y_0 0.5) (Y_1 0.5))"));
        assertEquals(
                "it says that Y_1 is 0.75, but the network gives 0.5",
                fault(query, "sat ((X_0 0.5) (X_1 0.5) (Y_0 0.5) (Y_1 0.75))"));
    }

    private static void assertRefused(String answer, String message) {
        Query query = VnnLib.parse(TWO + "(assert (> Y_0 Y_1))", "two");
        String told = assertThrows(VnnLibException.class, () -> Claim.parse(answer, "answer", query))
                .getMessage();
        assertTrue(told.contains(message), told);
    }

    @Example
    void whatIsNoAnswerIsRefused() {
        assertRefused("", "answer, line 1, column 1: an answer begins with sat, unsat");
        assertRefused("perhaps", "but here is 'perhaps'");
        assertRefused("unsat ((X_0 1))", "the answer ends here");
        assertRefused("sat", "expected ((X_0 and a number");
        assertRefused(
                "sat\n((X_0 0.5)\n(X_1 0.5)\n(Y_0 0.5))", "answer, line 4, column 10: the counterexample has no Y_1");
        assertRefused("sat\n((X_0 0.5)\n(X_2 0.5))", "X_2 is not a variable of two");
        assertRefused("sat\n((X_0 0.5)\n(X_0 0.5))", "X_0 is declared already");
        assertRefused("sat\n((X_0 high))", "expected a number, but here is 'high'");
        assertRefused("sat\n((X_0 nan))", "'nan' is no finite number");
        assertRefused("sat\n((X_0 0.5)", "never closed");
    }

    @Example
    void everyVerdictHasWordsOfItsOwn() {
        Query query = VnnLib.parse(TWO + "(assert (> Y_0 Y_1))", "two");
        for (Answer.Verdict verdict : Answer.Verdict.values()) {
            for (Answer.Format format : Answer.Format.values()) {
                String word = verdict.word(format);
                assertEquals(Optional.of(verdict), Answer.Verdict.of(word));
                assertTrue(Answer.Verdict.words().contains(word), word);
                if (verdict != Answer.Verdict.SAT) {
                    assertEquals(verdict, Claim.parse(word, "answer", query).verdict());
                }
            }
        }
        assertEquals(Optional.empty(), Answer.Verdict.of("Sat"));
        assertRefused("perhaps", "begins with sat, unsat, unknown, timeout, timed-out or error, but");
    }

    @Example
    void otherVerdictsAreRead() {
        Query query = VnnLib.parse(TWO + "(assert (> Y_0 Y_1))", "two");
        assertEquals(
                Answer.Verdict.UNSAT, Claim.parse("unsat\n", "answer", query).verdict());
        assertEquals(
                Answer.Verdict.UNKNOWN, Claim.parse("unknown", "answer", query).verdict());
        assertEquals(
                Answer.Verdict.TIMEOUT, Claim.parse("timeout", "answer", query).verdict());
        assertEquals(
                Answer.Verdict.TIMEOUT,
                Claim.parse("timed-out", "answer", query).verdict());
        assertEquals(
                Answer.Verdict.ERROR,
                Claim.parse("error: any words", "answer", query).verdict());
    }
}
