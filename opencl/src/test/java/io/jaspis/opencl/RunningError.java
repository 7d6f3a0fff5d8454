package io.jaspis.opencl;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bound of how far a network's values, computed in floats in any order of summation, are from those of real arithmetic:
 * running error analysis (Higham 2002, §3.3), as a graph over the network's own. Twice the bound is what two devices may
 * differ by.
 */
final class RunningError {
    private static final double UNIT = 0x1p-24;

    /** What an error is after its name. */
    static final String ERROR = ".error";

    private final int batch;
    private final Trace trace = new Trace();
    private final Map<Value, Value> values = new HashMap<>();
    private final Map<Value, Value> errors = new HashMap<>();

    private RunningError(int batch) {
        this.batch = batch;
    }

    /** The network's outputs under their names, and the bound for each under its name with {@link #ERROR}. */
    static Graph of(Graph network, int batch) {
        return of(network, network.outputs().keySet(), batch);
    }

    /** The same for some of the outputs; what others alone need has no part in it. */
    static Graph of(Graph network, Collection<String> names, int batch) {
        RunningError analysis = new RunningError(batch);
        Set<Value> needed = new HashSet<>();
        names.forEach(name -> need(network.output(name), needed));
        network.values().stream().filter(needed::contains).forEach(analysis::visit);
        Map<String, Value> outputs = new LinkedHashMap<>();
        names.forEach(name -> {
            outputs.put(name, analysis.values.get(network.output(name)));
            outputs.put(name + ERROR, analysis.errors.get(network.output(name)));
        });
        return analysis.trace.graph(outputs);
    }

    private static void need(Value value, Set<Value> needed) {
        if (needed.add(value)) {
            value.operands().forEach(operand -> need(operand, needed));
        }
    }

    private void visit(Value value) {
        List<Value> x = value.operands().stream().map(values::get).toList();
        List<Value> e = value.operands().stream().map(errors::get).toList();
        Value result = trace.record(value.op(), x);
        values.put(value, result);
        errors.put(value, error(value, result, x, e));
    }

    private Value error(Value value, Value result, List<Value> x, List<Value> e) {
        return switch (value.op()) {
            case Source _ -> result.scale(0);
            case Linear linear -> linear(linear, value, result, x, e);
            case Product.Multiply _, Product.Gate _ ->
                x.get(0)
                        .absolute()
                        .times(e.get(1))
                        .plus(x.get(1).absolute().plus(e.get(1)).times(e.get(0)))
                        .plus(small(result));
            case Product.MatMul _ ->
                weighted(value, x, e, value.operand(0).shape().extent(-1));
            case Pointwise pointwise -> pointwise(pointwise, value, result, x.getFirst(), e.getFirst());
            case Maximum.Max _, Maximum.Min _ -> e.get(0).max(e.get(1));
            case Maximum.Pool _, Movement _ -> trace.record(value.op(), e);
            case Random _, Quotient _, Product.DenseWeight _, Product.ConvolveWeight _ ->
                throw new UnsupportedOperationException("no error rule for " + value);
        };
    }

    private Value linear(Linear op, Value value, Value result, List<Value> x, List<Value> e) {
        return switch (op) {
            case Linear.Dense(boolean transposed) ->
                weighted(value, x, e, value.operand(1).shape().extent(transposed ? 0 : 1));
            case Linear.Convolve(var geometry, boolean transposed) ->
                weighted(
                        value,
                        x,
                        e,
                        transposed
                                ? geometry.outputChannels() * geometry.window().taps()
                                : geometry.depth());
            case Linear.Add _, Linear.Subtract _ -> {
                Value carried = e.get(0).plus(e.get(1));
                yield carried.plus(x.get(0)
                        .absolute()
                        .plus(x.get(1).absolute())
                        .plus(carried)
                        .scale(4 * (float) UNIT));
            }
            case Linear.Scale(float factor) ->
                e.getFirst().scale(Math.abs(factor)).plus(small(result));
            case Linear.Sum(int axis) ->
                e.getFirst()
                        .sum(axis)
                        .plus(x.getFirst()
                                .absolute()
                                .sum(axis)
                                .scale(gamma(x.getFirst().shape().extent(axis))));
            case Linear.BatchSum() ->
                e.getFirst().batchSum().plus(x.getFirst().absolute().batchSum().scale(gamma(batch)));
            case Linear.Select _ -> throw new UnsupportedOperationException("no error rule for " + value);
        };
    }

    private Value pointwise(Pointwise op, Value value, Value result, Value x, Value e) {
        return switch (op) {
            case Pointwise.Relu _, Pointwise.Clip _, Pointwise.Absolute _ -> e;
            case Pointwise.Shift _ -> e.plus(small(result));
            case Pointwise.Tanh _, Pointwise.Sigmoid _ -> e.plus(small(result).scale(8));
            // |eˣ − eˣ⁺ᵈ| ≤ eˣ·(e^|d| − 1) ≤ eˣ·|d|·e^|d|, and 2 ulp.
            case Pointwise.Exponential _ ->
                result.plus(small(result).scale(4))
                        .times(e)
                        .times(e.exponential())
                        .plus(small(result).scale(4));
            // The same of eˣ − 1 itself.
            case Pointwise.ExponentialMinusOne _ ->
                x.plus(e).exponential().scale(1.01f).times(e).plus(small(result).scale(4));
            // The slope is at most 2/√π; 2 ulp.
            case Pointwise.ErrorFunction _ -> e.scale(1.13f).plus(small(result).scale(4));
            // The slope is at most 1; 4 ulp.
            case Pointwise.Softplus _, Pointwise.ArcTangent _ ->
                e.plus(small(result).scale(8));
            // The slope is the reciprocal of the least that the operand may be; 2 ulp.
            case Pointwise.Logarithm _ ->
                e.times(x.minus(e).reciprocal()).scale(1.01f).plus(small(result).scale(4));
            case Pointwise.Reciprocal _ ->
                e.times(x.absolute().times(x.absolute().minus(e)).reciprocal())
                        .scale(1.01f)
                        .plus(small(result));
            // In real arithmetic the identity: a step is at most 2⁻²³ of the number, or the least float.
            case Pointwise.RoundUp(int steps) -> stepped(result, e, steps);
            case Pointwise.RoundDown(int steps) -> stepped(result, e, steps);
            case Pointwise.Step _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _,
                    Pointwise.Narrow _,
                    Pointwise.Sign _,
                    Pointwise.LeakyRelu _,
                    Pointwise.SquareRoot _,
                    Pointwise.Sine _,
                    Pointwise.Cosine _,
                    Pointwise.Power _,
                    Pointwise.Round _,
                    Pointwise.Floor _ -> throw new UnsupportedOperationException("no error rule for " + value);
        };
    }

    private static Value stepped(Value result, Value e, int steps) {
        return e.plus(result.absolute().scale((float) ((2.0 * steps + 4) * UNIT)))
                .plus(steps * Float.MIN_NORMAL);
    }

    private Value weighted(Value value, List<Value> x, List<Value> e, int terms) {
        Value weights = x.get(1).absolute();
        Value size = x.get(0).absolute().plus(e.get(0));
        return trace.record(value.op(), List.of(e.get(0), weights))
                .plus(trace.record(value.op(), List.of(size, e.get(1))))
                .plus(trace.record(value.op(), List.of(size, weights.plus(e.get(1))))
                        .scale(gamma(terms)));
    }

    /** A rounding of the result, with room for the rounding of the analysis itself. */
    private static Value small(Value result) {
        return result.absolute().scale(4 * (float) UNIT);
    }

    private static float gamma(int terms) {
        return (float) (1.01 * (terms + 2) * UNIT);
    }
}
