package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Row;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import io.jaspis.threat.vnnlib.ScoreQuery;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a network's outputs, and of the scores before a tail that keeps their order, has the same answer. */
class ScoreQueryLaws {
    private static final int INPUTS = 30;
    private static final VerifySettings FLOATS = VerifySettings.STANDARD.needing(Arithmetic.FLOAT32);

    /** Two layers of so many inputs that their box can't be halved to an end. */
    private static Graph network(int outputs, UnaryOperator<Value> tail) {
        Random random = new Random(outputs);
        return Graph.of("x", Shape.of(INPUTS), "y", x -> {
            Value hidden =
                    x.dense(x.trace().constant(normal(random, 8, INPUTS))).relu();
            return tail.apply(hidden.dense(x.trace().constant(normal(random, outputs, 8))));
        });
    }

    private static Tensor normal(Random random, int rows, int columns) {
        float[] weights = new float[rows * columns];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() / Math.sqrt(columns));
        }
        return Tensor.of(Shape.of(rows, columns), weights);
    }

    private static Query query(int outputs, double radius, Row row) {
        List<BigDecimal> lower = Collections.nCopies(INPUTS, BigDecimal.valueOf(0.5 - radius));
        List<BigDecimal> upper = Collections.nCopies(INPUTS, BigDecimal.valueOf(0.5 + radius));
        return new Query("query", INPUTS, outputs, List.of(new Region(lower, upper, List.of(List.of(row)))), List.of());
    }

    private static Answer answer(Verifier verifier) {
        return verifier.answer(() -> false, Progress.NONE);
    }

    /** The scores in the middle of the box. */
    private static float[] scores(int outputs) {
        float[] middle = new float[INPUTS];
        Arrays.fill(middle, 0.5f);
        return new Verification(network(outputs, scores -> scores)).replay(middle);
    }

    private static Row smallestAtLeastLargest(float[] scores) {
        int least = 0;
        int most = 0;
        for (int i = 0; i < scores.length; i++) {
            least = scores[i] < scores[least] ? i : least;
            most = scores[i] > scores[most] ? i : most;
        }
        return Row.atLeast(least, most);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.1, 0.2, 0.5})
    void comparisonsAreAnsweredAsWithoutTheTail(double radius) {
        int outputs = 4;
        Query query = query(outputs, radius, smallestAtLeastLargest(scores(outputs)));
        Answer plain = answer(new Verifier(network(outputs, scores -> scores), query));
        List<UnaryOperator<Value>> tails = List.of(
                scores -> scores.softmax(0),
                scores -> scores.logSoftmax(0),
                Value::sigmoid,
                scores -> scores.scale(0.5f).softmax(0));
        for (UnaryOperator<Value> tail : tails) {
            Verifier verifier = new Verifier(network(outputs, tail), query);
            assertEquals(plain.getClass(), answer(verifier).getClass());
            if (plain instanceof Answer.Unsat) {
                assertEquals(Arithmetic.REAL, verifier.arithmetic());
            }
        }
    }

    @Test
    void bothAnswersAreAmongThem() {
        int outputs = 4;
        Row row = smallestAtLeastLargest(scores(outputs));
        Graph network = network(outputs, scores -> scores.softmax(0));
        assertInstanceOf(Answer.Unsat.class, answer(new Verifier(network, query(outputs, 0.01, row))));
        assertInstanceOf(Answer.Sat.class, answer(new Verifier(network, query(outputs, 0.5, row))));
    }

    @Test
    void aProofIsOfRealArithmeticAlone() {
        int outputs = 4;
        Query query = query(outputs, 0.01, smallestAtLeastLargest(scores(outputs)));
        Verifier verifier = new Verifier(network(outputs, scores -> scores.softmax(0)), query, FLOATS);
        assertFalse(answer(verifier) instanceof Answer.Unsat);
        assertTrue(verifier.provedInRealsOnly());
    }

    @Test
    void rowsThatAskForMoreThanTheOrderStayAsTheyAre() {
        Row sum = Row.output(0).plus(1).atLeast(0.5);
        Row offset = Row.output(0).minus(1).atLeast(0.1);
        Row weighted = Row.output(0).plus(-2, 1).atLeast(0);
        Row number = Row.output(0).atLeast(0.5);
        for (Row row : List.of(sum, offset, weighted, number)) {
            Graph softmax = network(3, scores -> scores.softmax(0));
            assertTrue(ScoreQuery.of(softmax, query(3, 0.1, row)).isEmpty(), row.toString());
        }
        Graph scaled = network(2, scores -> scores.scale(2).sigmoid());
        assertTrue(ScoreQuery.of(scaled, query(2, 0.1, number)).isEmpty());
        Graph plain = network(2, scores -> scores);
        assertTrue(ScoreQuery.of(plain, query(2, 0.1, Row.atLeast(0, 1))).isEmpty());
    }

    /** Where a score in doubles meets the row behind the tail, it meets the one before it. */
    @Property(tries = 2000)
    void aThresholdIsNeverMovedInward(@ForAll @DoubleRange(min = -30, max = 30) double number, @ForAll boolean above) {
        double probability = 1 / (1 + Math.exp(-number));
        double side = above ? 1 : -1;
        Row row = Row.output(3 * side, 0).atLeast(3 * side * probability);
        Row other = row(network(1, Value::sigmoid), 1, row);
        BigDecimal exact = row.written().divide(new BigDecimal(row.coefficients()[0]), new MathContext(50));
        double rest = BigDecimal.ONE.subtract(exact).doubleValue();
        double logit = Math.log(exact.doubleValue()) - Math.log(rest);
        double room = 1e-13 * (1 + Math.abs(Math.log(exact.doubleValue())) + Math.abs(Math.log(rest)));
        assertTrue(other.bound() <= side * logit, () -> other + " of " + probability);
        assertTrue(other.bound() >= side * logit - room, () -> other + " of " + probability);
        assertEquals(side, other.coefficients()[0]);
        Row two = row(network(2, scores -> scores.softmax(0)), 2, row);
        assertEquals(other.bound(), two.bound());
        assertEquals(List.of(0, 1), IntStream.of(two.outputs()).boxed().toList());
        assertEquals(-side, two.coefficients()[1]);
    }

    private static Row row(Graph network, int outputs, Row row) {
        return ScoreQuery.of(network, query(outputs, 0.1, row))
                .orElseThrow()
                .query()
                .regions()
                .getFirst()
                .violations()
                .getFirst()
                .getFirst();
    }

    /** Thresholds with more digits than anybody's arithmetic has: only a half is one, and what is left to 1 is in the last digits. */
    @Property
    void noDigitIsTakenOff(@ForAll @IntRange(min = 1, max = 120) int digits, @ForAll boolean above) {
        double side = above ? 1 : -1;
        String nines = "9".repeat(digits);
        double off = Math.pow(10, -digits - 1.0);
        double half = side * (Math.log1p(-2 * off) - Math.log1p(2 * off));
        double nearHalf = row(network(1, Value::sigmoid), 1, threshold(side, "0.4" + nines))
                .bound();
        assertTrue(nearHalf <= half && nearHalf >= half - 1e-13, () -> nearHalf + " of " + half);
        double one = side * (digits * Math.log(10) - Math.log(0.14) + Math.log1p(-1.4 * off));
        double nearOne = row(network(1, Value::sigmoid), 1, threshold(side, "0." + nines + "86"))
                .bound();
        assertTrue(nearOne <= one + 1e-12 && nearOne >= one - 1e-11, () -> nearOne + " of " + one);
    }

    private static Row threshold(double side, String number) {
        BigDecimal written = new BigDecimal(number);
        return new Row(new int[] {0}, new double[] {side}, side > 0 ? written : written.negate(), false);
    }

    @Test
    void aHalfIsALogitOfZero() {
        assertEquals(
                0,
                row(network(1, Value::sigmoid), 1, Row.output(0).atLeast(0.5)).bound());
        assertEquals(
                0,
                row(network(1, Value::sigmoid), 1, Row.output(-1, 0).atLeast(-0.5))
                        .bound());
    }

    @Test
    void thresholdsAreAnsweredAsThoseOfScores() {
        List<Class<?>> answers = new ArrayList<>();
        for (double radius : new double[] {0.02, 0.1, 0.2, 0.5}) {
            float score = scores(1)[0];
            double side = score > 0 ? -1 : 1;
            Query scores = query(1, radius, Row.output(side, 0).atLeast(0));
            Query half = query(1, radius, Row.output(side, 0).atLeast(side / 2));
            Answer plain = answer(new Verifier(network(1, one -> one), scores));
            answers.add(plain.getClass());
            assertEquals(
                    plain.getClass(),
                    answer(new Verifier(network(1, Value::sigmoid), half)).getClass());
        }
        assertEquals(2, answers.stream().distinct().count());
    }
}
