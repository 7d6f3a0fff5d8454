package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Where a proof that doesn't hold would hide: at rounding, at equality, at the edge of a box. */
class NeverWrongTest {
    private static final VerifySettings ALONE = VerifySettings.STANDARD.withAttack(false);

    /** How often a search without an end is asked whether to stop: it has then split many times. */
    private static final int FEW = 600;

    private static Value affine(Value x, int outputs, float[] weights, float... bias) {
        Value matrix = x.trace().constant(Tensor.of(Shape.of(outputs, weights.length / outputs), weights));
        return x.dense(matrix).plus(x.trace().constant(Tensor.of(Shape.of(outputs), bias)));
    }

    private static Graph network(java.util.function.Function<Value, Value> layers, int inputs) {
        return Graph.of("x", Shape.of(inputs), "y", layers);
    }

    /** A query over inputs between these ends, written as they are. */
    private static Query query(int outputs, String unsafe, String... ends) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ends.length / 2; i++) {
            text.append("(declare-const X_").append(i).append(" Real)\n");
        }
        for (int j = 0; j < outputs; j++) {
            text.append("(declare-const Y_").append(j).append(" Real)\n");
        }
        for (int i = 0; i < ends.length / 2; i++) {
            text.append("(assert (>= X_")
                    .append(i)
                    .append(' ')
                    .append(ends[2 * i])
                    .append("))\n");
            text.append("(assert (<= X_")
                    .append(i)
                    .append(' ')
                    .append(ends[2 * i + 1])
                    .append("))\n");
        }
        return VnnLib.parse(text + "(assert " + unsafe + ")\n", "test");
    }

    /** What is found before it is asked so many times whether to stop. */
    private static Answer answer(Graph network, Query query, VerifySettings settings, int most) {
        long[] asked = {0};
        return new Verifier(network, query, settings).answer(() -> asked[0]++ > most, Progress.NONE);
    }

    /** Where something is to be found. */
    private static Answer answer(Graph network, Query query, VerifySettings settings) {
        return answer(network, query, settings, 2000);
    }

    private static void neverProved(Graph network, Query query, VerifySettings settings) {
        assertFalse(
                answer(network, query, settings, FEW) instanceof Answer.Unsat,
                () -> "proved what isn't so, with " + settings);
    }

    private static void neverProved(Graph network, Query query) {
        neverProved(network, query, ALONE);
        neverProved(network, query, VerifySettings.STANDARD);
    }

    private static void neverProvedInAnyWay(Graph network, Query query) {
        for (Splitting splitting : Splitting.values()) {
            neverProved(network, query, ALONE.withSplitting(splitting));
        }
        neverProved(network, query, VerifySettings.STANDARD);
    }

    private static void proved(Graph network, Query query) {
        assertInstanceOf(Answer.Unsat.class, answer(network, query, ALONE));
    }

    private static void found(Graph network, Query query) {
        assertInstanceOf(Answer.Sat.class, answer(network, query, VerifySettings.STANDARD));
        neverProved(network, query, ALONE);
    }

    /** (x + 2²⁶) − 2²⁶: exactly x, but 0 in float32 wherever x is small. */
    private static Graph cancelling() {
        return network(x -> affine(affine(x, 1, new float[] {1}, 0x1p26f).relu(), 1, new float[] {1}, -0x1p26f), 1);
    }

    @Test
    void whatFloatsCancelIsNotProvedOfTheNetworkThatRuns() {
        // In real arithmetic y = x ≥ 1; a float32 runtime gives 0.
        neverProved(cancelling(), query(1, "(<= Y_0 0.5)", "1", "2"));
        // In real arithmetic y ≤ 2; but of 2²⁶ + 5 and 2²⁶ + 3 floats make 2²⁶ + 8 and 2²⁶.
        neverProved(cancelling(), query(1, "(>= Y_0 7.5)", "4.5", "5"));
    }

    @Test
    void whatIsClearOfAllRoundingIsProved() {
        proved(cancelling(), query(1, "(<= Y_0 500)", "1000", "1001"));
        proved(cancelling(), query(1, "(>= Y_0 1500)", "1000", "1001"));
    }

    /** A network that ends in an activation, and one on another: neither is zero. */
    @Test
    void activationsOnActivations() {
        UnaryOperator<Value> straight = x -> affine(x, 1, new float[] {1}, 0);
        neverProvedInAnyWay(network(x -> straight.apply(x).tanh(), 1), query(1, "(<= Y_0 -0.5)", "-3", "-1"));
        neverProvedInAnyWay(network(x -> straight.apply(x).sigmoid(), 1), query(1, "(>= Y_0 0.5)", "-1", "1"));
        neverProvedInAnyWay(network(x -> straight.apply(x).relu(), 1), query(1, "(>= Y_0 1.5)", "-1", "2"));
        neverProvedInAnyWay(network(x -> straight.apply(x).relu().relu(), 1), query(1, "(>= Y_0 1.5)", "-1", "2"));
        Graph on = network(x -> straight.apply(straight.apply(x).relu().tanh()), 1);
        neverProvedInAnyWay(on, query(1, "(>= Y_0 0.9)", "-1", "2"));
        proved(on, query(1, "(>= Y_0 0.97)", "-1", "2"));
        proved(network(x -> straight.apply(x).tanh(), 1), query(1, "(>= Y_0 -0.7)", "-3", "-1"));
        proved(network(x -> straight.apply(x).relu(), 1), query(1, "(>= Y_0 2.1)", "-1", "2"));
    }

    /** Whatever the input. */
    @Test
    void anOutputThatIsAlwaysTheSame() {
        UnaryOperator<Value> one = x -> x.trace().constant(Tensor.of(Shape.of(1), 1));
        for (UnaryOperator<Value> same : List.<UnaryOperator<Value>>of(
                one,
                x -> one.apply(x).relu(),
                x -> one.apply(x).negate().absolute(),
                x -> affine(one.apply(x), 1, new float[] {1}, 0))) {
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(1));
            Value y = same.apply(x);
            Graph constant = trace.graph(List.of(x), Map.of("y", y.batched() ? y : y.repeatBatch()));
            for (Splitting splitting : Splitting.values()) {
                for (boolean attack : new boolean[] {true, false}) {
                    VerifySettings settings =
                            VerifySettings.STANDARD.withAttack(attack).withSplitting(splitting);
                    neverProved(constant, query(1, "(>= Y_0 1)", "0", "1"), settings);
                    Query above = query(1, "(>= Y_0 1.5)", "0", "1");
                    assertFalse(answer(constant, above, settings, FEW) instanceof Answer.Sat);
                }
            }
        }
    }

    /** However early it is told to stop. */
    @Test
    void aSearchThatIsStoppedEnds() {
        Query query = query(1, "(<= Y_0 0.5)", "1", "2");
        for (Splitting splitting : Splitting.values()) {
            for (int most : new int[] {0, 1, 2, 3, 5, 8, 13, 19}) {
                int[] times = {0};
                Verifier verifier = new Verifier(cancelling(), query, ALONE.withSplitting(splitting));
                assertInstanceOf(
                        Answer.Timeout.class,
                        assertTimeoutPreemptively(
                                Duration.ofSeconds(60),
                                () -> verifier.answer(() -> times[0]++ >= most, Progress.NONE)));
            }
        }
    }

    /** One tenth is no float: the bound gives way by what the nearest one is off. */
    @Test
    void rowsOfCoefficientsThatAreNoFloats() {
        Graph plain = network(x -> affine(affine(x, 1, new float[] {1}, 0).relu(), 1, new float[] {1}, 0), 1);
        for (Splitting splitting : Splitting.values()) {
            VerifySettings settings = ALONE.withSplitting(splitting);
            assertInstanceOf(Answer.Unsat.class, answer(plain, query(1, "(>= (* 0.1 Y_0) 0.21)", "1", "2"), settings));
        }
        // Met at the ends, where y is 2 and 1.
        neverProvedInAnyWay(plain, query(1, "(>= (* 0.1 Y_0) 0.2)", "1", "2"));
        neverProvedInAnyWay(plain, query(1, "(<= (* 0.1 Y_0) 0.1)", "1", "2"));
        Graph huge = network(x -> affine(x.relu(), 1, new float[] {1e30f}, 0), 1);
        neverProvedInAnyWay(huge, query(1, "(>= (* 0.1 Y_0) 1.9999999e29)", "1", "2"));
    }

    /** Coefficients of lines overflow where no value does: 1e25 is reached, and in floats too. */
    @Test
    void whatOverflowsInLinesAloneIsNotProved() {
        Graph steep = network(x -> affine(affine(x, 1, new float[] {1e20f}, 0).relu(), 1, new float[] {1e20f}, 0), 1);
        found(steep, query(1, "(>= Y_0 1)", "-0.000000000000001", "0.000000000000001"));
    }

    /** x + c + c − c − c with c = 2³⁰: the terms of 2⁹⁷ y are infinite on the way, and cancel. */
    @Test
    void termsThatOverflowTogetherAreNotProved() {
        Graph cancelling = network(
                x -> {
                    Value y = x;
                    for (float term : new float[] {0x1p30f, 0x1p30f, -0x1p30f, -0x1p30f}) {
                        y = affine(y, 1, new float[] {1}, term);
                    }
                    return y;
                },
                1);
        Query query = query(1, "(>= (* 158456325028528675187087900672.0 Y_0) 1)", "0", "1");
        for (Splitting splitting : Splitting.values()) {
            neverProved(cancelling, query, ALONE.withSplitting(splitting));
        }
    }

    /** A neuron whose largest value on [0, 1] is exactly 0. */
    private static Graph touching(float bias) {
        return network(x -> affine(affine(x, 1, new float[] {1}, bias).relu(), 1, new float[] {1}, 0), 1);
    }

    @Test
    void equalityViolatesWhatIsWrittenWithIt() {
        Graph network = touching(-1);
        // y is 0 on all of the box.
        found(network, query(1, "(>= Y_0 0)", "0", "1"));
        found(network, query(1, "(<= Y_0 0)", "0", "1"));
        neverProved(touching(Math.nextUp(-1f)), query(1, "(> Y_0 0)", "0", "1"));
    }

    @Test
    void theNetworkThatIsAboveByOneUnitIsFoundOut() {
        // At x = 1 alone, y = 2⁻²⁴.
        found(touching(Math.nextUp(-1f)), query(1, "(> Y_0 0)", "0", "1"));
        found(touching(Math.nextUp(-1f)), query(1, "(> Y_0 0)", "1", "1"));
    }

    @Test
    void aWitnessOnTheVeryBoundaryIsFound() {
        Graph identity = network(x -> affine(x.relu(), 1, new float[] {1}, 0), 1);
        found(identity, query(1, "(>= Y_0 1)", "0", "1"));
        proved(identity, query(1, "(>= Y_0 1.0001)", "0", "1"));
        // No float is 0.1; the one that it is read as is above it.
        found(identity, query(1, "(>= Y_0 0.1)", "0.1", "0.1"));
    }

    @Test
    void ofTwoEqualOutputsNoneIsProvedAboveTheOther() {
        Graph equal = network(
                x -> affine(affine(x, 2, new float[] {1, 1}, 0, 0).relu(), 2, new float[] {1, 0, 0, 1}, 0, 0), 1);
        found(equal, query(2, "(>= Y_0 Y_1)", "0", "1"));
        Answer strict = answer(equal, query(2, "(> Y_0 Y_1)", "0", "1"), VerifySettings.STANDARD, FEW);
        // In float32 the two are the same bits only where they are summed alike; so nothing may be claimed but unknown.
        assertFalse(strict instanceof Answer.Sat);
    }

    @Test
    void boxesOfOneFloatsWidth() {
        Graph steep = network(
                x -> affine(
                        affine(x, 2, new float[] {0x1p20f, -0x1p20f}, -0x1p20f, 0x1p20f)
                                .relu(),
                        1,
                        new float[] {1, 1},
                        0),
                1);
        // |2²⁰(x − 1)| at 1 and at the next float above it, where it is 2⁻³.
        found(steep, query(1, "(>= Y_0 0.12)", "1", "1.00000011920928955078125"));
        neverProved(steep, query(1, "(<= Y_0 0)", "1", "1.00000011920928955078125"));
    }

    @Test
    void anInputThatARowHasTooCounts() {
        Graph twice = network(x -> affine(x.relu(), 1, new float[] {2}, 0), 1);
        // y − x = x on [1, 2].
        proved(twice, query(1, "(<= Y_0 X_0)", "1", "2"));
        found(twice, query(1, "(>= Y_0 (+ X_0 1.5))", "1", "2"));
    }

    @Test
    void aConjunctionIsImpossibleOnlyWhereOneOfItsRowsIs() {
        Graph both = network(x -> affine(x.relu(), 2, new float[] {1, -1}, 0, 1), 1);
        // y₀ = x and y₁ = 1 − x: each row holds somewhere, both nowhere.
        proved(both, query(2, "(and (>= Y_0 0.7) (>= Y_1 0.7))", "0", "1"));
        found(both, query(2, "(or (>= Y_0 0.7) (>= Y_1 0.7))", "0", "1"));
        found(both, query(2, "(and (>= Y_0 0.5) (>= Y_1 0.5))", "0", "1"));
    }

    @Test
    void overflowIsNeverProved() {
        Graph huge = network(x -> affine(affine(x, 1, new float[] {1e38f}, 0).relu(), 1, new float[] {1e38f}, 0), 1);
        neverProved(huge, query(1, "(<= Y_0 0)", "1", "2"));
    }

    /** ReLU(z) − 5 of some operand. */
    private static Graph reluOf(UnaryOperator<Value> operand) {
        return network(x -> affine(operand.apply(x).relu(), 1, new float[] {1}, -5), 1);
    }

    /** 2⁻¹²⁵·(2¹²⁵ x) + 20: in floats −∞ at −10, whichever map is the first to overflow. */
    @Test
    void overflowBetweenTwoAffineMapsIsNeverProved() {
        Graph huge = reluOf(x -> affine(affine(x, 1, new float[] {0x1p125f}, 0), 1, new float[] {0x1p-125f}, 20));
        neverProvedInAnyWay(huge, query(1, "(<= Y_0 0)", "-10", "10"));
    }

    /** Terms that overflow and cancel inside of one map: 2¹²⁷ x − 2¹²⁷ x + 20 at x = 10. */
    @Test
    void overflowOnTheWayToASmallSumIsNeverProved() {
        Graph huge =
                reluOf(x -> affine(affine(x, 2, new float[] {1, 1}, 0, 0), 1, new float[] {0x1p127f, -0x1p127f}, 20));
        neverProvedInAnyWay(huge, query(1, "(<= Y_0 0)", "-10", "10"));
    }

    /** A slope times a coefficient below the normal floats, times a neuron of 2⁹⁷: the product's rounding is what is proved. */
    @Test
    void whatUnderflowsInALineIsNotProved() {
        Graph steep = network(
                x -> affine(
                        affine(x, 2, new float[] {0x1p96f, 1}, -(0x1p96f + 0x1p74f), 2)
                                .relu(),
                        1,
                        new float[] {-0x1.79541ap-109f, 0x1.cd2b2ap-52f},
                        -0x1.036848p-51f),
                1);
        // At x = −1 the first neuron is off, the second 1: y = −5.0e-17.
        neverProvedInAnyWay(steep, query(1, "(<= Y_0 0)", "-1", "1"));
    }

    /** Coefficients near the largest float of outputs near the smallest: their sum is −7.55e-10, its rounding more than that. */
    @Test
    void whatUnderflowsWhereCoefficientsAreHugeIsNotProved() {
        float[] weights = {132791, 131072, 133995, 131072, 133163, 131072};
        float[] coefficients = {
            0x1.007b06p126f, -0x1.03d824p126f, 0x1.021f32p126f, -0x1.07e0dp126f, 0x1.02b34p126f, -0x1.06d3c6p126f
        };
        BigDecimal sum = BigDecimal.ZERO;
        StringBuilder row = new StringBuilder("(<= (+");
        for (int j = 0; j < weights.length; j++) {
            weights[j] *= 0x1p-149f;
            BigDecimal coefficient = new BigDecimal(coefficients[j]);
            sum = sum.add(coefficient.multiply(new BigDecimal(weights[j])));
            row.append(" (* ")
                    .append(coefficient.toPlainString())
                    .append(" Y_")
                    .append(j)
                    .append(')');
        }
        assertTrue(sum.signum() < 0, () -> "a counterexample everywhere");
        for (boolean behindRelu : new boolean[] {false, true}) {
            Graph tiny = network(
                    x -> affine(behindRelu ? x.relu() : x, weights.length, weights, new float[weights.length]), 1);
            neverProvedInAnyWay(tiny, query(weights.length, row + ") 0)", "1", "1"));
        }
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        Graph identity = network(x -> affine(x.relu(), 1, new float[] {1}, 0), 1);
        Query query = query(1, "(>= Y_0 0.25)", "0", "1");
        assertEquals(
                answer(identity, query, VerifySettings.STANDARD).text(Answer.Format.COMPETITION),
                answer(identity, query, VerifySettings.STANDARD).text(Answer.Format.COMPETITION));
    }

    /** What the engine of small networks doesn't sum in floats is left to that of all others. */
    @Test
    void boundsBeyondWhatFloatsHoldAreProvedToo() {
        Graph network = network(
                x -> affine(affine(x, 2, new float[] {1, -1, 2, 1}, 0, 0).relu(), 1, new float[] {1, 1}, 0), 2);
        for (String far : new String[] {"1e29", "1e30", "1e38", "1e300"}) {
            proved(network, query(1, "(>= Y_0 " + far + ")", "0", "1", "0", "1"));
        }
    }
}
