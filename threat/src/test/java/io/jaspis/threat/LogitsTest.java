package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LogitsTest {
    private static int prediction(int label, float... logits) {
        return Logits.prediction(logits, 0, logits.length, label);
    }

    @Test
    void aTieCountsAgainstTheLabel() {
        assertEquals(1, prediction(0, 2, 2, 1));
        assertEquals(0, prediction(1, 2, 2, 1));
        assertEquals(0, prediction(2, 2, 2, 2));
        assertEquals(1, prediction(1, 2, 3, 2));
        assertEquals(1, prediction(0, -0f, 0f));
        float infinite = Float.POSITIVE_INFINITY;
        assertEquals(1, prediction(0, infinite, infinite));
        assertEquals(1, prediction(0, -infinite, -infinite));
    }

    @Test
    void aMissingNumberIsNoClass() {
        assertEquals(Logits.NONE, prediction(0, 2, Float.NaN, 1));
        assertEquals(Logits.NONE, prediction(0, Float.NaN, 1));
        assertEquals(Logits.NONE, prediction(1, Float.NaN, 1));
        assertFalse(Logits.reached(new float[] {2, Float.NaN}, 0, 2, 0));
        assertFalse(Logits.reached(new float[] {2, Float.NaN}, 0, 2, 1));
        assertEquals(Double.NaN, Logits.confidence(new float[] {1, 2}, 0, 2, Logits.NONE));
    }

    @Test
    void aTieCountsForTheTarget() {
        float[] logits = {9, 2, 3, 3};
        assertTrue(Logits.reached(logits, 1, 3, 1));
        assertTrue(Logits.reached(logits, 1, 3, 2));
        assertFalse(Logits.reached(logits, 1, 3, 0));
    }

    @Test
    void theNextExampleIsNoClass() {
        float[] two = {0, 1, 2, 3};
        for (int none : new int[] {-2, 2, Integer.MAX_VALUE}) {
            assertRefused(none, () -> Logits.prediction(two, 0, 2, none));
            assertRefused(none, () -> Logits.reached(two, 0, 2, none));
            assertRefused(none, () -> Logits.broken(two, 0, 2, none, Logits.NONE));
            assertRefused(none, () -> Logits.lead(two, 0, 2, none));
            assertRefused(none, () -> Logits.confidence(two, 0, 2, none));
            assertRefused(none, () -> Logits.rivals(new float[] {0, 1}, none));
        }
    }

    private static void assertRefused(int none, Executable reading) {
        assertEquals(
                "there is no class " + none + " among 2 outputs, which go from 0 on",
                assertThrows(IllegalArgumentException.class, reading).getMessage());
    }

    @Test
    void tiesAreOfTheLargestAlone() {
        assertTrue(Logits.tied(new float[] {0, 3, 3}, 0, 3));
        assertFalse(Logits.tied(new float[] {2, 2, 3}, 0, 3));
        assertFalse(Logits.tied(new float[] {3, 3, Float.NaN}, 0, 3));
    }
}
