package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.threat.Row;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import io.jaspis.threat.vnnlib.VnnLib;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where outputs don't matter, nothing is searched for: any input is a counterexample, and rounding undoes none. */
class ConstantRowsTest {
    private static final String TWO = "(declare-const X_0 Real)(declare-const X_1 Real)"
            + "(declare-const Y_0 Real)(declare-const Y_1 Real)"
            + "(assert (and (>= X_0 0) (<= X_0 1) (>= X_1 0) (<= X_1 1)))";

    private static final Graph DENSE = Graph.of(
            "x",
            Shape.of(2),
            "y",
            x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, 2), 1, -1, -1, 1)))
                    .relu());

    private static final Graph CURVED =
            Graph.of("x", Shape.of(2), "y", x -> x.exponential().times(x).sigmoid());

    private static final Graph PICTURE = Graph.of(
            "x",
            Shape.of(1, 1, 2),
            "y",
            x -> x.convolve(x.trace().constant(Tensor.of(Shape.of(1, 1, 1, 1), 2)), Window.of(1, 1), 1)
                    .relu()
                    .flatten());

    private static Stream<VerifySettings> settings() {
        return Stream.of(true, false)
                .flatMap(attack -> Arrays.stream(Splitting.values())
                        .map(splitting ->
                                VerifySettings.STANDARD.withAttack(attack).withSplitting(splitting)));
    }

    private static Query query(List<Row> rows) {
        List<BigDecimal> zeros = List.of(BigDecimal.ZERO, BigDecimal.ZERO);
        Region region = new Region(zeros, List.of(BigDecimal.ONE, BigDecimal.ONE), List.of(rows));
        return new Query("rows", 2, 2, List.of(region), List.of());
    }

    private static List<Query> everywhere() {
        List<Query> queries = new ArrayList<>();
        for (String unsafe : List.of(
                "",
                "(assert (<= (- Y_0 Y_0) 1))",
                "(assert (or (>= Y_0 1000000) (<= (- Y_0 Y_0) 1)))",
                "(assert (<= (* 0 Y_0) 0))")) {
            queries.add(VnnLib.parse(TWO + unsafe, unsafe));
        }
        Row held = new Row(new int[] {0, 1}, new double[] {0, -0.0}, -1, true);
        queries.add(query(List.of(held)));
        queries.add(query(List.of(held, new Row(new int[0], new double[0], 0, false))));
        return queries;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whereEveryInputIsUnsafeOneIsFoundAtOnce(VerifySettings settings) {
        for (Graph network : List.of(DENSE, CURVED, PICTURE)) {
            for (Query query : everywhere()) {
                Verifier verifier = new Verifier(network, query, settings);
                Answer.Sat sat = assertInstanceOf(Answer.Sat.class, verifier.answer(() -> false, Progress.NONE));
                assertEquals(Double.POSITIVE_INFINITY, sat.margin(), query.name());
                assertTrue(sat.isOneOfAll(), query.name());
                assertEquals(0, verifier.domains(), query.name());
                assertEquals(1, verifier.looks(), query.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aRowThatNeverHoldsIsNoCounterexample(VerifySettings settings) {
        Row never = new Row(new int[] {0}, new double[] {0}, 0, true);
        long[] asked = {0};
        Answer answer =
                new Verifier(DENSE, query(List.of(never)), settings).answer(() -> asked[0]++ > 1000, Progress.NONE);
        assertFalse(answer instanceof Answer.Sat);
    }

    /** The margin is that of the rows that hang on outputs. */
    @Test
    void constantRowsLeaveTheMarginToTheOthers() {
        Row constant = new Row(new int[] {1}, new double[] {0}, 0, false);
        Row bound = new Row(new int[] {0}, new double[] {1}, -1, false);
        Verifier verifier = new Verifier(DENSE, query(List.of(constant, bound)));
        Answer.Sat sat = assertInstanceOf(Answer.Sat.class, verifier.answer(() -> false, Progress.NONE));
        assertTrue(sat.margin() >= 1 && sat.margin() <= 2, () -> "the margin is " + sat.margin());
        assertFalse(sat.isOneOfAll());
    }

    /** Inputs are what is written: a row of these alone is undone by no rounding, at equality either. */
    @ParameterizedTest
    @ValueSource(strings = {"(assert (== X_0 X_1))", "(assert (>= X_0 1))", "(assert (and (<= X_0 X_1) (>= X_0 X_1)))"})
    void rowsOfInputsHoldForSure(String unsafe) {
        Query query = VnnLib.parse(
                TWO + "(assert (== X_0 0.5))(assert (== X_1 0.5))" + unsafe.replace(" 1)", " 0.5)"), unsafe);
        Verifier verifier = new Verifier(DENSE, query);
        Answer.Sat sat = assertInstanceOf(Answer.Sat.class, verifier.answer(() -> false, Progress.NONE));
        assertEquals(Double.POSITIVE_INFINITY, sat.margin());
    }
}
