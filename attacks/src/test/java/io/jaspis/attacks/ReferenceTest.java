package io.jaspis.attacks;

import static io.jaspis.attacks.AttackVectors.CLASSES;
import static io.jaspis.attacks.AttackVectors.COUNT;
import static io.jaspis.attacks.AttackVectors.SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.search.Projection;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Losses, steps and projections against the float64 values of {@link AttackVectors}. */
class ReferenceTest {
    /**
     * Of the logits and of the gradient of a logit: each is a sum of at most 8 terms over sums of at most 6, 17 roundings
     * of magnitudes below 8 with those of the weights.
     */
    private static final double FLOAT32 = 17 * 8 * 0x1p-24;

    private static AttackVectors vectors;

    @BeforeAll
    static void load() {
        vectors = AttackVectors.load();
    }

    private static final String LOSS = "loss";
    private static final String GRADIENT = Gradient.PREFIX + LossGraph.X;

    /** Logits, losses and gradients of points, and the ways up, all with the attack's own graph. */
    private static Map<String, float[]> evaluate(Problem problem, Loss loss, float[] x, int[] targets) {
        Graph graph = withLoss(LossGraph.of(problem, loss, targets != null), loss, targets != null);
        Execution execution = problem.device().load(Plan.of(graph, COUNT));
        execution.write(LossGraph.X, x, 0);
        if (graph.inputs().containsKey(LossGraph.LABEL)) {
            execution.write(LossGraph.LABEL, oneHot(vectors.labels()), 0);
        }
        if (targets != null) {
            execution.write(LossGraph.TARGET, oneHot(targets), 0);
        }
        execution.run();
        return Map.of(
                LossGraph.LOGITS,
                execution.read(LossGraph.LOGITS),
                LossGraph.ASCENT,
                execution.read(LossGraph.ASCENT),
                LOSS,
                execution.read(LOSS),
                GRADIENT,
                execution.read(GRADIENT));
    }

    /** The attack's graph with the loss itself and its gradient besides. */
    private static Graph withLoss(Graph attack, Loss loss, boolean targeted) {
        Trace trace = new Trace();
        Map<String, Value> outputs = new LinkedHashMap<>(trace.inline(attack, Map.of()));
        Value logits = outputs.get(LossGraph.LOGITS);
        Value label = trace.input(LossGraph.LABEL, Shape.of(CLASSES));
        Value value = targeted
                ? loss.targeted(logits, label, trace.input(LossGraph.TARGET, Shape.of(CLASSES)))
                : loss.untargeted(logits, label);
        outputs.put(LOSS, value);
        return Gradient.of(trace.graph(outputs), LOSS, LossGraph.X);
    }

    private static float[] oneHot(int[] classes) {
        float[] rows = new float[classes.length * CLASSES];
        for (int i = 0; i < classes.length; i++) {
            rows[i * CLASSES + classes[i]] = 1;
        }
        return rows;
    }

    private static Problem problem(Norm norm, double epsilon) {
        return vectors.problem(new Threat(norm, epsilon, 0, 1));
    }

    private static void assertLoss(
            double[] values, double[][] gradients, int sign, Loss loss, float[] x, int[] targets) {
        Map<String, float[]> actual = evaluate(problem(Norm.LINF, 0.1), loss, x, targets);
        for (int i = 0; i < COUNT; i++) {
            double denominator = loss == Loss.DIFFERENCE_OF_LOGITS_RATIO ? spread(actual.get(LossGraph.LOGITS), i) : 1;
            double tolerance = FLOAT32 * (1 + Math.abs(values[i])) / denominator;
            assertEquals(values[i], sign * actual.get(LOSS)[i], tolerance, "value of example " + i);
            for (int j = 0; j < SIZE; j++) {
                double gradient = gradients[i][j];
                double allowed = FLOAT32 * (1 + Math.abs(values[i]) + Math.abs(gradient)) / denominator;
                assertEquals(gradient, sign * actual.get(GRADIENT)[i * SIZE + j], allowed, "gradient " + i);
            }
            assertSameDirection(gradients[i], actual.get(LossGraph.ASCENT), i * SIZE, sign);
        }
    }

    /** The way up is the gradient but for its length: the cosine is 1 but for roundings of either. */
    private static void assertSameDirection(double[] gradient, float[] ascent, int offset, int sign) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int j = 0; j < SIZE; j++) {
            product += gradient[j] * ascent[offset + j];
            first += gradient[j] * gradient[j];
            second += (double) ascent[offset + j] * ascent[offset + j];
        }
        double lengths = Math.sqrt(first * second);
        assertEquals(lengths, sign * product, lengths * (FLOAT32 * FLOAT32 + 0x1p-20));
    }

    /** The denominator of the untargeted ratio, from which the targeted one is less than a factor 2 away here. */
    private static double spread(float[] logits, int row) {
        float[] sorted = Arrays.copyOfRange(logits, row * CLASSES, (row + 1) * CLASSES);
        Arrays.sort(sorted);
        return Math.min(1, sorted[CLASSES - 1] - sorted[CLASSES - 3]);
    }

    private static void assertLoss(String name, int sign, Loss loss, int[] targets) {
        double[] values = AttackVectors.numbers(vectors.at("losses", name, "value"));
        double[][] gradients = AttackVectors.rows(vectors.at("losses", name, "grad_x"));
        assertLoss(values, gradients, sign, loss, AttackVectors.flat(vectors.examples()), targets);
    }

    @Test
    void theNetworkGivesItsLogits() {
        float[] x = AttackVectors.flat(vectors.examples());
        float[] logits = evaluate(problem(Norm.LINF, 0.1), Loss.MARGIN, x, null).get(LossGraph.LOGITS);
        assertArrayEquals(AttackVectors.flat(AttackVectors.rows(vectors.at("logits"))), logits, (float) FLOAT32);
    }

    @Test
    void crossEntropy() {
        assertLoss("ce", 1, Loss.CROSS_ENTROPY, null);
    }

    @Test
    void differenceOfLogitsRatio() {
        assertLoss("dlr", 1, Loss.DIFFERENCE_OF_LOGITS_RATIO, null);
    }

    @Test
    void targetedDifferenceOfLogitsRatio() {
        assertLoss("dlr_targeted_to_second_best", 1, Loss.DIFFERENCE_OF_LOGITS_RATIO, vectors.secondBest());
    }

    /** Carlini and Wagner decrease what we increase. */
    @Test
    void margin() {
        assertLoss("cw_f_untargeted_kappa0", -1, Loss.MARGIN, null);
    }

    @Test
    void differenceOfLogitsRatioWhereMisclassified() {
        double[] values = AttackVectors.numbers(vectors.at("losses", "at_misclassified_point", "dlr"));
        double[][] gradients = AttackVectors.rows(vectors.at("losses", "at_misclassified_point", "dlr_grad_x"));
        float[] x = AttackVectors.flat(AttackVectors.rows(vectors.at("losses", "at_misclassified_point", "x")));
        assertLoss(values, gradients, 1, Loss.DIFFERENCE_OF_LOGITS_RATIO, x, null);
    }

    /** One step of each example, with the very classes an attack uses, in a run that success doesn't end. */
    private static float[] stepped(Problem problem, float[] from, double length, int[] targets, boolean projected) {
        float[] gradient = evaluate(problem, Loss.CROSS_ENTROPY, from, targets).get(LossGraph.ASCENT);
        float[] centres = AttackVectors.flat(vectors.examples());
        float[] x = from.clone();
        Moves.step(problem.threat(), gradient, x, SIZE, length);
        Projection projection = new Projection(problem.threat(), SIZE);
        for (int offset = 0; projected && offset < x.length; offset += SIZE) {
            projection.project(centres, offset, x, offset);
        }
        return x;
    }

    private static void assertRows(double[][] expected, float[] actual, double tolerance) {
        assertArrayEquals(AttackVectors.flat(expected), actual, (float) tolerance);
    }

    /** After a few additions of numbers up to 1. */
    private static final double SIGNS = 16 * 0x1p-24;

    @Test
    void fastGradientSign() {
        float[] x = stepped(problem(Norm.LINF, 0.1), AttackVectors.flat(vectors.examples()), 0.1, null, true);
        assertRows(AttackVectors.rows(vectors.at("fgsm", "linf_eps0.1")), x, SIGNS);
    }

    @Test
    void targetedFastGradientSign() {
        float[] start = AttackVectors.flat(vectors.examples());
        float[] x = stepped(problem(Norm.LINF, 0.1), start, 0.1, vectors.secondBest(), true);
        assertRows(AttackVectors.rows(vectors.at("fgsm", "targeted_linf_eps0.1_to_second_best")), x, SIGNS);
    }

    @Test
    void fastGradientInL2() {
        float[] x = stepped(problem(Norm.L2, 0.3), AttackVectors.flat(vectors.examples()), 0.3, null, true);
        assertRows(AttackVectors.rows(vectors.at("fgsm", "l2_eps0.3")), x, FLOAT32);
    }

    @Test
    void theAttackItselfReportsTheFastGradientSignPoint() {
        Problem problem = problem(Norm.LINF, 0.1);
        double[][] expected = AttackVectors.rows(vectors.at("fgsm", "linf_eps0.1"));
        int found = 0;
        for (var entry : Outcomes.of(GradientDescent.fgsm(), problem, 1).entrySet()) {
            if (entry.getValue() instanceof Outcome.Falsified falsified) {
                assertArrayEquals(
                        AttackVectors.floats(expected[entry.getKey()]),
                        falsified.witness().x(),
                        (float) SIGNS);
                found++;
            }
        }
        assertTrue(found > 0);
    }

    @Test
    void theIteratesOfProjectedGradientDescentInLInfinity() {
        Problem problem = problem(Norm.LINF, 0.1);
        float[] x = AttackVectors.flat(vectors.examples());
        for (var expected : vectors.at("pgd_linf_ce", "iterates")) {
            x = stepped(problem, x, 0.025, null, true);
            assertRows(AttackVectors.rows(expected), x, SIGNS);
        }
    }

    /** Step by step, so that each stands alone: the reference scales onto the ball and then cuts at the range. */
    @Test
    void theIteratesOfProjectedGradientDescentInL2() {
        Problem problem = problem(Norm.L2, 0.3);
        double[][] centres = vectors.examples();
        double[][] from = centres;
        int same = 0;
        int nearer = 0;
        for (var iterate : vectors.at("pgd_l2_ce", "iterates")) {
            double[][] expected = AttackVectors.rows(iterate);
            float[] free = stepped(problem, AttackVectors.flat(from), 0.075, null, false);
            float[] projected = stepped(problem, AttackVectors.flat(from), 0.075, null, true);
            for (int i = 0; i < COUNT; i++) {
                float[] theirs = AttackVectors.floats(expected[i]);
                float[] ours = Arrays.copyOfRange(projected, i * SIZE, (i + 1) * SIZE);
                double length = Norm.L2.distance(AttackVectors.floats(centres[i]), 0, free, i * SIZE, SIZE);
                boolean cut = false;
                for (int j = i * SIZE; j < (i + 1) * SIZE; j++) {
                    cut |= free[j] < 0 || free[j] > 1;
                }
                if (length <= 0.3 || !cut) {
                    assertArrayEquals(theirs, ours, (float) FLOAT32);
                    same++;
                } else {
                    // Cutting shortens the way, so scaling first by all of it ends inside the ball, not on it.
                    double own = Norm.L2.distance(free, i * SIZE, ours, 0, SIZE);
                    assertTrue(own <= Norm.L2.distance(free, i * SIZE, theirs, 0, SIZE) + SIGNS);
                    nearer++;
                }
            }
            from = expected;
        }
        assertEquals(40, same + nearer);
        assertTrue(same >= 30 && nearer > 0, same + " steps the same, " + nearer + " nearer");
    }

    @Test
    void projectionOntoTheL1Ball() {
        double[][] centres = AttackVectors.rows(vectors.at("l1_ball_box_projection", "x"));
        double[][] ways = AttackVectors.rows(vectors.at("l1_ball_box_projection", "y"));
        double[][] back = AttackVectors.rows(vectors.at("l1_ball_box_projection", "delta"));
        Projection projection = new Projection(new Threat(Norm.L1, 0.7, 0, 1), SIZE);
        for (int i = 0; i < centres.length; i++) {
            float[] x = new float[SIZE];
            float[] expected = new float[SIZE];
            for (int j = 0; j < SIZE; j++) {
                x[j] = (float) (centres[i][j] + ways[i][j]);
                expected[j] = (float) (centres[i][j] + ways[i][j] + back[i][j]);
            }
            projection.project(AttackVectors.floats(centres[i]), 0, x, 0);
            assertArrayEquals(expected, x, (float) SIGNS);
        }
    }

    /** The exact distances come from a solver over all 256 activation patterns. */
    @Test
    void noAttackIsNearerThanTheExactDistanceAndOneIsFoundJustBeyond() {
        var exact = vectors.at("exact_min_distance", "per_example");
        for (Norm norm : List.of(Norm.LINF, Norm.L2)) {
            for (int i = 0; i < COUNT; i++) {
                double distance =
                        exact.get(i).get(norm == Norm.LINF ? "linf" : "l2").asDouble();
                assertTrue(falsified(norm, distance * (1 + 1e-2), i), norm + " beyond, example " + i);
                assertTrue(!falsified(norm, distance * (1 - 1e-5), i), norm + " within, example " + i);
            }
        }
    }

    private static boolean falsified(Norm norm, double epsilon, int index) {
        for (Loss loss : Loss.values()) {
            Attack attack = GradientDescent.pgd(loss, 40, 20);
            var outcomes = Outcomes.of(attack, problem(norm, epsilon), List.of(index), 1);
            if (outcomes.get(index) instanceof Outcome.Falsified) {
                return true;
            }
        }
        return false;
    }
}
