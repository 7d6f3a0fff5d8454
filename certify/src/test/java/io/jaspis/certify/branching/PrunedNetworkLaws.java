package io.jaspis.certify.branching;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

class PrunedNetworkLaws {
    private static final Device DEVICE = Cpu.best();
    private static final int INPUTS = 6;
    private static final int WIDTH = 200;
    private static final int OUTPUTS = 5;
    private static final int POINTS = 24;
    /** What closer bounds of neurons may cost at each step: some rounds of splits. */
    private static final double PRODUCTS = 3e9;

    private static int left;

    /** A chain on the box [−1, 1], most neurons of which are off there; so are some of the outputs where a ReLU is behind them. */
    private record Case(Graph network, float[] lower, float[] upper, List<float[]> points) {
        static Case of(long seed, boolean relu) {
            SplittableRandom random = new SplittableRandom(seed);
            Trace trace = new Trace();
            Value x = trace.input("x", Shape.of(INPUTS));
            Value first = layer(trace, x, random, WIDTH, 2, -2.5).relu();
            Value second = layer(trace, first, random, WIDTH, 1, -0.5).relu();
            Value last = layer(trace, second, random, OUTPUTS, 1, 0);
            float[] lower = new float[INPUTS];
            float[] upper = new float[INPUTS];
            Arrays.fill(lower, -1);
            Arrays.fill(upper, 1);
            List<float[]> points = new ArrayList<>();
            for (int i = 0; i < POINTS; i++) {
                float[] point = new float[INPUTS];
                for (int j = 0; j < INPUTS; j++) {
                    point[j] = (float) random.nextDouble(-1, 1);
                }
                points.add(point);
            }
            return new Case(trace.graph("y", relu ? last.relu() : last), lower, upper, points);
        }

        private static Value layer(Trace trace, Value x, SplittableRandom random, int size, double scale, double bias) {
            int inputs = x.shape().size();
            float[] weights = new float[size * inputs];
            float[] biases = new float[size];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (random.nextGaussian() * scale / Math.sqrt(inputs));
            }
            for (int i = 0; i < size; i++) {
                biases[i] = (float) (random.nextGaussian() + bias);
            }
            return x.dense(trace.constant(Tensor.of(Shape.of(size, inputs), weights)))
                    .plus(trace.constant(Tensor.of(Shape.of(size), biases)));
        }

        List<Double> outputs(Graph graph) {
            List<Double> inputs = new ArrayList<>();
            points.forEach(point -> inputs.addAll(DOUBLE.of(point)));
            return Evaluate.run(graph, points.size(), Map.of("x", inputs), Map.of(), DOUBLE)
                    .get("y");
        }
    }

    @Property(tries = 10)
    @Label("without neurons that are off on the box a chain is the same function there, with all of its outputs")
    void sameFunction(@ForAll long seed, @ForAll boolean relu) {
        Case each = Case.of(seed, relu);
        try (Ground ground = Ground.of(each.network, DEVICE, each.lower, each.upper)) {
            NeuronBounds bounds = ground.tightening.intervals();
            PrunedNetwork pruned = ground.pruned(bounds, 2).orElseThrow();
            left += bounds.neurons() - pruned.neurons().length;
            List<Double> expected = each.outputs(each.network);
            List<Double> found = each.outputs(pruned.network("x", Shape.of(INPUTS)));
            assertEquals(expected.size(), found.size());
            for (int i = 0; i < expected.size(); i++) {
                assertEquals(expected.get(i), found.get(i), 1e-12 * (1 + Math.abs(expected.get(i))));
            }
        }
    }

    @AfterContainer
    static void someAreLeftOut() {
        assertTrue(left > 100, left + " neurons were left out");
    }

    @Property(tries = 6)
    @Label("of what some point meets nothing is proved, also where outputs are results of ReLUs that are off")
    void sound(@ForAll long seed, @ForAll boolean relu) {
        Case each = Case.of(seed, relu);
        List<Double> outputs = each.outputs(each.network);
        List<Unsafe> unsafe = new ArrayList<>();
        for (int j = 1; j < OUTPUTS; j++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int point = 0; point < POINTS; point++) {
                most = Math.max(most, outputs.get(point * OUTPUTS + j) - outputs.get(point * OUTPUTS));
            }
            float[][] rows = {new float[OUTPUTS]};
            rows[0][j] = 1;
            rows[0][0] = -1;
            unsafe.add(new Unsafe(rows, new float[] {(float) (most - 1e-5 * (1 + Math.abs(most)))}));
        }
        try (ReluProver prover = new ReluProver(each.network, DEVICE, each.lower, each.upper, PRODUCTS)) {
            List<SplitOutcome> outcomes = prover.prove(unsafe, 50, () -> false, _ -> false);
            outcomes.forEach(outcome -> assertInstanceOf(SplitOutcome.Open.class, outcome));
            assertTrue(outcomes.stream().mapToLong(SplitOutcome::domains).sum() <= 50);
        }
    }

    @Example
    @Label("a form of another number of coefficients than its target has elements is refused")
    void formsOfAnotherSize() {
        Case each = Case.of(1, false);
        Activations activations = new Activations(each.network, DEVICE);
        try (FormBounds forms = new FormBounds(activations, activations.output(), DEVICE, 2)) {
            NeuronBounds bounds = NeuronBounds.around(new double[2 * WIDTH], new double[2 * WIDTH]);
            forms.restrict(each.lower, each.upper, bounds);
            FormBounds.Row row = new FormBounds.Row(
                    new float[OUTPUTS + 1], activations.lines(bounds), new int[0], new float[2 * WIDTH]);
            assertThrows(IllegalArgumentException.class, () -> forms.bound(List.of(row), FormBounds.Climb.NONE, 0));
        }
    }
}
