package io.jaspis.autodiff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.Label;

/** Slopes of functions that flatten out: an attack follows their signs also where they are tiny. */
class SlopeAccuracyLaws {
    private static final int COUNT = 50_000;

    private static void assertSlope(UnaryOperator<Value> function, DoubleUnaryOperator slope, double units) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            x[i] = i % 2 == 0 && Float.isFinite(any) ? any : (float) random.nextDouble(-110, 88);
        }
        Graph gradient = Gradient.of(Graph.of("x", Shape.of(1), "y", function), "y", "x");
        try (Execution execution = Cpu.best().load(Plan.of(gradient, COUNT))) {
            float[] found = execution
                    .run(Map.of("x", Tensor.of(Shape.of(COUNT, 1), x)))
                    .get(Gradient.PREFIX + "x")
                    .data();
            for (int i = 0; i < COUNT; i++) {
                double expected = Math.min(slope.applyAsDouble(x[i]), 0x1p128);
                double allowed = units * (0x1p-23 * expected + Float.MIN_VALUE);
                int at = i;
                assertTrue(
                        Math.abs(Math.min(found[i], 0x1p128) - expected) <= allowed,
                        () -> "the slope at " + x[at] + " is " + found[at] + ", not " + expected);
            }
        }
    }

    private static double sigmoid(double x) {
        return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    }

    @Example
    @Label("slopes keep their relative accuracy where functions are nearly flat")
    void slopes() {
        // Two sigmoids of 4 ulp, and a rounding.
        assertSlope(Value::sigmoid, x -> sigmoid(x) * sigmoid(-x), 8.51);
        assertSlope(Value::tanh, x -> 4 * sigmoid(2 * x) * sigmoid(-2 * x), 8.51);
        assertSlope(Value::softplus, SlopeAccuracyLaws::sigmoid, 4);
        assertSlope(Value::exponentialMinusOne, Math::exp, 2);
    }
}
