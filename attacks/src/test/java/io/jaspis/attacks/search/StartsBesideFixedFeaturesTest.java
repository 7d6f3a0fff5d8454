package io.jaspis.attacks.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where some features may not change, starts are uniform in the ball of the others. */
class StartsBesideFixedFeaturesTest {
    private static final int SIZE = 40;
    private static final int DRAWS = 2000;
    private static final double EPSILON = 0.5;

    private static boolean moves(int element, int movable) {
        return element % 5 == 2 && element / 5 < movable;
    }

    /** Those that don't move are immutable, or have their next whole number far outside of the ball. */
    private static Threat threat(Norm norm, int movable) {
        List<Feature> list = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            Feature fixed = i % 2 == 0 ? Feature.immutable("fixed " + i) : Feature.integer("whole " + i, 0.1, -5, 5);
            list.add(moves(i, movable) ? Feature.real("real " + i, 2, -10, 10) : fixed);
        }
        return Threat.of(norm, EPSILON, new Features(list));
    }

    /** Of k coordinates half of a ball lies within the k-th root of a half of its radius. */
    @ParameterizedTest
    @CsvSource({"L2, 1", "L2, 3", "L2, 7", "L1, 1", "L1, 3", "L1, 7"})
    void halfOfThemLieWithinHalfOfTheBallOfTheOthers(Norm norm, int movable) {
        Threat threat = threat(norm, movable);
        RandomStart start = new RandomStart(threat, SIZE);
        double[] lengths = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            float[] x = new float[SIZE];
            start.move(7, draw, 0, x, 0);
            lengths[draw] = threat.distance(new float[SIZE], 0, x, 0, SIZE);
            assertTrue(lengths[draw] <= EPSILON * (1 + 1e-6), "draw " + draw);
            for (int i = 0; i < SIZE; i++) {
                assertTrue(moves(i, movable) || x[i] == 0, "element " + i);
            }
        }
        Arrays.sort(lengths);
        assertEquals(EPSILON * Math.pow(0.5, 1.0 / movable), lengths[DRAWS / 2], 0.05 * EPSILON);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void whereAllMoveTheyAreThoseWithoutFeatures(Norm norm) {
        List<Feature> list = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            list.add(Feature.real("real " + i, 1, -2, 2));
        }
        float[] plain = new float[SIZE];
        float[] own = new float[SIZE];
        new RandomStart(new Threat(norm, 1, -2, 2), SIZE).move(1, 2, 3, plain, 0);
        new RandomStart(Threat.of(norm, 1, new Features(list)), SIZE).move(1, 2, 3, own, 0);
        assertArrayEquals(plain, own);
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void whereNothingMovesTheyAreTheExample(Norm norm) {
        List<Feature> list = List.of(Feature.immutable("one"), Feature.immutable("other"));
        float[] x = {0.25f, -3};
        new RandomStart(Threat.of(norm, 1, new Features(list)), 2).move(1, 2, 3, x, 0);
        assertArrayEquals(new float[] {0.25f, -3}, x);
    }
}
