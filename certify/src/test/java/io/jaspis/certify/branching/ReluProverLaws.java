package io.jaspis.certify.branching;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReluProverLaws {
    private static final Device DEVICE = Cpu.best();
    private static final int STEPS = 4000;
    private static final int WIDTH = 8;
    /** Domains of a tree that splits all neurons. */
    private static final long ALL = 1L << (2 * WIDTH + 1);
    /** What a float32 pass may lose of a bound, in parts of the largest sum on its way. */
    private static final double ROUNDING = 0x1p-20;

    private static List<Double> at(Graph graph, List<float[]> points) {
        List<Double> inputs = new ArrayList<>();
        points.forEach(point -> inputs.addAll(DOUBLE.of(point)));
        return Evaluate.run(graph, points.size(), Map.of("x", inputs), Map.of(), DOUBLE)
                .get("y");
    }

    private static SplitOutcome prove(Graph graph, float[] lower, float[] upper, long most, Unsafe unsafe) {
        try (ReluProver prover = new ReluProver(graph, DEVICE, lower, upper)) {
            return prover.prove(List.of(unsafe), most, () -> false, _ -> false).getFirst();
        }
    }

    @Property(tries = 15)
    @Label("over one input it proves what is nowhere met, and never what is met")
    void complete(@ForAll long seed) {
        requireComplete(ReluGraphs.alike(seed, 1, WIDTH), 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {-14291, -14045})
    @DisplayName("it does so where weights of layers differ by a thousand: empty domains are far from looking so")
    void completeOnUnlikeLayers(long seed) {
        ReluGraphs network = ReluGraphs.dense(seed, 1, WIDTH);
        requireComplete(network, ROUNDING * network.magnitude(seed, WIDTH));
    }

    private static void requireComplete(ReluGraphs network, double rounding) {
        List<float[]> points = new ArrayList<>();
        for (int i = 0; i <= STEPS; i++) {
            double share = (double) i / STEPS;
            points.add(new float[] {
                (float) Math.min(
                        network.upper()[0], network.lower()[0] + share * (network.upper()[0] - network.lower()[0]))
            });
        }
        List<Double> values = at(network.graph(), points);
        double most = Double.NEGATIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= STEPS; i++) {
            most = Math.max(most, values.get(2 * i) - values.get(2 * i + 1));
            least = Math.min(least, values.get(2 * i) - values.get(2 * i + 1));
        }
        float[][] rows = {{1, -1}};
        float above = (float) (most + 0.02 * (most - least) + 0.01 * Math.abs(most) + 1e-3 + rounding);
        assertInstanceOf(
                SplitOutcome.Proved.class,
                prove(network.graph(), network.lower(), network.upper(), ALL, new Unsafe(rows, new float[] {above})));
        float met = Math.nextDown((float) most);
        assertInstanceOf(
                SplitOutcome.Open.class,
                prove(network.graph(), network.lower(), network.upper(), 300, new Unsafe(rows, new float[] {met})));
    }

    @Property(tries = 20)
    @Label("what is proved of several rows together no point meets")
    void sound(@ForAll long seed) {
        ReluGraphs network = ReluGraphs.dense(seed, 3, 6);
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            points.add(network.point(random));
        }
        List<Double> values = at(network.graph(), points);
        int any = random.nextInt(points.size());
        float[][] rows = {{1, 0.5f}, {-0.5f, 1}};
        float[] bounds = new float[2];
        for (int row = 0; row < 2; row++) {
            bounds[row] = (float) (sum(rows[row], values, any) + random.nextDouble(-0.2, 1));
        }
        SplitOutcome outcome = prove(network.graph(), network.lower(), network.upper(), 500, new Unsafe(rows, bounds));
        boolean met = false;
        for (int i = 0; i < points.size(); i++) {
            met |= sum(rows[0], values, i) >= bounds[0] && sum(rows[1], values, i) >= bounds[1];
        }
        assertFalse(met && outcome instanceof SplitOutcome.Proved);
    }

    private static double sum(float[] row, List<Double> values, int point) {
        return row[0] * values.get(2 * point) + row[1] * values.get(2 * point + 1);
    }

    private static Graph oneNeuron(float weight, float bias, float out, float last) {
        Trace trace = new Trace();
        Value x = trace.input("x", Shape.of(1));
        Value hidden = x.dense(trace.constant(Tensor.of(Shape.of(1, 1), weight)))
                .plus(trace.constant(Tensor.of(Shape.of(1), bias)))
                .relu();
        return trace.graph(
                "y",
                hidden.dense(trace.constant(Tensor.of(Shape.of(1, 1), out)))
                        .plus(trace.constant(Tensor.of(Shape.of(1), last))));
    }

    private static SplitOutcome prove(Graph graph, float lower, float upper, float bound) {
        return prove(
                graph, new float[] {lower}, new float[] {upper}, 200, new Unsafe(new float[][] {{1}}, new float[] {bound
                }));
    }

    @Example
    @Label("networks of curves are refused: their neurons have no halves that are linear")
    void curves() {
        Graph graph = Graph.of("x", Shape.of(1), "y", x -> x.sigmoid().scale(1));
        float[] lower = {-3};
        float[] upper = {-1};
        assertThrows(InputException.class, () -> new ReluProver(graph, DEVICE, lower, upper));
        assertThrows(
                InputException.class,
                () -> new ReluTree(graph, DEVICE, lower, upper, NeuronBounds.around(new double[1], new double[1])));
    }

    @Example
    @Label("a bound that is met exactly is not proved, and one a little above is")
    void onTheBoundary() {
        Graph graph = oneNeuron(1, 0, 1, 0);
        assertInstanceOf(SplitOutcome.Open.class, prove(graph, -1, 1, 1));
        assertInstanceOf(SplitOutcome.Open.class, prove(graph, -1, 1, Math.nextDown(1f)));
        assertInstanceOf(SplitOutcome.Proved.class, prove(graph, -1, 1, 1.00001f));
    }

    @Example
    @Label("sums whose floats lose the input prove nothing")
    void cancelling() {
        // relu(10⁸ + x) − 10⁸ is x, which floats can't tell from 0 where |x| < 4.
        Graph graph = oneNeuron(1, 1e8f, 1, -1e8f);
        assertInstanceOf(SplitOutcome.Open.class, prove(graph, 2, 3, 2.5f));
        assertInstanceOf(SplitOutcome.Open.class, prove(graph, 2, 3, 3));
        assertInstanceOf(SplitOutcome.Proved.class, prove(graph, 2, 3, 200));
    }

    @Example
    @Label("a neuron that one float of the input turns on is taken as on")
    void oneUlp() {
        // On the box [1, 1 + 2⁻²³] the neuron is 0 at the one end and 2⁻²³ at the other.
        Graph graph = oneNeuron(1, -1, 0x1p23f, 0);
        float above = Math.nextUp(1f);
        assertInstanceOf(SplitOutcome.Open.class, prove(graph, 1, above, 1));
        assertInstanceOf(SplitOutcome.Open.class, prove(graph, 1, above, 0.5f));
    }

    @Example
    @Label("points are offered, in the box, and one that is taken ends the search")
    void candidates() {
        Graph graph = oneNeuron(1, 0, 1, 0);
        List<Float> offered = new ArrayList<>();
        try (ReluProver prover = new ReluProver(graph, DEVICE, new float[] {-1}, new float[] {1})) {
            List<SplitOutcome> outcomes = prover.prove(
                    List.of(new Unsafe(new float[][] {{1}}, new float[] {0.5f})), 1000, () -> false, point -> {
                        offered.add(point[0]);
                        return point[0] > 0.5f;
                    });
            assertInstanceOf(SplitOutcome.Open.class, outcomes.getFirst());
        }
        assertTrue(offered.stream().allMatch(x -> x == -1 || x == 1), offered::toString);
        assertEquals(1f, offered.getLast());
    }
}
