package io.jaspis.attacks.evasion.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.AttackVectors;
import io.jaspis.attacks.search.Method;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Steps against those of the papers' formulas, worked out in double precision on the net of {@link AttackVectors}; where
 * there are published points, against these.
 */
class DerivedStepsTest {
    private static final double CLOSE = 1e-4;
    private static final double EPSILON = 0.1;
    private static final int STEPS = 30;

    private static AttackVectors vectors;
    private static TinyNet net;
    private static double[][] examples;
    private static int[] labels;
    private static int[] aims;

    @BeforeAll
    static void load() {
        vectors = AttackVectors.load();
        net = TinyNet.of(vectors);
        examples = vectors.examples();
        labels = vectors.labels();
        aims = vectors.secondBest();
    }

    private static Problem problem(Norm norm, double epsilon) {
        return vectors.problem(new Threat(norm, epsilon, 0, 1));
    }

    private static double inBox(double value, double centre) {
        return Math.clamp(value, Math.max(0, centre - EPSILON), Math.min(1, centre + EPSILON));
    }

    private static double[] inBox(double[] x, double[] centre) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> inBox(x[i], centre[i]))
                .toArray();
    }

    private static double[] signed(double[] x, double[] way, double length, double[] centre) {
        double[] moved = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            moved[i] = x[i] + length * Math.signum(way[i]);
        }
        return inBox(moved, centre);
    }

    /** By Croce and Hein's checkpoints: p₁ and what each next is less, at least the last, in steps. */
    private record Windows(int first, int less, int least) {}

    private static final Windows AUTO_PGD = new Windows(6, 1, 1);

    /** The points of a run whose directions are conjugate, or else the gradient with momentum. */
    private static List<double[]> run(double[] centre, TinyNet.LossOf loss, Windows windows, boolean conjugate) {
        List<double[]> points = new ArrayList<>(List.of(centre));
        double[] x = centre;
        double[] before = centre;
        double length = 2 * EPSILON;
        double last = loss.value(net.logits(x));
        double best = last;
        double bestAtCheck = last;
        double[] bestPoint = x;
        double[] g = net.slope(x, loss.gradient(net.logits(x)));
        double[] formerG = g;
        double[] s = g;
        double[][] atBest = {g, formerG, s};
        boolean halved = true;
        int window = windows.first();
        int seen = 0;
        int rises = 0;
        for (int step = 0; step < STEPS; step++) {
            double[] next;
            if (conjugate) {
                if (step > 0) {
                    double beta = beta(g, formerG, s);
                    double[] turned = new double[s.length];
                    for (int i = 0; i < s.length; i++) {
                        turned[i] = g[i] + beta * s[i];
                    }
                    s = turned;
                    formerG = g;
                }
                next = signed(x, s, length, centre);
            } else {
                double[] ahead = signed(x, g, length, centre);
                double share = step == 0 ? 1 : .75;
                next = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    next[i] = x[i] + share * (ahead[i] - x[i]) + (1 - share) * (x[i] - before[i]);
                }
                next = inBox(next, centre);
            }
            before = x;
            x = next;
            points.add(x);
            double value = loss.value(net.logits(x));
            g = net.slope(x, loss.gradient(net.logits(x)));
            rises += value > last ? 1 : 0;
            last = value;
            seen++;
            if (value > best) {
                best = value;
                bestPoint = x;
                atBest = new double[][] {g, formerG, s};
            }
            if (seen == window) {
                boolean halves = rises <= .75 * window || !halved && bestAtCheck >= best;
                if (halves) {
                    length /= 2;
                    x = bestPoint;
                    g = atBest[0];
                    formerG = atBest[1];
                    s = atBest[2];
                }
                halved = halves;
                bestAtCheck = best;
                window = Math.max(window - windows.less(), windows.least());
                seen = 0;
                rises = 0;
            }
        }
        return points;
    }

    private static double product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double plainBeta(double[] g, double[] former, double[] s) {
        double[] v =
                IntStream.range(0, g.length).mapToDouble(i -> former[i] - g[i]).toArray();
        return product(g, v) / product(s, v);
    }

    private static double[] unit(double[] g) {
        double length = Math.sqrt(product(g, g));
        return Arrays.stream(g).map(each -> each / length).toArray();
    }

    /** Where the gradient hasn't changed, both quotients are 0 / 0, and the direction is the gradient. */
    private static double beta(double[] g, double[] former, double[] s) {
        if (Arrays.equals(g, former)) {
            return 0;
        }
        double beta = plainBeta(g, former, s);
        double mean = IntStream.range(0, g.length)
                .mapToDouble(i -> Math.abs(g[i] / s[i]))
                .average()
                .orElseThrow();
        double scaled = plainBeta(unit(g), unit(former), s);
        return Math.abs(beta) > mean && Math.abs(scaled) < Math.abs(beta) ? scaled : beta;
    }

    private static void assertPoints(List<double[]> expected, List<float[]> actual, String message) {
        for (int step = 0; step < expected.size(); step++) {
            for (int i = 0; i < AttackVectors.SIZE; i++) {
                assertEquals(expected.get(step)[i], actual.get(step)[i], CLOSE, message + ", step " + step);
            }
        }
    }

    private static void assertAutoPgd(GradientLoss loss, boolean aimed, IntFunction<TinyNet.LossOf> own) {
        Problem problem = problem(Norm.LINF, EPSILON);
        Targets targets = aimed ? new Targets.Listed(1, index -> new int[] {aims[index]}) : Targets.NONE;
        AutoPgd attack = new AutoPgd(new AutoPgd.Settings("", loss, STEPS, 1, false, targets, false));
        Method method = attack.method(problem, new Aims(problem, targets, 1), new ShrinkingBall(STEPS, false), 1);
        List<List<float[]>> actual = Recording.of(problem, method, STEPS);
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            List<double[]> expected = run(examples[index], own.apply(index), AUTO_PGD, false);
            assertPoints(expected, actual.get(index), loss + ", example " + index);
        }
    }

    @Test
    void theReferenceItselfTakesThePublishedSteps() {
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            int label = labels[index];
            TinyNet.LossOf crossEntropy = new TinyNet.LossOf() {
                @Override
                public double value(double[] z) {
                    return -Math.log(TinyNet.softmax(z)[label]);
                }

                @Override
                public double[] gradient(double[] z) {
                    double[] p = TinyNet.softmax(z);
                    p[label] -= 1;
                    return p;
                }
            };
            List<double[]> points = run(examples[index], crossEntropy, AUTO_PGD, false);
            JsonNode expected = vectors.at("apgd_ce_linf", "queried_points");
            for (int step = 0; step <= STEPS; step++) {
                assertArrayEquals(AttackVectors.numbers(expected.get(step).get(index)), points.get(step), 1e-8);
            }
        }
    }

    @Test
    void scaledCrossEntropy() {
        assertAutoPgd(GradientLoss.SCALED_CROSS_ENTROPY, false, index -> TinyNet.mifpe(labels[index]));
    }

    @Test
    void minimumMargin() {
        assertAutoPgd(GradientLoss.LEAD, true, index -> TinyNet.lead(labels[index], aims[index]));
    }

    @Test
    void probabilityMarginOfAutoPgd() {
        assertAutoPgd(GradientLoss.PROBABILITY_MARGIN, false, index -> TinyNet.probabilities(labels[index], 1, -1));
        assertAutoPgd(GradientLoss.LABEL_PROBABILITY, false, index -> TinyNet.probabilities(labels[index], 0, -1));
        assertAutoPgd(GradientLoss.RIVAL_PROBABILITY, false, index -> TinyNet.probabilities(labels[index], 1, 0));
    }

    /** Checkpoints at .43, then .24 fewer each, at least .08, of 30 steps. */
    @Test
    void conjugateGradients() {
        Problem problem = problem(Norm.LINF, EPSILON);
        ConjugateGradient attack = new ConjugateGradient(
                new ConjugateGradient.Settings("", GradientLoss.MARGIN, STEPS, 1, false, Targets.NONE));
        List<List<float[]>> actual =
                Recording.of(problem, attack.method(problem, new Aims(problem, Targets.NONE, 1)), STEPS);
        int turned = 0;
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            TinyNet.LossOf margin = TinyNet.margin(labels[index]);
            List<double[]> expected = run(examples[index], margin, new Windows(12, 7, 2), true);
            assertPoints(expected, actual.get(index), "example " + index);
            List<double[]> straight = run(examples[index], margin, new Windows(12, 7, 2), false);
            turned += Arrays.equals(expected.getLast(), straight.getLast()) ? 0 : 1;
        }
        assertTrue(turned > 0, "directions are no different from gradients");
    }

    @Test
    void probabilityMarginInTwoRuns() {
        Problem problem = problem(Norm.LINF, EPSILON);
        int half = STEPS / 2;
        for (int run = 0; run < 2; run++) {
            ScheduledAscent.Settings paper =
                    ScheduledAscent.probabilityMargin(STEPS, 1).settings();
            // The second run alone, without its random start.
            ScheduledAscent.Settings one = new ScheduledAscent.Settings(
                    "", run == 0 ? paper.losses() : paper.others(), List.of(), paper.lengths(), 0, 0, STEPS, 1, false);
            List<List<float[]>> actual = Recording.of(problem, new ScheduledAscent(one).method(problem, 1), STEPS - 1);
            for (int index = 0; index < AttackVectors.COUNT; index++) {
                double[] x = examples[index];
                List<double[]> expected = new ArrayList<>(List.of(x));
                for (int step = 0; step < STEPS - 1; step++) {
                    int label = labels[index];
                    TinyNet.LossOf loss = step >= half
                            ? TinyNet.probabilities(label, 1, -1)
                            : run == 0 ? TinyNet.probabilities(label, 0, -1) : TinyNet.probabilities(label, 1, 0);
                    double length = 2 * EPSILON * .5 * (1 + Math.cos(Math.PI * (step % half) / half));
                    x = signed(x, net.slope(x, loss.gradient(net.logits(x))), length, examples[index]);
                    expected.add(x);
                }
                assertPoints(expected, actual.get(index), "run " + run + ", example " + index);
            }
        }
        assertEquals(2, ScheduledAscent.probabilityMargin(STEPS, 1).settings().restarts());
    }

    private static void assertPublished(String name, Norm norm, double momentum) {
        JsonNode run = vectors.at(name);
        double epsilon = run.get("eps").asDouble();
        int steps = run.get("steps").asInt();
        ScheduledAscent attack = new ScheduledAscent(new ScheduledAscent.Settings(
                name,
                List.of(GradientLoss.CROSS_ENTROPY),
                List.of(),
                new ScheduledAscent.Lengths.Constant(run.get("alpha").asDouble() / epsilon),
                momentum,
                0,
                steps + 1,
                1,
                false));
        Problem problem = problem(norm, epsilon);
        List<List<float[]>> actual = Recording.of(problem, attack.method(problem, 1), steps);
        for (int index = 0; index < AttackVectors.COUNT; index++) {
            for (int step = 0; step < steps; step++) {
                double[] point =
                        AttackVectors.numbers(run.get("iterates").get(step).get(index));
                float[] own = actual.get(index).get(step + 1);
                for (int i = 0; i < point.length; i++) {
                    assertEquals(point[i], own[i], CLOSE, name + ", example " + index + ", step " + step);
                }
            }
        }
    }

    @Test
    void momentumOfGradients() {
        assertPublished("mifgsm_linf_ce_decay1", Norm.LINF, 1);
    }

    @Test
    void basicSteps() {
        assertPublished("pgd_linf_ce", Norm.LINF, 0);
        assertPublished("pgd_l2_ce", Norm.L2, 0);
    }

    @Test
    void theOrderOfTargets() {
        for (Norm norm : Norm.values()) {
            Problem problem = problem(norm, EPSILON);
            Map<Integer, int[]> orders = Malt.orders(problem, Nets.all(problem), () -> false);
            for (int index = 0; index < AttackVectors.COUNT; index++) {
                double[] x = examples[index];
                double[] z = net.logits(x);
                int label = labels[index];
                double[] scores = IntStream.range(0, z.length)
                        .mapToDouble(j -> {
                            double[] g = net.slope(x, TinyNet.lead(label, j).gradient(z));
                            double length = switch (norm) {
                                case LINF -> Arrays.stream(g).map(Math::abs).sum();
                                case L2 -> Math.sqrt(product(g, g));
                                case L1 -> Arrays.stream(g).map(Math::abs).max().orElseThrow();
                            };
                            return (z[label] - z[j]) / length;
                        })
                        .toArray();
                int[] expected = IntStream.range(0, z.length)
                        .filter(j -> j != label)
                        .boxed()
                        .sorted(Comparator.comparingDouble(j -> scores[j]))
                        .mapToInt(j -> j)
                        .toArray();
                assertArrayEquals(expected, orders.get(index), norm + ", example " + index);
            }
        }
    }
}
