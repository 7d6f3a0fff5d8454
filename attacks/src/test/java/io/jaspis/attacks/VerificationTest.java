package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static Verification verification(Graph network, float... x) {
        return new Verification(Nets.problem(network, x, new int[] {0}, new Threat(Norm.L2, 0.5, 0, 1), 1));
    }

    /** Class 1 where x₀ > 1/2. */
    private static Verification half() {
        return verification(Nets.linear(new float[] {1, 0}, -0.5f), 0.25f, 0.25f);
    }

    @Test
    void aPointInTheBallThatIsMisclassifiedPasses() {
        float[] x = {0.625f, 0.25f};
        var falsified = half().check(0, x, "a test").orElseThrow();
        assertEquals(1, falsified.prediction());
        assertEquals(0.375, falsified.distance());
        assertEquals("a test", falsified.attack());
        assertNotSame(x, falsified.x());
    }

    @Test
    void whatIsCorrectOutsideTheBallOrOutOfRangeFails() {
        assertEquals(Optional.empty(), half().check(0, new float[] {0.4375f, 0.25f}, "correct"));
        assertEquals(Optional.empty(), half().check(0, new float[] {0.5f, 0.25f}, "a tie"));
        assertEquals(Optional.empty(), half().check(0, new float[] {0.875f, 0.25f}, "outside"));
        assertEquals(Optional.empty(), half().check(0, new float[] {0.625f, -0.01f}, "out of range"));
        assertEquals(Optional.empty(), half().check(0, new float[] {0.625f, Float.NaN}, "no number"));
    }

    /** In float32, (x + 1) − 1 is rounded up to more than x; in real arithmetic the two logits are the same. */
    @Test
    void whatRoundingAloneMisclassifiesFails() {
        float x = 0.25f + 1.5f * 0x1p-24f;
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "logits",
                value -> value.trace()
                        .concatenate(0, List.of(value, value.plus(1f).plus(-1f))));
        assertTrue((x + 1f) - 1f > x);
        assertEquals(Optional.empty(), verification(network, x).check(0, new float[] {x}, "rounding"));
    }

    @Test
    void logitsThatAreNoNumbersProveNothing() {
        Graph network = Graph.of("x", Shape.of(2), "logits", x -> x.plus(-2f).logarithm());
        assertEquals(Optional.empty(), verification(network, 0.25f, 0.25f).check(0, new float[] {0.5f, 0.25f}, ""));
    }
}
