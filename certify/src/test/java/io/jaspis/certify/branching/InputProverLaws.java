package io.jaspis.certify.branching;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class InputProverLaws {
    private static final Device DEVICE = Cpu.best();

    /** Domains within which what is so is proved. */
    private static final long MANY = 3000;

    /** Domains of a search that finds no proof. */
    private static final long FEW = 800;

    /**
     * One output of a network of sigmoids, tangents and ReLUs over a box of one or two inputs; in some of them one on another, or
     * one as the output.
     */
    private record Trial(Graph network, float[] lower, float[] upper) {
        static Trial of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = random.nextInt(1, 3);
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(inputs));
            Value first = dense(trace, x, 5, random);
            Value curved = random.nextBoolean() ? first.tanh() : first.sigmoid();
            Value second = random.nextInt(4) == 0 ? curved : dense(trace, curved, 4, random);
            Value third = activated(second, random);
            Value last = dense(trace, third, 1, random);
            float[] lower = new float[inputs];
            float[] upper = new float[inputs];
            for (int i = 0; i < inputs; i++) {
                lower[i] = (float) random.nextDouble(-2, 1);
                upper[i] = lower[i] + (float) random.nextDouble(2);
            }
            return new Trial(trace.graph("y", random.nextInt(4) == 0 ? activated(last, random) : last), lower, upper);
        }

        private static Value activated(Value value, SplittableRandom random) {
            return switch (random.nextInt(3)) {
                case 0 -> value.tanh();
                case 1 -> value.sigmoid();
                default -> value.relu();
            };
        }

        private static Value dense(Trace trace, Value x, int outputs, SplittableRandom random) {
            int inputs = x.shape().size();
            float[] weights = new float[outputs * inputs];
            float[] biases = new float[outputs];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (2 * random.nextGaussian());
            }
            for (int i = 0; i < outputs; i++) {
                biases[i] = (float) random.nextGaussian();
            }
            return x.dense(trace.constant(Tensor.of(Shape.of(outputs, inputs), weights)))
                    .plus(trace.constant(Tensor.of(Shape.of(outputs), biases)));
        }

        /** The largest output on a fine grid. */
        double largest() {
            int steps = lower.length == 1 ? 2000 : 60;
            List<Double> points = new ArrayList<>();
            for (int i = 0; i <= steps; i++) {
                for (int j = 0; j <= (lower.length == 1 ? 0 : steps); j++) {
                    points.add(between(0, i, steps));
                    if (lower.length == 2) {
                        points.add(between(1, j, steps));
                    }
                }
            }
            int count = points.size() / lower.length;
            return Collections.max(Evaluate.run(network, count, Map.of("x", points), Map.of(), DOUBLE)
                    .get("y"));
        }

        private double between(int input, int step, int steps) {
            return lower[input] + (upper[input] - (double) lower[input]) * step / steps;
        }

        SplitOutcome prove(float bound, long most, List<float[]> points) {
            try (InputProver prover = new InputProver(network, DEVICE)) {
                return prover.prove(
                        lower,
                        upper,
                        List.of(new Unsafe(new float[][] {{1}}, new float[] {bound})),
                        1e9,
                        most,
                        () -> false,
                        point -> {
                            points.add(point);
                            return false;
                        });
            }
        }
    }

    @Property(tries = 25)
    @Label("an output that lies above all of them is proved so, in the end, and one that is reached never")
    void complete(@ForAll long seed) {
        Trial trial = Trial.of(seed);
        double largest = trial.largest();
        double size = 1 + Math.abs(largest);
        assertInstanceOf(
                SplitOutcome.Proved.class, trial.prove((float) (largest + 0.05 * size), MANY, new ArrayList<>()));
        List<float[]> points = new ArrayList<>();
        // Halving ends where no float is left, so that a box of one input can be looked at in full.
        SplitOutcome reached = trial.prove((float) (largest - 0.01 * size), FEW, points);
        assertFalse(reached instanceof SplitOutcome.Proved, "proved what isn't so");
        assertTrue(points.stream().allMatch(point -> within(trial, point)), "points of the box");
    }

    private static boolean within(Trial trial, float[] point) {
        for (int i = 0; i < point.length; i++) {
            if (!(point[i] >= trial.lower()[i] && point[i] <= trial.upper()[i])) {
                return false;
            }
        }
        return true;
    }

    @Example
    @Label("a conjunction is proved by whichever row fails on a part, and the search ends where it is told so")
    void conjunctions() {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1));
        // tanh(x) and −tanh(x) are never both at least 0.1.
        Value y = x.tanh().dense(trace.constant(Tensor.of(Shape.of(2, 1), 1, -1)));
        Graph network = trace.graph("y", y);
        Unsafe both = new Unsafe(new float[][] {{1, 0}, {0, 1}}, new float[] {0.1f, 0.1f});
        Unsafe one = new Unsafe(new float[][] {{1, 0}}, new float[] {0.5f});
        try (InputProver prover = new InputProver(network, DEVICE)) {
            float[] lower = {-3};
            float[] upper = {3};
            assertInstanceOf(
                    SplitOutcome.Proved.class,
                    prover.prove(lower, upper, List.of(both), 1e9, 100, () -> false, _ -> false));
            SplitOutcome ended =
                    prover.prove(lower, upper, List.of(both, one), 1e9, 100, () -> false, point -> point[0] > 1);
            assertInstanceOf(SplitOutcome.Open.class, ended);
            assertTrue(ended.domains() < 10, ended.toString());
            // A prover is for one box after another.
            assertInstanceOf(
                    SplitOutcome.Proved.class,
                    prover.prove(lower, new float[] {0.5f}, List.of(one), 1e9, 100, () -> false, _ -> false));
        }
    }
}
