package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.samples.Points;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;

/** The order of classes, axes and examples is a name for them and no more. */
class PermutationLaws {
    private static final int SIZE = 5;
    private static final int HIDDEN = 7;
    private static final int CLASSES = 4;
    private static final int EXAMPLES = 10;
    /** Rounding in another order of sums moves a margin by less, of logits of about 1. */
    private static final double CLOSE = 1e-4;

    private static int proved;
    private static int broken;

    /** A network, its examples and their names for each other. */
    private record Case(float[][] first, float[][] second, float[][] points, int[] labels) {
        static Case of(Random random) {
            int[] labels = IntStream.range(0, EXAMPLES)
                    .map(_ -> random.nextInt(CLASSES))
                    .toArray();
            Case made = new Case(
                    rows(random, HIDDEN, SIZE), rows(random, CLASSES, HIDDEN), rows(random, EXAMPLES, SIZE), labels);
            for (float[] point : made.points) {
                for (int i = 0; i < SIZE; i++) {
                    point[i] = Math.abs(point[i]) % 1;
                }
            }
            // Half of the labels are right.
            List<Finding> findings = made.findings();
            for (int i = 0; i < EXAMPLES; i += 2) {
                labels[i] = findings.get(i).prediction();
            }
            return made;
        }

        private static float[][] rows(Random random, int rows, int columns) {
            float[][] result = new float[rows][columns];
            for (float[] row : result) {
                for (int i = 0; i < columns; i++) {
                    row[i] = (float) (random.nextGaussian() / 2);
                }
            }
            return result;
        }

        private Graph network() {
            return Graph.of(
                    "x",
                    Shape.of(SIZE),
                    "logits",
                    x -> x.dense(x.trace().constant(tensor(first)))
                            .relu()
                            .dense(x.trace().constant(tensor(second))));
        }

        private static Tensor tensor(float[][] rows) {
            Tensor tensor = Tensor.zeros(Shape.of(rows.length, rows[0].length));
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, tensor.data(), i * rows[0].length, rows[0].length);
            }
            return tensor;
        }

        /** Without random starts, whose points have an order of axes and examples. */
        List<Finding> findings() {
            List<Attack> attacks = List.of(
                    GradientDescent.fgsm(),
                    new GradientDescent(new GradientDescent.Settings("steps", Loss.MARGIN, 5, 0.4, 1, false, null)));
            Points examples = new Points(Shape.of(SIZE), CLASSES, points, labels);
            Problem problem = new Problem(network(), examples, new Threat(Norm.LINF, 0.03, 0, 1), Cpu.best(), EXAMPLES);
            return new Audit(problem, new AuditPlan(attacks, List.of(new IntervalBounds()), 1))
                    .run(EXAMPLES, new Audit.Listener() {}, () -> false)
                    .findings();
        }

        Case permuted(int[] classes, int[] axes, int[] examples) {
            float[][] rows = new float[CLASSES][];
            for (int j = 0; j < CLASSES; j++) {
                rows[classes[j]] = second[j];
            }
            float[][] moved = new float[EXAMPLES][];
            int[] named = new int[EXAMPLES];
            float[][] turned = columns(points, axes);
            for (int i = 0; i < EXAMPLES; i++) {
                moved[examples[i]] = turned[i];
                named[examples[i]] = classes[labels[i]];
            }
            return new Case(columns(first, axes), rows, moved, named);
        }

        private static float[][] columns(float[][] rows, int[] to) {
            float[][] result = new float[rows.length][to.length];
            for (int row = 0; row < rows.length; row++) {
                for (int i = 0; i < to.length; i++) {
                    result[row][to[i]] = rows[row][i];
                }
            }
            return result;
        }
    }

    private static int[] permutation(Random random, int size) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    @Property(tries = 12)
    @Label("permuted classes, axes and examples change no verdict but by rounding")
    void verdicts(@ForAll long seed) {
        Random random = new Random(seed);
        Case plain = Case.of(random);
        int[] classes = permutation(random, CLASSES);
        int[] examples = permutation(random, EXAMPLES);
        List<Finding> expected = plain.findings();
        List<Finding> found =
                plain.permuted(classes, permutation(random, SIZE), examples).findings();
        int changed = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            Finding one = expected.get(i);
            Finding other = found.get(examples[i]);
            // Of classes that tie, the first is told.
            assertTrue(one.tied() || classes[one.prediction()] == other.prediction(), one + " became " + other);
            assertEquals(one.margin(), other.margin(), CLOSE);
            assertEquals(one.confidence(), other.confidence(), CLOSE);
            boolean certain = Math.abs(one.margin()) > CLOSE;
            boolean bothProved =
                    one.verdict() instanceof Verdict.Certified == other.verdict() instanceof Verdict.Certified;
            assertTrue(bothProved || !certain, one + " became " + other);
            changed += one.verdict().getClass() == other.verdict().getClass() ? 0 : 1;
            proved += one.verdict() instanceof Verdict.Certified ? 1 : 0;
            broken += one.verdict() instanceof Verdict.Falsified ? 1 : 0;
        }
        // An attack along a gradient that rounding turns round is the exception that there may be.
        assertTrue(changed <= 1, changed + " verdicts changed");
    }

    @AfterProperty
    void findsSome() {
        assertTrue(proved > 0 && broken > 0, proved + " proved, " + broken + " broken");
    }
}
