package io.jaspis.certify.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.chain.ChainBounds;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.intervals.ReluNetwork;
import io.jaspis.certify.intervals.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Bounds of a toy beside those that auto_LiRPA (Xu et al. 2020) prints of it: relu(x₀ − x₁) − relu(2x₀ − x₁) on a box, in its
 * examples/simple/toy.py. It is small enough to find each of them with a pencil.
 */
class ToyReferenceTest {
    private static final Device DEVICE = Cpu.best();
    private static final Graph NETWORK = new ReluNetwork(List.of(
                    new ReluNetwork.Layer(new float[][] {{1, -1}, {2, -1}}, new float[2]),
                    new ReluNetwork.Layer(new float[][] {{1, -1}}, new float[1])))
            .graph();
    private static final Box BOX = new Box(new float[] {-1, -2}, new float[] {2, 1});

    /** What float32 rounds off of numbers of this size, and more. */
    private static final double ROUNDING = 1e-4;

    @Test
    void intervals() {
        Box bounds = new Trial(NETWORK, 1, Map.of("x", BOX)).bounds();
        assertEquals(-6, bounds.lower()[0], ROUNDING);
        assertEquals(4, bounds.upper()[0], ROUNDING);
    }

    @Test
    void crown() {
        Map<String, List<Double>> inputs = Map.of(
                "x" + Intervals.LOWER,
                DoubleArithmetic.DOUBLE.of(BOX.lower()),
                "x" + Intervals.UPPER,
                DoubleArithmetic.DOUBLE.of(BOX.upper()),
                LinearBounds.ROWS,
                List.of(1.0, -1.0));
        List<Double> bounds = Evaluate.run(LinearBounds.of(NETWORK, 2), 1, inputs, Map.of(), DoubleArithmetic.DOUBLE)
                .values()
                .iterator()
                .next();
        assertEquals(-3, bounds.get(0), ROUNDING);
        assertEquals(3, -bounds.get(1), ROUNDING);
    }

    @Test
    void crownOfAChain() {
        Chain chain = Chain.of(NETWORK).orElseThrow();
        ChainBounds bounds = new ChainBounds(
                chain, BOX.lower(), BOX.upper(), new double[][] {{1}, {-1}}, new double[2][2], new double[2]);
        bounds.bound(BOX.lower(), BOX.upper(), bounds.known(), bounds.level(), new int[] {0, 1}, 2);
        assertEquals(-3, bounds.bound(0), ROUNDING);
        assertEquals(3, -bounds.bound(1), ROUNDING);
    }

    /** Of the upper bound every slope from 1/3 to 2/3 below the second ReLU is the best. */
    @Test
    void climbedSlopes() {
        Activations activations = new Activations(NETWORK, DEVICE);
        try (NeuronTightening tightening = new NeuronTightening(activations, DEVICE, BOX.lower(), BOX.upper(), 2);
                FormBounds forms = new FormBounds(activations, activations.output(), DEVICE, 2)) {
            NeuronBounds bounds = tightening.intervals();
            forms.restrict(BOX.lower(), BOX.upper(), bounds);
            NeuronLines lines = NeuronLines.of(bounds);
            List<FormBounds.Row> rows = List.of(
                    new FormBounds.Row(new float[] {1}, lines, new int[0], lines.adaptive()),
                    new FormBounds.Row(new float[] {-1}, lines, new int[0], lines.adaptive()));
            forms.bound(rows, NeuronTightening.SLOPES, Float.POSITIVE_INFINITY);
            assertEquals(-3, rows.get(0).bound(), ROUNDING);
            assertEquals(2, -rows.get(1).bound(), ROUNDING);
        }
    }
}
