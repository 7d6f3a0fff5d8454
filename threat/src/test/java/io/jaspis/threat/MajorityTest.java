package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Values of Clopper and Pearson's intervals, as R's {@code binom.test} gives them, and their closed forms at the ends. */
class MajorityTest {
    @Test
    void boundsAreThoseOfClopperAndPearson() {
        // All of n: α^(1/n); none: 1 − α^(1/n).
        assertEquals(Math.pow(0.05, 0.1), new Majority(10, 10, 0.05).lower(), 1e-8);
        assertEquals(1, new Majority(10, 10, 0.05).upper());
        assertEquals(1 - Math.pow(0.001, 0.01), new Majority(0, 100, 0.001).upper(), 1e-8);
        assertEquals(0, new Majority(0, 100, 0.001).lower());
        // One of n: 1 − (1 − α)^(1/n).
        assertEquals(1 - Math.pow(0.95, 0.02), new Majority(1, 50, 0.05).lower(), 1e-8);
        // binom.test(5, 10, conf.level = 0.9): 0.2224411, 0.7775589.
        assertEquals(0.2224411, new Majority(5, 10, 0.05).lower(), 1e-7);
        assertEquals(0.7775589, new Majority(5, 10, 0.05).upper(), 1e-7);
    }

    @Test
    void aFewEvaluationsAreNoMajority() {
        // Of four that are all alike 0.05^(1/4) = 0.47 is sure, of five 0.55.
        assertFalse(new Majority(4, 4, 0.05).mostlyWrong());
        assertTrue(new Majority(5, 5, 0.05).mostlyWrong());
        assertFalse(new Majority(500, 1000, 0.001).mostlyWrong());
        assertTrue(new Majority(560, 1000, 0.001).mostlyWrong());
    }

    @Test
    void whatIsNoCountIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Majority(1, 0, 0.05));
        assertThrows(IllegalArgumentException.class, () -> new Majority(3, 2, 0.05));
        assertThrows(IllegalArgumentException.class, () -> new Majority(1, 2, 1));
    }
}
