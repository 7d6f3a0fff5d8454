package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Networks on which bounds computed in floats, without regard to rounding, certify what isn't so. */
class FloatUnsoundnessTest {

    private static double exact(Graph graph, float... x) {
        Trial trial = new Trial(graph, 1, Map.of("x", new Box(x, x)));
        List<BigDecimal> values = trial.exact(Map.of("x", x), 0);
        return values.getFirst().doubleValue();
    }

    /** x + 10⁸ − 10⁸ + 1 for x in [−3, −2]: near 10⁸ floats are 8 apart, so x is lost and 1 is left. */
    @Test
    void absorbedInput() {
        ReluNetwork network = new ReluNetwork(List.of(
                new ReluNetwork.Layer(new float[][] {{1}}, new float[] {1e8f}),
                new ReluNetwork.Layer(new float[][] {{1}}, new float[] {-1e8f}),
                new ReluNetwork.Layer(new float[][] {{1}}, new float[] {1})));
        ReluNetwork linear = new ReluNetwork(
                List.of(network.layers().get(0), network.layers().get(1)));
        Box box = new Box(new float[] {2}, new float[] {3});
        assertEquals(0, linear.naiveInFloat(box).upper()[0], "what plain floats say of x in [2, 3]");
        assertEquals(3, exact(linear.graph(), 3));
        Box bounds = new Trial(linear.graph(), 1, Map.of("x", box)).bounds();
        assertTrue(bounds.lower()[0] <= 2 && bounds.upper()[0] >= 3, bounds.upper()[0] + " must be at least 3");
        new Trial(network.graph(), 1, Map.of("x", box)).check(new SplittableRandom(1), 20);
    }

    /** One layer, whose sum 10⁸·1 + x − 10⁸·1 is 0 in floats for |x| ≤ 4, and a bias of 1: a margin that x = −3 refutes. */
    @Test
    void marginThatExactArithmeticRefutes() {
        ReluNetwork network =
                new ReluNetwork(List.of(new ReluNetwork.Layer(new float[][] {{1e8f, 1, -1e8f}}, new float[] {1})));
        Box box = new Box(new float[] {1, -3, 1}, new float[] {1, -2, 1});
        assertEquals(1, network.naiveInFloat(box).lower()[0], "plain floats certify a margin of 1");
        assertEquals(-2, exact(network.graph(), 1, -3, 1), "which is −2");
        Trial trial = new Trial(network.graph(), 1, Map.of("x", box));
        assertTrue(trial.bounds().lower()[0] <= -2);
        trial.check(new SplittableRandom(2), 20);
    }

    /** The same where it is the order of summation that decides: from the last to the first it comes out right. */
    @Test
    void sumThatDependsOnItsOrder() {
        float[] weights = new float[66];
        java.util.Arrays.fill(weights, 1);
        weights[0] = 0x1p25f;
        weights[65] = -0x1p25f;
        ReluNetwork network = new ReluNetwork(List.of(new ReluNetwork.Layer(new float[][] {weights}, new float[] {0})));
        float[] ones = new float[66];
        java.util.Arrays.fill(ones, 1);
        Box box = new Box(ones, ones);
        assertEquals(0, network.naiveInFloat(box).upper()[0]);
        assertEquals(64, exact(network.graph(), ones));
        new Trial(network.graph(), 1, Map.of("x", box)).check(new SplittableRandom(3), 1);
    }

    /** 3·10³⁸ + 3·10³⁸ − 3·10³⁸: infinite on the way in some orders of summation, and then nothing may be claimed. */
    @Test
    void overflowOnTheWay() {
        ReluNetwork network = new ReluNetwork(List.of(
                new ReluNetwork.Layer(new float[][] {{3e38f, 3e38f, -3e38f}}, new float[] {0})));
        Box box = new Box(new float[] {1, 1, 1}, new float[] {1, 1, 1});
        assertEquals(Float.POSITIVE_INFINITY, network.naiveInFloat(box).lower()[0]);
        assertEquals(3e38f, exact(network.graph(), 1, 1, 1), 1e31);
        Trial trial = new Trial(network.graph(), 1, Map.of("x", box));
        assertTrue(trial.bounds().lower()[0] <= 3e38f);
        trial.check(new SplittableRandom(4), 1);
    }

    /** In floats the power of −∞ to ½ is ∞; it came from a root whose operand may be negative. */
    @Test
    void powerOfUnboundedOperand() {
        Graph graph = Graph.of("x", Shape.of(1), "y", x -> x.squareRoot().power(0.5f));
        Box box = new Box(new float[] {-1}, new float[] {16});
        Trial trial = new Trial(graph, 1, Map.of("x", box));
        assertEquals(Float.NEGATIVE_INFINITY, trial.bounds().lower()[0]);
        trial.check(new SplittableRandom(5), 20);
    }

    /** Products that vanish in floats add up in real arithmetic, and a large weight brings them back. */
    @Test
    void vanishingProducts() {
        Graph graph = Graph.of("x", Shape.of(4), "y", x -> {
            Value products = x.times(x.scale(1e-38f)).sum();
            return products.scale(1e38f).reshape(Shape.of(1));
        });
        Box box = Box.around(new float[] {1e-7f, 2e-7f, 3e-7f, -1e-7f}, 1e-8);
        new Trial(graph, 1, Map.of("x", box)).check(new SplittableRandom(6), 50);
    }

    /** A sine of a huge number: no float arithmetic on turns can tell where in its period it is. */
    @Test
    void waveOfHugeNumber() {
        Graph graph = Graph.of("x", Shape.of(1), "y", Value::sine);
        for (float centre : new float[] {1e5f, 1.6e7f, 1e8f, 1e30f, Float.MAX_VALUE}) {
            Box box = new Box(new float[] {Math.nextDown(centre)}, new float[] {centre});
            new Trial(graph, 1, Map.of("x", box)).check(new SplittableRandom(7), 20);
        }
    }
}
