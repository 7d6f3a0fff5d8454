package io.jaspis.attacks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Witness;
import io.jaspis.threat.samples.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;

/** What must make no difference to an attack. */
@PropertyDefaults(tries = 4, edgeCases = EdgeCasesMode.NONE, afterFailure = AfterFailureMode.SAMPLE_FIRST)
class SameOutcomeLaws {
    private static final int SIZE = 6;
    private static final int CLASSES = 4;
    private static final int EXAMPLES = 16;

    private static final List<UnaryOperator<Value>> TAILS = List.of(
            z -> z.softmax(0),
            z -> z.logSoftmax(0),
            z -> z.scale(100).softmax(0),
            z -> z.softmax(0).softmax(0),
            Value::sigmoid,
            z -> z.scale(1e-3f),
            z -> z.scale(1e16f),
            z -> z.over(7),
            z -> z.times(z.trace().constant(Tensor.filled(Shape.of(1), 0.3f))).softmax(0));

    /** The network with a tail, on the same random examples; their labels are the network's classes, or any. */
    private static Problem problem(long seed, Norm norm, UnaryOperator<Value> tail) {
        Graph plain = Nets.dense(seed, SIZE, 12, CLASSES);
        Trace trace = new Trace();
        Value logits = trace.inline(plain, Map.of()).get("logits");
        Threat threat = new Threat(norm, radius(norm), 0, 1);
        Problem classified = Nets.classified(plain, seed + 1, EXAMPLES, threat, 8);
        return new Problem(
                trace.graph("logits", tail.apply(logits)), classified.examples(), threat, classified.device(), 8);
    }

    private static double radius(Norm norm) {
        return switch (norm) {
            case LINF -> 0.1;
            case L2 -> 0.25;
            case L1 -> 0.5;
        };
    }

    private static List<Attack> attacks() {
        List<Attack> attacks = new ArrayList<>(List.of(GradientDescent.fgsm()));
        for (Loss loss : Loss.values()) {
            attacks.add(GradientDescent.pgd(loss, 5, 2));
            attacks.add(new GradientDescent(
                    GradientDescent.pgd(loss, 5, 1).settings().targeting(_ -> 1)));
        }
        return attacks;
    }

    /** An untargeted attack has all examples, a targeted one those of other labels. */
    private static Map<Integer, Outcome> outcomes(Attack attack, Problem problem) {
        boolean targeted = attack.name().contains("targeted");
        List<Integer> indices = Nets.all(problem).stream()
                .filter(index -> !targeted || problem.examples().label(index) != 1)
                .toList();
        return Outcomes.of(attack, problem, indices, 5);
    }

    private static void assertSame(Map<Integer, Outcome> expected, Map<Integer, Outcome> found, String message) {
        assertEquals(expected.keySet(), found.keySet(), message);
        expected.forEach((index, outcome) -> {
            Outcome other = found.get(index);
            assertEquals(outcome.getClass(), other.getClass(), message + ", example " + index);
            if (outcome instanceof Outcome.Falsified a && other instanceof Outcome.Falsified b) {
                assertArrayEquals(a.witness().x(), b.witness().x(), message);
                assertEquals(a.witness().prediction(), b.witness().prediction(), message);
            }
        });
    }

    @Property
    @Label(
            "softmax, log-softmax, sigmoid, a factor or a temperature as the last operation change no bit of any outcome")
    void tails(@ForAll long seed, @ForAll Norm norm) {
        Problem plain = problem(seed, norm, UnaryOperator.identity());
        for (Attack attack : attacks()) {
            Map<Integer, Outcome> expected = outcomes(attack, plain);
            for (int tail = 0; tail < TAILS.size(); tail++) {
                Problem other = problem(seed, norm, TAILS.get(tail));
                assertSame(expected, outcomes(attack, other), attack.name() + ", tail " + tail);
            }
        }
    }

    /** In the weights, where nothing can be cut off. */
    private static Problem scaled(long seed, Norm norm, int power) {
        Graph plain = Nets.dense(seed, SIZE, 12, CLASSES);
        Value last = plain.output("logits");
        float[] weights = ((io.jaspis.autodiff.Source.Constant) last.operand(1).op())
                .value()
                .data()
                .clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.scalb(weights[i], power);
        }
        Trace trace = new Trace();
        Value hidden = trace.inline(last.trace().graph("hidden", last.operand(0)), Map.of())
                .get("hidden");
        Value logits = hidden.dense(trace.constant(Tensor.of(last.operand(1).shape(), weights)));
        Threat threat = new Threat(norm, radius(norm), 0, 1);
        Problem classified = Nets.classified(plain, seed + 1, EXAMPLES, threat, 8);
        return new Problem(trace.graph("logits", logits), classified.examples(), threat, classified.device(), 8);
    }

    @Property
    @Label("logits times 2^k, for k in −60 … 60, change no bit of what the scale-free losses find")
    void powersOfTwo(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = -60, max = 60) int power) {
        Problem plain = scaled(seed, norm, 0);
        for (Attack attack : attacks()) {
            if (!attack.name().contains("cross-entropy") && !attack.name().equals("FGSM")) {
                Map<Integer, Outcome> expected = outcomes(attack, plain);
                for (int each : new int[] {-60, power, 60}) {
                    assertSame(expected, outcomes(attack, scaled(seed, norm, each)), attack.name() + " · 2^" + each);
                }
            }
        }
    }

    /** Where logits lie thousands apart, the softmax of the others is their largest alone. */
    @Property
    @Label("for large logits the cross-entropy leads where the margin does: it has no lead from which on it is flat")
    void largeLogits(@ForAll long seed, @ForAll Norm norm, @ForAll @IntRange(min = 30, max = 60) int power) {
        Problem large = scaled(seed, norm, power);
        assertSame(
                outcomes(GradientDescent.pgd(Loss.MARGIN, 5, 2), large),
                outcomes(GradientDescent.pgd(Loss.CROSS_ENTROPY, 5, 2), large),
                "2^" + power);
    }

    /**
     * A network, examples and steps of few binary digits, so that float32 doesn't round and the order of no sum matters.
     */
    private record Exact(int[][] first, int[][] second, float[][] points, int[] labels) {
        static Exact of(long seed) {
            Random random = new Random(seed);
            int[][] first = weights(random, 10, SIZE);
            int[][] second = weights(random, CLASSES, 10);
            float[][] points = new float[EXAMPLES][SIZE];
            for (float[] point : points) {
                for (int i = 0; i < SIZE; i++) {
                    point[i] = random.nextInt(257) / 256f;
                }
            }
            Exact unlabelled = new Exact(first, second, points, new int[EXAMPLES]);
            int[] labels = new int[EXAMPLES];
            for (int i = 0; i < EXAMPLES; i++) {
                labels[i] = Nets.prediction(unlabelled.network(), points[i]);
            }
            return new Exact(first, second, points, labels);
        }

        private static int[][] weights(Random random, int rows, int columns) {
            int[][] weights = new int[rows][columns];
            for (int[] row : weights) {
                for (int i = 0; i < columns; i++) {
                    row[i] = random.nextInt(-8, 9);
                }
            }
            return weights;
        }

        Graph network() {
            return Graph.of(
                    "x",
                    Shape.of(SIZE),
                    "logits",
                    x -> x.dense(constant(x, first)).relu().dense(constant(x, second)));
        }

        private static Value constant(Value like, int[][] rows) {
            float[] all = new float[rows.length * rows[0].length];
            for (int i = 0; i < all.length; i++) {
                all[i] = rows[i / rows[0].length][i % rows[0].length] / 8f;
            }
            return like.trace().constant(Tensor.of(Shape.of(rows.length, rows[0].length), all));
        }

        Exact permutedClasses(int[] to) {
            int[][] rows = new int[CLASSES][];
            for (int j = 0; j < CLASSES; j++) {
                rows[to[j]] = second[j];
            }
            return new Exact(
                    first,
                    rows,
                    points,
                    Arrays.stream(labels).map(label -> to[label]).toArray());
        }

        Exact permutedAxes(int[] to) {
            return new Exact(permuted(first, to), second, permuted(points, to), labels);
        }

        private static int[][] permuted(int[][] rows, int[] to) {
            return Arrays.stream(rows)
                    .map(row -> IntStream.range(0, to.length)
                            .map(i -> row[index(to, i)])
                            .toArray())
                    .toArray(int[][]::new);
        }

        private static float[][] permuted(float[][] rows, int[] to) {
            float[][] result = new float[rows.length][to.length];
            for (int row = 0; row < rows.length; row++) {
                for (int i = 0; i < to.length; i++) {
                    result[row][to[i]] = rows[row][i];
                }
            }
            return result;
        }

        private static int index(int[] to, int value) {
            return IntStream.range(0, to.length)
                    .filter(i -> to[i] == value)
                    .findFirst()
                    .orElseThrow();
        }

        Exact permutedExamples(int[] to) {
            float[][] moved = new float[EXAMPLES][];
            int[] named = new int[EXAMPLES];
            for (int i = 0; i < EXAMPLES; i++) {
                moved[to[i]] = points[i];
                named[to[i]] = labels[i];
            }
            return new Exact(first, second, moved, named);
        }

        /** Which examples are broken, by steps of a sixteenth without a random start. */
        List<Boolean> broken() {
            float[] values = new float[EXAMPLES * SIZE];
            for (int i = 0; i < values.length; i++) {
                values[i] = points[i / SIZE][i % SIZE];
            }
            Problem problem = Nets.problem(network(), values, labels, new Threat(Norm.LINF, 0.125, 0, 1), 7);
            var attack =
                    new GradientDescent(new GradientDescent.Settings("exact", Loss.MARGIN, 6, 0.5, 1, false, null));
            return Outcomes.of(attack, problem, 1).values().stream()
                    .map(outcome -> outcome instanceof Outcome.Falsified)
                    .toList();
        }
    }

    private static int[] permutation(long seed, int size) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    @Property(tries = 30)
    @Label("permuted classes, axes or examples change no outcome")
    void permutations(@ForAll long seed) {
        Exact exact = Exact.of(seed);
        List<Boolean> broken = exact.broken();
        assertEquals(broken, exact.permutedAxes(permutation(seed, SIZE)).broken());
        int[] places = permutation(seed, EXAMPLES);
        List<Boolean> moved = exact.permutedExamples(places).broken();
        for (int i = 0; i < EXAMPLES; i++) {
            assertEquals(broken.get(i), moved.get(places[i]));
        }
        // Of two equal rivals the first is followed: then the order of classes matters, and only then.
        List<Boolean> renamed =
                exact.permutedClasses(permutation(seed, CLASSES)).broken();
        long others = IntStream.range(0, EXAMPLES)
                .filter(i -> !broken.get(i).equals(renamed.get(i)))
                .count();
        assertTrue(others <= 1, () -> "broken: " + broken + ", with permuted classes: " + renamed);
    }

    private static float[] alone(Graph network, float[] x) {
        try (Execution execution = new Cpu(Providers.scalar(), Workers.of(1)).load(Plan.of(network, 1))) {
            execution.write(network.onlyInput(), x);
            execution.run();
            return execution.read(network.onlyOutput());
        }
    }

    /** Networks that like to tie: of sigmoids that saturate, of steps, of logits that are cut off. */
    @Property
    @Label("a witness is never the label's")
    void witnesses(@ForAll long seed, @ForAll Norm norm) {
        Random random = new Random(seed);
        List<UnaryOperator<Value>> flat = List.of(
                z -> z.scale(60).sigmoid().scale(3).relu(),
                z -> z.scale(2).floor(),
                z -> z.clip(-0.5f, 0.5f),
                z -> z.scale(1e16f).relu());
        Problem problem = problem(seed, norm, flat.get(random.nextInt(flat.size())));
        for (Attack attack : attacks()) {
            outcomes(attack, problem).forEach((index, outcome) -> {
                if (outcome
                        instanceof Outcome.Falsified(Witness(float[] x, int prediction, double _, String _), var _)) {
                    int label = problem.examples().label(index);
                    assertNotEquals(label, prediction);
                    List<Double> scores = Nets.logits(problem.scores(), x);
                    float[] floats = alone(problem.scores(), x);
                    assertTrue(
                            scores.get(prediction) >= scores.get(label) || floats[prediction] > floats[label],
                            scores + " of label " + label);
                }
            });
        }
    }
}
