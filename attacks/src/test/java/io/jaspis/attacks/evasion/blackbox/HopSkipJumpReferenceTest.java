package io.jaspis.attacks.evasion.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackVectors;
import io.jaspis.attacks.search.Projection;
import io.jaspis.autodiff.Graph;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One iteration of HopSkipJump in L2 from a given start with given noise, step by step, and its number of evaluations. */
class HopSkipJumpReferenceTest {
    private static final String VECTOR = "hopskipjump_l2_one_iteration";
    private static final double CLOSE = 1e-4;
    private static final Threat THREAT = new Threat(Norm.L2, 1, 0, 1);

    private static AttackVectors vectors;
    private static Graph network;

    @BeforeAll
    static void load() {
        vectors = AttackVectors.load();
        network = vectors.network();
    }

    /** An example of the vectors, and what is asked of it. */
    private static final class Example {
        private final int index;
        private final double[] x;
        private final int label;
        private final Offsets offsets;
        private final Boundary boundary;
        private final List<double[]> asked = new ArrayList<>();
        private final List<Boolean> answered = new ArrayList<>();

        Example(int index) {
            this.index = index;
            this.x = vectors.examples()[index];
            this.label = vectors.labels()[index];
            this.offsets = new Offsets(THREAT, AttackVectors.floats(x));
            this.boundary = new Boundary(offsets);
        }

        double[] number(String... name) {
            return AttackVectors.numbers(vectors.at(VECTOR, name[0]).get(index));
        }

        double[] way(double[] point) {
            return IntStream.range(0, x.length)
                    .mapToDouble(i -> point[i] - x[i])
                    .toArray();
        }

        double[] point(double[] way) {
            return IntStream.range(0, x.length).mapToDouble(i -> way[i] + x[i]).toArray();
        }

        void noise(int sample, double[] to) {
            double[] drawn = AttackVectors.numbers(
                    vectors.at(VECTOR, "noise_raw_[B][n][6]").get(sample).get(index));
            System.arraycopy(drawn, 0, to, 0, to.length);
        }

        void answer(Question first) {
            LabelInquiry inquiry = new LabelInquiry(offsets, first, (_, _, _, _) -> {});
            Subject subject = new Subject(
                    index,
                    label,
                    Logits.NONE,
                    AttackVectors.floats(x),
                    Optional.empty(),
                    THREAT,
                    new Projection(THREAT, x.length),
                    new Chance(0, index, "test"));
            Answers answers = new Answers(AttackVectors.CLASSES, false);
            for (int count = inquiry.wanted(1000); count > 0; count = inquiry.wanted(1000)) {
                answers.expect(count);
                for (int point = 0; point < count; point++) {
                    float[] row = new float[x.length];
                    inquiry.write(point, row, 0);
                    answers.putLabel(point, Nets.prediction(network, row), subject);
                    asked.add(IntStream.range(0, row.length)
                            .mapToDouble(i -> row[i])
                            .toArray());
                    answered.add(answers.adversarial(point));
                }
                inquiry.take(answers);
            }
        }
    }

    private static final HopSkipJump ATTACK = new HopSkipJump(false, 16);

    @Test
    void returnsToTheBoundary() {
        assertEquals(vectors.at(VECTOR, "theta").asDouble(), ATTACK.threshold(AttackVectors.SIZE), 1e-9);
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            Example example = new Example(index);
            List<HopSkipJump.State> states = new ArrayList<>();
            double[] start = example.way(example.number("start_points"));
            example.answer(ATTACK.returned(example.boundary, start, state -> {
                states.add(state);
                return Question.NONE;
            }));
            assertEquals(vectors.at(VECTOR, "bsearch_queries").asInt(), example.asked.size());
            assertArrayEquals(
                    example.number("boundary_points"),
                    example.point(states.getFirst().at()),
                    CLOSE);
            double alpha = vectors.at(VECTOR, "boundary_alpha").get(index).asDouble();
            assertEquals(alpha, states.getFirst().distance() / Ways.length(start), CLOSE);
        }
    }

    @Test
    void feelsTheNormalByTheSignsOfItsNoise() {
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            Example example = new Example(index);
            List<double[]> normals = new ArrayList<>();
            double root = Math.sqrt(AttackVectors.SIZE);
            double[] at = example.way(example.number("boundary_points"));
            double delta = vectors.at(VECTOR, "delta").asDouble();
            assertEquals(delta, ATTACK.length(AttackVectors.SIZE, 1, 1));
            example.answer(example.boundary.normal(
                    at,
                    16,
                    delta / root,
                    (sample, noise) -> {
                        example.noise(sample, noise);
                        Ways.stretch(noise, root);
                    },
                    normal -> {
                        normals.add(normal.orElseThrow());
                        return Question.NONE;
                    }));
            double[] phi = new double[16];
            for (int sample = 0; sample < phi.length; sample++) {
                phi[sample] =
                        vectors.at(VECTOR, "phi_[B][n]").get(sample).get(index).asDouble();
            }
            assertArrayEquals(
                    phi,
                    example.answered.stream().mapToDouble(one -> one ? 1 : -1).toArray());
            assertArrayEquals(example.number("gradient_direction_unit"), normals.getFirst(), CLOSE);
        }
    }

    @Test
    void iterates() {
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            Example example = new Example(index);
            List<HopSkipJump.State> states = new ArrayList<>();
            double[] at = example.way(example.number("boundary_points"));
            double before = vectors.at(VECTOR, "l2_distance_before").get(index).asDouble();
            assertEquals(before, Ways.length(at), CLOSE);
            example.answer(
                    ATTACK.iterate(example.boundary, new HopSkipJump.State(at, before, 1), 1, example::noise, state -> {
                        states.add(state);
                        return Question.NONE;
                    }));
            // The sixteen samples, and then the step, which is adversarial without halving.
            assertArrayEquals(example.number("after_step"), example.asked.get(16), CLOSE);
            assertTrue(example.answered.get(16));
            HopSkipJump.State state = states.getFirst();
            assertArrayEquals(example.number("after_boundary"), example.point(state.at()), CLOSE);
            assertEquals(vectors.at(VECTOR, "l2_distance_after").get(index).asDouble(), state.distance(), CLOSE);
        }
    }

    @Test
    void evaluatesMoreWithEachIteration() {
        HopSkipJump attack = new HopSkipJump(false, 100);
        int[] schedule = AttackVectors.integers(vectors.at(VECTOR, "num_evals_schedule_initial100"));
        int[] evaluations = IntStream.rangeClosed(1, schedule.length)
                .map(attack::evaluations)
                .toArray();
        assertArrayEquals(schedule, evaluations, Arrays.toString(evaluations));
    }
}
