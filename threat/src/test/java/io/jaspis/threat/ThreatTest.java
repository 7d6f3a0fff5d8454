package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThreatTest {
    @ParameterizedTest
    @CsvSource({
        "NaN, 0, 1, 'epsilon must be a number of at least 0, but is NaN'",
        "-0.1, 0, 1, 'epsilon must be a number of at least 0, but is -0.1'",
        "1.5, 0, 1, 'epsilon 1.5 is larger than the whole range of inputs [0.0, 1.0]: every input is in such a ball'",
        "Infinity, 0, 1, 'epsilon must be finite'",
        "0.1, 1, 0, 'the range of inputs must be finite with lower < upper, but is [1.0, 0.0]'",
        "0.1, 1, 1, 'the range of inputs must be finite with lower < upper, but is [1.0, 1.0]'",
        "0.1, NaN, 1, 'the range of inputs must be finite with lower < upper, but is [NaN, 1.0]'",
        "0.1, 0, Infinity, 'the range of inputs must be finite with lower < upper, but is [0.0, Infinity]'",
    })
    void valuesThatMakeNoThreatAreRefused(double epsilon, float lower, float upper, String message) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> new Threat(Norm.LINF, epsilon, lower, upper));
        assertEquals(message, thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void infiniteRadiiAreRefusedInEveryNorm(Norm norm) {
        var thrown =
                assertThrows(IllegalArgumentException.class, () -> new Threat(norm, Double.POSITIVE_INFINITY, 0, 1));
        assertEquals("epsilon must be finite", thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void anotherRadiusIsCheckedToo(Norm norm) {
        Threat threat = new Threat(norm, 0.1, 0, 1);
        assertEquals(new Threat(norm, 0.2, 0, 1), threat.withEpsilon(0.2));
        assertThrows(IllegalArgumentException.class, () -> threat.withEpsilon(-1));
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void whatIsNoNumberOrOutOfRangeIsOutside(Norm norm) {
        Threat threat = new Threat(norm, 0.5, 0, 1);
        assertTrue(threat.contains(new float[] {0.9f}, 0, new float[] {1}, 0, 1));
        assertFalse(threat.contains(new float[] {0.9f}, 0, new float[] {1.1f}, 0, 1));
        assertFalse(threat.contains(new float[] {0.9f}, 0, new float[] {Float.NaN}, 0, 1));
        assertFalse(threat.contains(new float[] {Float.NaN}, 0, new float[] {0.5f}, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"LINF, 4", "L2, 5", "L1, 7"})
    void distances(Norm norm, double expected) {
        assertEquals(expected, norm.distance(new float[] {9, 1, 2}, 1, new float[] {4, -2}, 0, 2));
        assertEquals(expected, norm.distance(new float[] {4, -2}, 0, new float[] {9, 1, 2}, 1, 2));
    }
}
