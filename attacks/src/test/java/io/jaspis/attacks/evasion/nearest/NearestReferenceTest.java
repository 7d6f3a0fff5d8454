package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackVectors;
import io.jaspis.attacks.evasion.nearest.NearestAttack.Nearest;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @EnumSource(names = {"LINF", "L2"})
    void deepFool(Norm norm) {
        String name = "deepfool_" + named(norm);
        Problem problem = problem(norm);
        DeepFool attack = new DeepFool(50, 5);
        var iterates = vectors.at(name, "iterates");
        for (int i = 0; i < AttackVectors.COUNT; i++) {
            List<float[]> points =
                    WalkedPoints.of(attack, problem, i, Integer.MAX_VALUE).points();
            for (int k = 0; k < iterates.size(); k++) {
                float[] expected = AttackVectors.floats(AttackVectors.rows(iterates.get(k))[i]);
                float[] point = points.get(Math.min(k + 1, points.size() - 1));
                assertArrayEquals(expected, point, CLOSE, name + ", " + i + ", " + k);
            }
            float[] centre = AttackVectors.floats(vectors.examples()[i]);
            double distance = AttackVectors.numbers(vectors.at(name, "distance"))[i];
            assertEquals(distance, norm.distance(centre, 0, points.getLast(), 0, centre.length), CLOSE);
            Nearest nearest = nearest(attack, problem, i);
            assertEquals(distance, nearest.distance(), CLOSE);
            assertEquals(
                    AttackVectors.integers(vectors.at(name, "final_pred"))[i],
                    nearest.witness().orElseThrow().prediction());
        }
    }

    private static Nearest nearest(NearestAttack attack, Problem problem, int index) {
        List<Nearest> found = new ArrayList<>();
        attack.nearest(problem, List.of(index), 1, Budget.UNLIMITED, (_, nearest) -> found.add(nearest), () -> false);
        assertEquals(1, found.size());
        return found.getFirst();
    }

    /** The points of the first round, of which some are told. */
    @Test
    void carliniAndWagnerStepByStep() {
        Problem problem = problem(Norm.L2);
        var steps = vectors.at("cw_l2_inner_loop_c1_lr0.01", "steps");
        for (int i = 0; i < AttackVectors.COUNT; i++) {
            List<float[]> points = WalkedPoints.of(new CarliniWagner(1, 50, false, 1, 1), problem, i, 50)
                    .points();
            for (int step : new int[] {1, 2, 3, 5, 10, 20, 50}) {
                double[][] expected =
                        AttackVectors.rows(steps.get(Integer.toString(step)).get("x_before_step"));
                assertArrayEquals(
                        AttackVectors.floats(expected[i]), points.get(step - 1), CLOSE, "step " + step + ", " + i);
            }
        }
    }

    @Test
    void carliniAndWagnerWithTheSearchForTheConstant() {
        double[] expected = AttackVectors.numbers(vectors.at("cw_l2_full", "best_l2"));
        for (int i = 0; i < AttackVectors.COUNT; i++) {
            Nearest nearest = nearest(new CarliniWagner(9, 1000, false, 1), problem(Norm.L2), i);
            assertEquals(expected[i], nearest.distance(), CLOSE);
            assertArrayEquals(
                    AttackVectors.floats(AttackVectors.rows(vectors.at("cw_l2_full", "best_adv"))[i]),
                    nearest.witness().orElseThrow().x(),
                    1e-3f);
        }
    }

    @Test
    void elasticNetShrinkage() {
        double[][] z = AttackVectors.rows(vectors.at("ead_ista_shrink", "z"));
        double[][] expected = AttackVectors.rows(vectors.at("ead_ista_shrink", "out"));
        double beta = vectors.at("ead_ista_shrink", "beta").asDouble();
        double[][] centres = vectors.examples();
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j < z[i].length; j++) {
                double at = centres[i][j];
                double way = ElasticNet.shrunk(z[i][j] - at, beta, (float) -at, (float) (1 - at));
                assertEquals(expected[i][j], at + way, CLOSE, i + ", " + j);
            }
        }
    }

    @Test
    void pairsOfTheSaliencyMap() {
        Problem problem = problem(Norm.LINF);
        int taken = 0;
        double[] scores = AttackVectors.numbers(vectors.at("jsma_pair_logits_to_second_best", "best_score"));
        double[][] pairs = AttackVectors.rows(vectors.at("jsma_pair_logits_to_second_best", "best_pair"));
        for (int i = 0; i < AttackVectors.COUNT; i++) {
            double[][] jacobian = AttackVectors.rows(
                    vectors.at("jsma_pair_logits_to_second_best", "jacobian").get(i));
            int target = vectors.secondBest()[i];
            float[] others = new float[AttackVectors.SIZE];
            for (int j = 0; j < AttackVectors.CLASSES; j++) {
                for (int k = 0; j != target && k < others.length; k++) {
                    others[k] += (float) jacobian[j][k];
                }
            }
            boolean[] free = new boolean[others.length];
            Arrays.fill(free, true);
            int[] pair = new int[2];
            double best = SaliencyMap.best(AttackVectors.floats(jacobian[target]), others, free, true, pair);
            assertEquals(scores[i], best, CLOSE);
            assertArrayEquals(new int[] {(int) pairs[i][0], (int) pairs[i][1]}, pair);
            // The first attempt goes for the second best, and takes both to 1 with slopes of its own.
            List<float[]> points =
                    WalkedPoints.of(new SaliencyMap(1), problem, i, 2).points();
            float[] expected = AttackVectors.floats(vectors.examples()[i]);
            expected[pair[0]] = 1;
            expected[pair[1]] = 1;
            if (Math.max(vectors.examples()[i][pair[0]], vectors.examples()[i][pair[1]]) < 1) {
                assertArrayEquals(expected, points.get(1));
                taken++;
            }
        }
        assertTrue(taken > 1);
    }

    /** The exact distances come from a solver over all activation patterns. */
    @Test
    void nearlyTheExactDistance() {
        for (int i = 0; i < AttackVectors.COUNT; i++) {
            for (Norm norm : List.of(Norm.LINF, Norm.L2)) {
                double exact = vectors.at("exact_min_distance", "per_example")
                        .get(i)
                        .get(named(norm))
                        .asDouble();
                int all = AttackVectors.CLASSES;
                List<NearestAttack> near = new ArrayList<>(
                        List.of(Fab.untargeted(100, 5), Fab.targeted(100, 4, 5), FastMinimumNorm.inNorm(1000, all)));
                if (norm == Norm.L2) {
                    near.add(new CarliniWagner(9, 1000, true, all));
                    near.add(new DecoupledDirectionNorm(1000, all));
                } else {
                    near.add(new CarliniWagnerLinf(1000, all));
                }
                for (NearestAttack attack : near) {
                    double distance = nearest(attack, problem(norm), i).distance();
                    String told = attack.name() + " " + norm + ", example " + i + ": " + distance + " of " + exact;
                    assertTrue(distance >= exact - 1e-6, told);
                    assertTrue(distance <= exact * beyond(attack), told);
                }
            }
        }
    }

    /** The last τ of C&amp;W in L∞ is up to a tenth below what it fails at. */
    private static double beyond(NearestAttack attack) {
        return attack instanceof CarliniWagnerLinf ? 1 / 0.9 : 1.01;
    }
}
