package io.jaspis.attacks.evasion.blackbox;

import static io.jaspis.attacks.AttackVectors.COUNT;
import static io.jaspis.attacks.AttackVectors.SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackVectors;
import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Schedules, patterns and slopes against the float64 values of {@link AttackVectors}. */
class ScoreReferenceTest {
    private static AttackVectors vectors;

    @BeforeAll
    static void load() {
        vectors = AttackVectors.load();
    }

    @Test
    void squareShrinksByAutoAttacksSchedule() {
        int[] iterations = AttackVectors.integers(vectors.at("square_schedule", "iteration"));
        double[] shares = AttackVectors.numbers(vectors.at("square_schedule", "p_no_rescale(AutoAttack standard)"));
        int[] small = AttackVectors.integers(vectors.at("square_schedule", "side_28x28"));
        int[] large = AttackVectors.integers(vectors.at("square_schedule", "side_32x32x3"));
        for (int i = 0; i < iterations.length; i++) {
            double share = Square.share(0.8, iterations[i]);
            assertEquals(shares[i], share, 1e-12);
            assertEquals(shares[i], new Square(77).share(iterations[i], 77));
            assertEquals(small[i], Window.side(share, 28 * 28));
            assertEquals(large[i], Window.side(share, 32 * 32));
        }
    }

    @Test
    void squareAloneHasThePapersScheduleForItsOwnQueries() {
        int[] iterations = AttackVectors.integers(vectors.at("square_schedule", "iteration"));
        double[] shares = AttackVectors.numbers(vectors.at("square_schedule", "p_rescaled_5000"));
        for (int i = 0; i < iterations.length; i++) {
            assertEquals(shares[i], Square.alone(5000).share(iterations[i], 5000), 1e-12);
            assertEquals(shares[i], Square.alone(5000).share(2L * iterations[i], 10_000), 1e-12);
        }
    }

    @Test
    void patternsOfL2AreTheAuthors() {
        for (int[] size : new int[][] {{3, 3}, {2, 5}, {5, 5}}) {
            double[][] expected = AttackVectors.rows(vectors.at("square_eta_rectangles_L2", size[0] + "x" + size[1]));
            double[] pattern = Pattern.rectangle(size[0], size[1], Norm.L2);
            for (int row = 0; row < size[0]; row++) {
                for (int column = 0; column < size[1]; column++) {
                    assertEquals(expected[row][column], pattern[row * size[1] + column], 1e-9);
                }
            }
        }
    }

    /** In L1 squares of height 1/(k + 1)⁴, as in the published code: 1 + 1/16 in the middle of three by three, 1/16 around. */
    @Test
    void patternsOfL1AreSteeper() {
        double[] pattern = Pattern.rectangle(3, 3, Norm.L1);
        for (int i = 0; i < pattern.length; i++) {
            assertEquals((i == 4 ? 17 : 1) / 25.0, pattern[i], 1e-15);
        }
    }

    /** Of as many elements as seconds of sound have: squares of numbers above 2¹⁶ among them. */
    @Test
    void patternsOfLongRowsAreNumbers() {
        double[] row = Pattern.rectangle(1, 300_001, Norm.L2);
        double squares = 0;
        for (double height : row) {
            assertTrue(height > 0);
            squares += height * height;
        }
        assertEquals(1, squares, 1e-9);
        assertEquals(row[150_000 - 7], row[150_000 + 7]);
    }

    private static Subject subject(Problem problem, int index) {
        float[] x = new float[SIZE];
        problem.examples().copy(index, x, 0);
        return new Subject(
                index,
                problem.examples().label(index),
                Logits.NONE,
                x,
                Optional.empty(),
                problem.threat(),
                new Projection(problem.threat(), SIZE),
                new Chance(0, index, "test"));
    }

    private static Answers answers(Oracle oracle, Subject subject, float[] rows, int count) {
        Answers answers = new Answers(oracle.classes(), true);
        answers.expect(count);
        float[] scores = oracle.scores(rows, count);
        for (int row = 0; row < count; row++) {
            answers.putScores(row, scores, row, subject);
        }
        return answers;
    }

    /** What a walk makes of its first pairs. */
    private static double[] slope(DifferenceSearch walk, Oracle oracle, Subject subject, Runnable afterDraw) {
        int count = walk.wanted(Long.MAX_VALUE);
        afterDraw.run();
        float[] rows = new float[count * SIZE];
        for (int point = 0; point < count; point++) {
            walk.write(point, rows, point * SIZE);
        }
        walk.take(answers(oracle, subject, rows, count));
        return walk.slope();
    }

    /** The samples of an example, one behind the other. */
    private static float[] noise(int index) {
        JsonNode samples = vectors.at("hopskipjump_l2_one_iteration", "noise_raw_[B][n][6]");
        float[] noise = new float[samples.size() * SIZE];
        for (int sample = 0; sample < samples.size(); sample++) {
            float[] one = AttackVectors.floats(
                    AttackVectors.numbers(samples.get(sample).get(index)));
            System.arraycopy(one, 0, noise, sample * SIZE, SIZE);
        }
        return noise;
    }

    @Test
    void nesEstimatesTheSlopeOfTheCrossEntropy() {
        double sigma = vectors.at("nes_gradient_antithetic", "sigma").asDouble();
        double[][] expected = AttackVectors.rows(vectors.at("nes_gradient_antithetic", "grad_estimate_of_ce"));
        Problem problem = vectors.problem(new Threat(Norm.LINF, 0.1, 0, 1));
        try (Oracle oracle = Oracle.of(problem.scores(), problem.device(), 8)) {
            for (int index = 0; index < COUNT; index++) {
                float[] noise = noise(index);
                Subject subject = subject(problem, index);
                Nes nes = new Nes(1000, 2 * noise.length / SIZE, sigma);
                Nes.Walk walk = new Nes.Walk(nes, subject, answers(oracle, subject, subject.x(), 1));
                double[] slope = slope(walk, oracle, subject, () -> walk.fix(noise));
                for (int i = 0; i < SIZE; i++) {
                    // What falls here is the negative cross-entropy.
                    assertEquals(expected[index][i], -slope[i], 1e-4);
                }
            }
        }
    }

    @Test
    void zooTakesTheSlopeOfTheMarginByCoordinates() {
        double[][] expected = AttackVectors.rows(vectors.at("zoo_coordinate", "grad_of_cw_f"));
        Problem problem = vectors.problem(new Threat(Norm.LINF, 0.1, 0, 1));
        try (Oracle oracle = Oracle.of(problem.scores(), problem.device(), 8)) {
            for (int index = 0; index < COUNT; index++) {
                Subject subject = subject(problem, index);
                // The second and third largest logits of example 2 are so near that a wider difference meets the bend
                // between.
                double width = index == 2 ? 1e-4 : 0.01;
                // Four scores below 1, and points, that float32 rounds.
                double tolerance = Math.max(1e-4, 8 * 0x1p-24 / (2 * width));
                Zoo zoo = new Zoo(1000, SIZE, width, 1, 10);
                Zoo.Walk walk = new Zoo.Walk(zoo, subject, answers(oracle, subject, subject.x(), 1));
                assertArrayEquals(expected[index], slope(walk, oracle, subject, () -> {}), tolerance);
            }
        }
    }
}
