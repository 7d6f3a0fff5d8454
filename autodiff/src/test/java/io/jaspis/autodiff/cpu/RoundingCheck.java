package io.jaspis.autodiff.cpu;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.fail;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.Sample;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * Holds each value that a device computes to the reference, at the very operands that the device had, so that no error
 * is carried from one value to the next.
 *
 * <p>What is one addition, multiplication, division or root must be correctly rounded: the double result rounds to the
 * same float, since 53 ≥ 2·24 + 2 digits make double rounding harmless (Figueroa 1995). What sums n terms, in any order
 * and with fused products or without, may be off by γₙ·Σ|terms| (Higham 2002, §3.1), and by half the least float for each
 * product that underflows. Functions may be off by what {@link io.jaspis.tensor.kernels.Unary} says. All else is exact.
 */
public final class RoundingCheck {
    private static final double UNIT = 0x1p-24;

    private final Sample sample;
    private final int batch;
    private final Map<Value, float[]> computed;

    private RoundingCheck(Sample sample, int batch, Map<Value, float[]> computed) {
        this.sample = sample;
        this.batch = batch;
        this.computed = computed;
    }

    public static void check(Device device, Sample sample, int batch) {
        check(sample, batch, computed(device, sample, batch));
    }

    /** The same where the device computes every value by itself, and fuses nothing. */
    public static void checkSingly(Device device, Sample sample, int batch) {
        check(sample, batch, computed(device, sample, graph -> Plan.withoutReuse(graph, batch)));
    }

    private static void check(Sample sample, int batch, Map<Value, float[]> computed) {
        RoundingCheck check = new RoundingCheck(sample, batch, computed);
        for (Value value : sample.graph().values()) {
            check.check(value);
        }
    }

    /** Every value of the graph as the device computes it. */
    static Map<Value, float[]> computed(Device device, Sample sample, int batch) {
        return computed(device, sample, graph -> Plan.of(graph, batch));
    }

    private static Map<Value, float[]> computed(Device device, Sample sample, Function<Graph, Plan> planned) {
        Map<String, Value> outputs = new LinkedHashMap<>();
        for (Value value : sample.graph().values()) {
            outputs.put("value " + value.index(), value);
        }
        Graph whole = sample.graph().values().getFirst().trace().graph(outputs);
        Map<Value, float[]> computed = new LinkedHashMap<>();
        Plan plan = planned.apply(whole);
        try (Execution execution = device.load(plan, sample.parameters())) {
            execution
                    .run(sample.inputs(plan.batch()))
                    .forEach((name, tensor) -> computed.put(outputs.get(name), tensor.data()));
        }
        return computed;
    }

    private void check(Value value) {
        switch (value.op()) {
            case Source source -> source(source, value);
            case Linear.Dense _, Linear.Convolve _, Linear.Sum _, Linear.BatchSum _ -> sum(value);
            case Linear.Add _, Linear.Subtract _, Linear.Scale _ -> rounded(value);
            case Linear.Select(var _, boolean transposed) -> {
                if (transposed) {
                    sum(value);
                } else {
                    rounded(value);
                }
            }
            case Pointwise pointwise -> pointwise(pointwise, value);
            case Product.Multiply _, Product.Gate _, Quotient _ -> rounded(value);
            case Product.MatMul _, Product.DenseWeight _, Product.ConvolveWeight _, Movement.ScatterAdd _ -> sum(value);
            case Maximum _, Movement _ -> rounded(value);
            case Random _ -> {}
        }
    }

    private void source(Source op, Value value) {
        float[] expected = switch (op) {
            case Source.Input(String name, var _) ->
                sample.inputs(batch).get(name).data();
            case Source.Parameter(String name, var _) ->
                sample.parameters().get(name).data();
            case Source.Constant(Tensor tensor) -> tensor.data();
            case Source.BatchSize() -> new float[] {batch};
        };
        for (int i = 0; i < expected.length; i++) {
            within(value, i, expected[i], 0);
        }
    }

    private void pointwise(Pointwise op, Value value) {
        int ulps = switch (op) {
            case Pointwise.Sigmoid _,
                    Pointwise.Tanh _,
                    Pointwise.Softplus _,
                    Pointwise.ArcTangent _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _ -> 4;
            case Pointwise.Exponential _,
                    Pointwise.ExponentialMinusOne _,
                    Pointwise.ErrorFunction _,
                    Pointwise.Logarithm _ -> 2;
            case Pointwise.Sine _, Pointwise.Cosine _, Pointwise.Power _ -> 1;
            case Pointwise.Absolute _,
                    Pointwise.Step _,
                    Pointwise.Sign _,
                    Pointwise.Relu _,
                    Pointwise.LeakyRelu _,
                    Pointwise.Clip _,
                    Pointwise.Shift _,
                    Pointwise.SquareRoot _,
                    Pointwise.Reciprocal _,
                    Pointwise.Floor _,
                    Pointwise.Round _,
                    Pointwise.Narrow _,
                    Pointwise.RoundUp _,
                    Pointwise.RoundDown _ -> 0;
        };
        if (ulps == 0) {
            rounded(value);
            return;
        }
        double[] expected = expected(value, number -> number);
        for (int i = 0; i < expected.length; i++) {
            // The reference's own error, an ulp of a double or two, is the part in a million.
            within(value, i, expected[i], ulps * Math.ulp((float) expected[i]) * (1 + 1e-6));
        }
    }

    /** Exactly the reference's result as a float, moved by the steps of a directed rounding. */
    private void rounded(Value value) {
        double[] expected = expected(value, number -> number);
        for (int i = 0; i < expected.length; i++) {
            within(value, i, moved(value.op(), (float) expected[i]), 0);
        }
    }

    private static float moved(Op op, float number) {
        float moved = number;
        if (op instanceof Pointwise.RoundUp(int steps)) {
            for (int i = 0; i < steps; i++) {
                moved = Math.nextUp(moved);
            }
        } else if (op instanceof Pointwise.RoundDown(int steps)) {
            for (int i = 0; i < steps; i++) {
                moved = Math.nextDown(moved);
            }
        }
        return moved;
    }

    /** The operation on ones counts the terms of each sum, and on absolute values adds their sizes. */
    private void sum(Value value) {
        double[] expected = expected(value, number -> number);
        double[] sizes = expected(value, Math::abs);
        double[] counts = expected(value, _ -> 1);
        boolean selects = value.op() instanceof Linear.Select;
        for (int i = 0; i < expected.length; i++) {
            // On a selector of ones the first of each window wins; any element may be chosen by all of them.
            double terms = selects ? expected.length : counts[i];
            double gamma = terms * UNIT / (1 - terms * UNIT);
            within(value, i, expected[i], gamma * sizes(value, sizes, i) + terms * Float.MIN_VALUE / 2);
        }
    }

    /** A selector must stay as it is where the sizes are added, so all that are added anywhere are taken. */
    private double sizes(Value value, double[] sizes, int i) {
        if (!(value.op() instanceof Linear.Select)) {
            return sizes[i];
        }
        double sum = 0;
        for (float number : computed.get(value.operand(0))) {
            sum += Math.abs(number);
        }
        return sum;
    }

    /** The reference's result of this operation, at a function of the device's operands. */
    private double[] expected(Value value, DoubleUnaryOperator function) {
        Trace trace = new Trace();
        List<Value> operands = new ArrayList<>();
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        for (Value operand : value.operands()) {
            String name = "operand " + operands.size();
            operands.add(trace.input(name, operand.type()));
            List<Double> elements = new ArrayList<>();
            for (float number : computed.get(operand)) {
                elements.add(function.applyAsDouble(number));
            }
            numbers.put(name, elements);
        }
        Graph graph = trace.graph("y", trace.record(value.op(), operands));
        return DOUBLE.toDoubles(
                Evaluate.run(graph, batch, numbers, Map.of(), DOUBLE).get("y"));
    }

    private void within(Value value, int i, double expected, double allowed) {
        float found = computed.get(value)[i];
        if (!(Math.abs(found - expected) <= allowed)) {
            fail("element %d of %s is %s, but the reference gives %s ± %s, with batch %d in %s"
                    .formatted(i, value, found, expected, allowed, batch, sample));
        }
    }
}
