package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RandomStartTest {
    private static final int DRAWS = 20_000;

    /** The way from the example to the start. */
    private static float[] start(Norm norm, int size, long seed, int example, int restart) {
        float[] x = new float[size];
        new RandomStart(new Threat(norm, 1, -2, 2), size).move(seed, example, restart, x, 0);
        return x;
    }

    @ParameterizedTest
    @CsvSource({"LINF, 1", "LINF, 3072", "L2, 1", "L2, 2", "L2, 3072", "L1, 1", "L1, 2", "L1, 3072"})
    void startsAreInTheBallUpToTheRoundingOfFloats(Norm norm, int size) {
        float[] origin = new float[size];
        for (int example = 0; example < 200; example++) {
            float[] x = start(norm, size, 7, example, 1);
            assertTrue(norm.distance(origin, 0, x, 0, size) <= 1 + 0x1p-24);
        }
    }

    /** Each moment's standard error is below 0.7/√20000 ≈ 0.005; four of them. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void startsAreUniformInThePlane(Norm norm) {
        double[] mean = new double[2];
        double[] second = new double[2];
        double product = 0;
        int[] within = new int[5];
        for (int example = 0; example < DRAWS; example++) {
            float[] x = start(norm, 2, 3, example, 0);
            for (int i = 0; i < 2; i++) {
                mean[i] += x[i] / (double) DRAWS;
                second[i] += x[i] * x[i] / (double) DRAWS;
            }
            product += x[0] * x[1] / (double) DRAWS;
            double radius = norm.distance(new float[2], 0, x, 0, 2);
            for (int fifth = 0; fifth < 5; fifth++) {
                within[fifth] += radius <= (fifth + 1) / 5.0 + 0x1p-20 ? 1 : 0;
            }
        }
        // E x₁² in the square, the disc and the diamond.
        double expected = switch (norm) {
            case LINF -> 1.0 / 3;
            case L2 -> 1.0 / 4;
            case L1 -> 1.0 / 6;
        };
        for (int i = 0; i < 2; i++) {
            assertEquals(0, mean[i], 0.02);
            assertEquals(expected, second[i], 0.02);
        }
        assertEquals(0, product, 0.02);
        for (int fifth = 0; fifth < 5; fifth++) {
            double share = (fifth + 1) / 5.0;
            assertEquals(share * share, within[fifth] / (double) DRAWS, 0.015);
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void startsDependOnSeedExampleAndRestartAlone(Norm norm) {
        float[] x = start(norm, 5, 1, 2, 3);
        assertArrayEquals(x, start(norm, 5, 1, 2, 3), 0);
        assertFalse(Arrays.equals(x, start(norm, 5, 2, 2, 3)));
        assertFalse(Arrays.equals(x, start(norm, 5, 1, 3, 3)));
        assertFalse(Arrays.equals(x, start(norm, 5, 1, 2, 4)));
        float[] longer = new float[9];
        new RandomStart(new Threat(norm, 1, -2, 2), 5).move(1, 2, 3, longer, 4);
        assertArrayEquals(x, Arrays.copyOfRange(longer, 4, 9), 0);
    }

    @Test
    void theRadiusScalesTheBallAndZeroStays() {
        for (Norm norm : Norm.values()) {
            float[] x = {0.5f, 0.25f};
            new RandomStart(new Threat(norm, 0, 0, 1), 2).move(1, 2, 3, x, 0);
            assertArrayEquals(new float[] {0.5f, 0.25f}, x);
        }
    }
}
