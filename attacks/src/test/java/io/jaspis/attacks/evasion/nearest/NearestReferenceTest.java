package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.AttackVectors;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps and results against the float64 values of {@link AttackVectors}. */
class NearestReferenceTest {
    private static final float CLOSE = 1e-4f;

    private static AttackVectors vectors;

    @BeforeAll
    static void load() {
        vectors = AttackVectors.load();
    }

    private static Problem problem(Norm norm) {
        return vectors.problem(new Threat(norm, norm == Norm.LINF ? 1 : 2, 0, 1));
    }

    private static String named(Norm norm) {
        return switch (norm) {
            case LINF -> "linf";
            case L2 -> "l2";
            case L1 -> "l1";
        };
    }

    @ParameterizedTest
    @EnumSource
    void projectionOntoAHyperplaneInABox(Norm norm) {
        double[][] points = AttackVectors.rows(vectors.at("box_hyperplane_projection", "points"));
        double[][] weights = AttackVectors.rows(vectors.at("box_hyperplane_projection", "w"));
        double[] offsets = AttackVectors.numbers(vectors.at("box_hyperplane_projection", "b"));
        double[][] expected = AttackVectors.rows(vectors.at("box_hyperplane_projection", named(norm)));
        int size = points[0].length;
        HyperplaneProjection projection = new HyperplaneProjection(norm, size);
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        for (int i = 0; i < points.length; i++) {
            float[] w = AttackVectors.floats(weights[i]);
            float[] point = AttackVectors.floats(points[i]);
            float[] step = new float[size];
            double need = offsets[i] - Lengths.product(w, point);
            projection.project(point, w, need, new float[size], ones, step);
            assertArrayEquals(AttackVectors.floats(expected[i]), step, 1e-6f, norm + ", " + i);
        }
    }

    /** Every point at which the published code took gradients, and the nearest that it found. */
    @ParameterizedTest
    @EnumSource
    void fastAdaptiveBoundary(Norm norm) {
        String name = "fab_t_" + named(norm);
        Problem problem = problem(norm);
        Fab attack = Fab.targeted(15, 1, 1).withoutLastSteps();
        for (int i = 0; i < AttackVectors.COUNT; i++) {
            WalkedPoints walked = WalkedPoints.of(attack, problem, i, Integer.MAX_VALUE);
            List<float[]> gradientPoints = new ArrayList<>();
            float[] nearest = null;
            double least = Double.POSITIVE_INFINITY;
            float[] centre = AttackVectors.floats(vectors.examples()[i]);
            boolean back = true;
            for (int k = 0; k < walked.points().size(); k++) {
                float[] x = walked.points().get(k);
                if (back || !walked.adversarial().get(k)) {
                    gradientPoints.add(x);
                    back = false;
                } else {
                    double length = norm.distance(centre, 0, x, 0, x.length);
                    nearest = length < least ? x : nearest;
                    least = Math.min(least, length);
                    back = true;
                }
            }
            double[][] expected = new double[15][];
            for (int k = 0; k < expected.length; k++) {
                expected[k] = AttackVectors.numbers(
                        vectors.at(name, "gradient_points").get(k).get(i));
                assertArrayEquals(
                        AttackVectors.floats(expected[k]), gradientPoints.get(k), CLOSE, name + ", " + i + ", " + k);
            }
            assertArrayEquals(AttackVectors.floats(AttackVectors.rows(vectors.at(name, "adv"))[i]), nearest, CLOSE);
            assertEquals(AttackVectors.numbers(vectors.at(name, "distance"))[i], least, CLOSE);
        }
    }
}
