package io.jaspis.certify.linear;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.ReluGraphs;
import io.jaspis.certify.linear.FormBounds.Climb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class FoldedNetworkLaws {
    private static final Device DEVICE = Cpu.best();
    private static final int POINTS = 8;

    /** The operands of all ReLUs one behind the other, and then the output. */
    private static List<Double> values(Graph network, double[] point) {
        List<Double> inputs = new ArrayList<>();
        for (double each : point) {
            inputs.add(each);
        }
        Map<Value, List<Double>> values =
                Evaluate.values(network, 1, Map.of(network.onlyInput(), inputs), Map.of(), Map.of(), DOUBLE);
        List<Double> all = new ArrayList<>();
        for (Value value : network.values()) {
            if (value.op() instanceof Pointwise.Relu) {
                all.addAll(values.get(value.operand(0)));
            }
        }
        all.addAll(values.get(network.output(network.onlyOutput())));
        return all;
    }

    private static double[] doubles(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    @Property(tries = 40)
    @Label(
            "for each point of the box there are shares of the slacks with which all open neurons and outputs are the network's")
    void gives(@ForAll long seed) {
        ReluGraphs random = ReluGraphs.random(seed);
        Activations activations = new Activations(random.graph(), DEVICE);
        SplittableRandom points = new SplittableRandom(seed);
        try (NeuronTightening tightening =
                new NeuronTightening(activations, DEVICE, random.lower(), random.upper(), 8)) {
            NeuronBounds bounds = tightening.intervals();
            tightening.tighten(bounds, Climb.NONE, () -> false);
            Optional<FoldedNetwork> made = FoldedNetwork.of(tightening, bounds, DEVICE, () -> false);
            boolean open = false;
            for (int i = 0; i < bounds.neurons(); i++) {
                open |= bounds.open(i);
            }
            assertEquals(open, made.isPresent());
            for (int n = 0; n < POINTS && open; n++) {
                assertGives(random, made.orElseThrow(), activations.neurons(), random.point(points));
            }
        }
    }

    private static void assertGives(ReluGraphs random, FoldedNetwork folded, int neurons, float[] point) {
        List<Double> whole = values(random.graph(), doubles(point));
        List<Double> wanted = new ArrayList<>();
        for (int neuron : folded.neurons()) {
            wanted.add(whole.get(neuron));
        }
        wanted.addAll(whole.subList(neurons, whole.size()));
        double[] shares = new double[folded.lower().length];
        int inputs = folded.inputs().length;
        for (int i = 0; i < inputs; i++) {
            int k = folded.inputs()[i];
            double middle = 0.5 * ((double) random.lower()[k] + random.upper()[k]);
            double radius = Math.max(random.upper()[k] - middle, middle - random.lower()[k]);
            shares[i] = (point[k] - middle) / radius;
            assertTrue(Math.abs(shares[i]) <= 1);
        }
        assertEquals(shares.length, inputs + wanted.size());
        // Each neuron's share once all before it are what they should be.
        for (int i = 0; i < wanted.size(); i++) {
            double without = values(folded.network(), shares).get(i);
            shares[inputs + i] = 1;
            double slack = values(folded.network(), shares).get(i) - without;
            double off = wanted.get(i) - without;
            // What is equal but for the roundings of both evaluations needs no share.
            double rounding = 1e-13 * (1 + Math.abs(without) + Math.abs(wanted.get(i)));
            assertTrue(Math.abs(off) <= slack + rounding, "form " + i + " is off by " + off + " but may by " + slack);
            shares[inputs + i] = slack > 0 ? Math.clamp(off / slack, -1, 1) : 0;
        }
        float[] back = folded.unfolded(floats(shares), random.lower(), random.upper());
        for (int i = 0; i < back.length; i++) {
            double width = (double) random.upper()[i] - random.lower()[i];
            assertEquals(point[i], back[i], 1e-6 * width + Math.ulp(point[i]));
        }
    }

    private static float[] floats(double[] doubles) {
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }
}
