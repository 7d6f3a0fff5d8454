package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.samples.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
        assertEquals(Optional.empty(), half().check(0, new float[] {0.875f, 0.25f}, "outside"));
        assertEquals(Optional.empty(), half().check(0, new float[] {0.625f, -0.01f}, "out of range"));
        assertEquals(Optional.empty(), half().check(0, new float[] {0.625f, Float.NaN}, "no number"));
    }

    @Test
    void aTieIsTheAttackers() {
        assertEquals(
                1,
                half().check(0, new float[] {0.5f, 0.25f}, "a tie")
                        .orElseThrow()
                        .prediction());
    }

    /** Of three classes that tie, the target is reached though the first of them is another. */
    @Test
    void aTieReachesTheTarget() {
        Graph network =
                Graph.of("x", Shape.of(2), "logits", x -> x.trace().concatenate(0, List.of(x, x.slice(0, 1, 1))));
        float[] x = {0.25f, 0.25f};
        Verification verification = verification(network, x);
        for (int target = 1; target < 3; target++) {
            assertEquals(
                    target,
                    verification.check(0, x, "a tie", target).orElseThrow().prediction());
        }
        assertEquals(Optional.empty(), verification.check(0, new float[] {0.5f, 0.25f}, "behind", 2));
    }

    /** In float32, (x + 1) − 1 is rounded up to more than x + 2^−27; in real arithmetic it is less. */
    @Test
    void whatRoundingAloneMisclassifiesFails() {
        float x = 0.25f + 1.5f * 0x1p-24f;
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "logits",
                value -> value.trace()
                        .concatenate(
                                0, List.of(value.plus(0x1p-27f), value.plus(1f).plus(-1f))));
        assertTrue((x + 1f) - 1f > x + 0x1p-27f);
        assertEquals(Optional.empty(), verification(network, x).check(0, new float[] {x}, "rounding"));
    }

    /** The float32 logits tie, and the double precision that is asked then has the label ahead. */
    @Test
    void aTieOfRoundingAloneFails() {
        Graph network = Graph.of(
                "x",
                Shape.of(1),
                "logits",
                value -> value.trace().concatenate(0, List.of(value.plus(1f).plus(0x1p-30f), value.plus(1f))));
        assertEquals(Optional.empty(), verification(network, 0.25f).check(0, new float[] {0.25f}, "rounding"));
    }

    @Test
    void logitsThatAreNoNumbersAreNoClass() {
        Graph network = Graph.of("x", Shape.of(2), "logits", x -> x.plus(-2f).logarithm());
        float[] x = {0.5f, 0.25f};
        Verification verification = verification(network, 0.25f, 0.25f);
        assertEquals(Logits.NONE, verification.check(0, x, "").orElseThrow().prediction());
        assertEquals(Optional.empty(), verification.check(0, x, "no class is no target", 1));
    }

    @Test
    void aPointOfAnotherSizeIsRefused() {
        Verification verification = half();
        for (float[] x : List.of(new float[1], new float[3])) {
            assertThrows(IllegalArgumentException.class, () -> verification.check(0, x, "another size"));
            assertThrows(IllegalArgumentException.class, () -> verification.replay(x));
        }
    }

    /** Each point has its own outputs, however many threads ask. */
    @Test
    void threadsTakeTurns() {
        Verification verification = half();
        List<float[]> points = List.of(new float[] {0, 0.25f}, new float[] {1, 0.25f});
        List<float[]> alone = points.stream().map(verification::replay).toList();
        assertEquals(
                0,
                IntStream.range(0, points.size())
                        .parallel()
                        .mapToLong(i -> IntStream.range(0, 100_000)
                                .filter(_ -> !Arrays.equals(verification.replay(points.get(i)), alone.get(i)))
                                .count())
                        .sum());
    }
}
