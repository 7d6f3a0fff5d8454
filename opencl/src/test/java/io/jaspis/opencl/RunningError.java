package io.jaspis.opencl;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bound of how far a network's values, computed in floats in any order of summation, are from those of real arithmetic:
 * running error analysis (Higham 2002, §3.3), as a graph over the network's own. Twice the bound is what two devices may
 * differ by.
 */
final class RunningError {
    private static final double UNIT = 0x1p-24;

    private final Trace trace = new Trace();
    private final Map<Value, Value> values = new HashMap<>();
    private final Map<Value, Value> errors = new HashMap<>();

    private RunningError() {}

    /** The network's outputs under their names, and the bound for each under its name with {@code .error}. */
    static Graph of(Graph network) {
        RunningError analysis = new RunningError();
        network.values().forEach(analysis::visit);
        Map<String, Value> outputs = new LinkedHashMap<>();
        network.outputs().forEach((name, value) -> {
            outputs.put(name, analysis.values.get(value));
            outputs.put(name + ".error", analysis.errors.get(value));
        });
        return analysis.trace.graph(outputs);
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
            case Product.Multiply _ ->
                x.get(0)
                        .absolute()
                        .times(e.get(1))
                        .plus(x.get(1).absolute().plus(e.get(1)).times(e.get(0)))
                        .plus(small(result));
            case Pointwise.Relu _, Pointwise.Clip _, Pointwise.Absolute _ -> e.getFirst();
            case Pointwise.Shift _ -> e.getFirst().plus(small(result));
            case Pointwise.Tanh _, Pointwise.Sigmoid _ ->
                e.getFirst().plus(small(result).scale(8));
            case Maximum.Max _, Maximum.Min _ -> e.get(0).max(e.get(1));
            case Maximum.Pool _, Movement _ -> trace.record(value.op(), e);
            default -> throw new UnsupportedOperationException("no error rule for " + value);
        };
    }

    private Value weighted(Value value, List<Value> x, List<Value> e, int terms) {
        Value weights = x.get(1).absolute();
        List<Value> sizes = new ArrayList<>(List.of(x.get(0).absolute().plus(e.get(0)), weights));
        return trace.record(value.op(), List.of(e.get(0), weights))
                .plus(trace.record(value.op(), sizes).scale(gamma(terms)));
    }

    /** A rounding of the result, with room for the rounding of the analysis itself. */
    private static Value small(Value result) {
        return result.absolute().scale(4 * (float) UNIT);
    }

    private static float gamma(int terms) {
        return (float) (1.01 * (terms + 2) * UNIT);
    }
}
