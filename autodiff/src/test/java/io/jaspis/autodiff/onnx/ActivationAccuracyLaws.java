package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.real;
import static io.jaspis.autodiff.onnx.Models.single;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.Label;

/** What activations are worth where they are near zero, or near their asymptotes, as models are read and run. */
class ActivationAccuracyLaws {
    private static final int COUNT = 200_000;
    private static final double ULP = 0x1p-23;

    /** Numbers of every magnitude down to the denormal ones, and the last before an overflow. */
    private static float[] numbers() {
        SplittableRandom random = new SplittableRandom(1);
        float[] numbers = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            numbers[i] = i % 2 == 0 && Float.isFinite(any) ? any : (float) random.nextDouble(-110, 90);
        }
        return numbers;
    }

    /** Each within so many times 2^−23 of its own size, or as many of the smallest floats. */
    private static void assertClose(String name, Graph graph, DoubleUnaryOperator exact, double units) {
        float[] x = numbers();
        float[] found = Models.run(graph, COUNT, x);
        for (int i = 0; i < COUNT; i++) {
            double expected = Math.min(exact.applyAsDouble(x[i]), 0x1p128);
            double actual = Math.min(found[i], 0x1p128);
            double allowed = units * (ULP * Math.abs(expected) + Float.MIN_VALUE);
            int at = i;
            assertTrue(
                    Math.abs(actual - expected) <= allowed,
                    () -> name + " of " + x[at] + " is " + found[at] + ", not " + expected);
        }
    }

    private static void assertRead(Models model, String name, DoubleUnaryOperator exact, double units)
            throws OnnxException {
        assertClose(name, Onnx.read(model.bytes()), exact, units);
    }

    private static Models model(String operator) {
        return single(13, operator, extents(-1, 1), List.of());
    }

    private static DoubleUnaryOperator elu(double alpha, double gamma) {
        return x -> gamma * (x > 0 ? x : alpha * Math.expm1(x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Example
    @Label("activations keep their relative accuracy at every magnitude")
    void read() throws OnnxException {
        assertRead(model("Softplus"), "Softplus", ActivationAccuracyLaws::softplus, 4);
        assertRead(model("Elu"), "Elu", elu(1, 1), 2);
        // A rounding for each factor more.
        assertRead(single(13, "Elu", extents(-1, 1), List.of(), real("alpha", 0.7f)), "Elu of 0.7", elu(0.7f, 1), 2.51);
        assertRead(model("Selu"), "Selu", elu(1.67326319f, 1.05070102f), 3.02);
        assertRead(
                model("Sigmoid"), "Sigmoid", x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)), 4);
        assertRead(model("Tanh"), "Tanh", Math::tanh, 4);
        // The reciprocal of the largest numbers is denormal.
        assertRead(model("Softsign"), "Softsign", x -> x / (1 + Math.abs(x)), 4);
    }

    @Example
    @Label("what is written and read back keeps its relative accuracy, and doesn't grow")
    void written() throws OnnxException {
        assertWritten(Value::softplus, ActivationAccuracyLaws::softplus, 4);
        // For positive x a product with e^x, of 2 ulp too.
        assertWritten(Value::exponentialMinusOne, Math::expm1, 4.6);
        assertWritten(x -> x.negate().relu().negate().exponentialMinusOne(), x -> Math.expm1(Math.min(x, 0)), 2);
    }

    private static void assertWritten(UnaryOperator<Value> function, DoubleUnaryOperator exact, double units)
            throws OnnxException {
        Graph graph = Graph.of("x", Shape.of(1), "y", function);
        Graph read = Onnx.read(Onnx.write(graph));
        assertClose("the copy", read, exact, units);
        assertEquals(read.values().size(), Onnx.read(Onnx.write(read)).values().size());
    }

    @Example
    @Label("what is no number stays none")
    void noNumber() throws OnnxException {
        for (String operator : List.of("Sign", "Relu", "Elu", "Selu", "Softplus", "Softsign", "Sigmoid", "Tanh")) {
            float[] found = model(operator).run(2, Float.NaN, 0);
            assertTrue(Float.isNaN(found[0]), operator);
            assertTrue(Float.isFinite(found[1]), operator);
        }
    }
}
