package io.jaspis.threat.vnnlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Row;
import io.jaspis.threat.Verification;
import io.jaspis.threat.samples.Nets;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a network that a query isn't about nothing is answered, and no answer is judged by it. */
class MisfitTest {
    private static final String THREE_OUTPUTS = """
            (declare-const X_0 Real)
            (declare-const X_1 Real)
            (declare-const Y_0 Real)
            (declare-const Y_1 Real)
            (declare-const Y_2 Real)
            (assert (>= X_0 0))
            (assert (<= X_0 1))
            (assert (>= X_1 0))
            (assert (<= X_1 1))
            """;
    private static final String ANSWER = "sat ((X_0 0.5) (X_1 0.5) (Y_0 0) (Y_1 0) (Y_2 0))";

    private static Query query(String unsafe) {
        return VnnLib.parse(THREE_OUTPUTS + "(assert " + unsafe + ")", "three");
    }

    /** Outputs that a network doesn't have count as no number, neither 0 nor any other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"(>= Y_2 -5)", "(>= Y_2 5)", "(>= Y_0 X_1)"})
    void outputsThatTheNetworkDoesntHave(String unsafe) {
        Query query = query(unsafe);
        for (int outputs : new int[] {1, 2, 4, 5}) {
            Graph network = Nets.dense(1, 2, outputs);
            String plural = outputs == 1 ? "" : "s";
            assertEquals(
                    "three is about a network with 2 inputs and 3 outputs, but this one has 2 inputs and %d output%s"
                            .formatted(outputs, plural),
                    assertThrows(IllegalArgumentException.class, () -> query.requireFits(network))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> query.network(network));
            Verification verification = new Verification(network);
            String told =
                    "three is about a network with 2 inputs and 3 outputs, but what is given of one are %d output%s"
                            .formatted(outputs, plural);
            assertEquals(
                    told,
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> Answer.Sat.check(query, verification, new float[] {0.5f, 0.25f}))
                            .getMessage());
            Claim claim = Claim.parse(ANSWER, "answer", query);
            assertEquals(
                    told,
                    assertThrows(IllegalArgumentException.class, () -> claim.fault(query, verification))
                            .getMessage());
        }
    }

    @Test
    void anAnswerToAnotherQuery() {
        Query query = query("(>= Y_2 5)");
        Claim claim = new Claim(
                Answer.Verdict.SAT, Collections.nCopies(2, BigDecimal.ZERO), Collections.nCopies(2, BigDecimal.ZERO));
        assertEquals(
                "three has 2 inputs and 3 outputs, but the answer 2 and 2",
                assertThrows(IllegalArgumentException.class, () -> claim.fault(query, new float[3]))
                        .getMessage());
    }

    @Test
    void aRegionOfAnotherQuery() {
        List<BigDecimal> corner = List.of(BigDecimal.ZERO);
        Region region = new Region(corner, corner, List.of(List.of(Row.atLeast(4, 0))));
        assertEquals(
                "a region of 1 input is in a query of 2 inputs",
                assertThrows(IllegalArgumentException.class, () -> new Query("q", 2, 1, List.of(region), List.of()))
                        .getMessage());
        assertEquals(
                "index 4 of a row stands for nothing in a query of 1 input and 1 output",
                assertThrows(IllegalArgumentException.class, () -> new Query("q", 1, 1, List.of(region), List.of()))
                        .getMessage());
    }
}
