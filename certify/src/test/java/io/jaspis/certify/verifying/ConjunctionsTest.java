package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that only together exclude each other, or that only one number satisfies. */
class ConjunctionsTest {
    private static final String ONE = "(declare-const X_0 Real)(declare-const Y_0 Real)(declare-const Y_1 Real)"
            + "(assert (and (>= X_0 0.2) (<= X_0 1)))";

    /** y₀ = leaky(x) and y₁ = leaky(−x), with a slope that makes it another search than that of ReLUs where it isn't 0. */
    private static Graph both(float slope) {
        return Graph.of("x", Shape.of(1), "y", x -> {
            var sides = x.dense(x.trace().constant(Tensor.of(Shape.of(2, 1), 1, -1)));
            return slope == 0 ? sides.relu() : sides.leakyRelu(slope);
        });
    }

    @ParameterizedTest
    @ValueSource(floats = {0.5f, 0.125f})
    void rowsThatOnlyTogetherExcludeAreProvedByHalves(float slope) {
        // y₀ ≥ 0.5 makes y₁ at most −slope / 2.
        Query query = VnnLib.parse(ONE + "(assert (and (>= Y_0 0.5) (>= Y_1 " + -0.4f * slope + ")))", "conjunction");
        Verifier verifier = new Verifier(both(slope), query);
        assertInstanceOf(Answer.Unsat.class, verifier.answer(() -> false, Progress.NONE));
        Query met = VnnLib.parse(ONE + "(assert (and (>= Y_0 0.5) (>= Y_1 " + -0.6f * slope + ")))", "met");
        assertInstanceOf(Answer.Sat.class, new Verifier(both(slope), met).answer(() -> false, Progress.NONE));
    }

    @ParameterizedTest
    @EnumSource(Splitting.class)
    void anEqualityEndsWhereItIsMet(Splitting splitting) {
        Query query = VnnLib.parse(ONE + "(assert (= Y_0 0.5))", "equality");
        Verifier verifier = new Verifier(both(0), query, VerifySettings.STANDARD.withSplitting(splitting));
        Answer answer = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> verifier.answer(() -> false, Progress.NONE));
        Answer.Sat sat = assertInstanceOf(Answer.Sat.class, answer);
        assertEquals(0, sat.margin());
        assertEquals(0.5f, sat.y()[0]);
        assertTrue(verifier.rounding(sat).orElseThrow() < 1e-6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 0.25})
    void whatAnotherOrderOfSumsMayChangeIsFarLessThanAClearMargin(double bound) {
        Query query = VnnLib.parse(ONE + "(assert (>= Y_0 " + bound + "))", "clear");
        Verifier verifier = new Verifier(both(0), query);
        Answer.Sat sat = assertInstanceOf(Answer.Sat.class, verifier.answer(() -> false, Progress.NONE));
        assertTrue(sat.margin() > verifier.rounding(sat).orElseThrow());
    }
}
