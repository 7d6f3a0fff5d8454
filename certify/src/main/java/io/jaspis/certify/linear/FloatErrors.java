package io.jaspis.certify.linear;

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
import io.jaspis.autodiff.Weighted;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far what float32 computes of a network, in any order of summation, may be from its value in real arithmetic, anywhere in
 * a box: the forward error of each operation (Higham 2002, chapter 3), from the input on. So a proof in real arithmetic that
 * leaves this much room is one of float32, too ({@code docs/soundness.md}).
 *
 * <p>For networks of sums of products with constants, products, and operations that choose one of their operands: rectifiers,
 * maxima, clips, magnitudes.
 */
public final class FloatErrors {
    private static final String ERROR = ".error";

    private final Trace trace;
    private final Map<Value, Enclosure> bounds;
    private final Set<Value> dependents;
    /** Of each value, or null where float32 has it exactly. */
    private final Map<Value, Value> errors = new HashMap<>();

    private FloatErrors(Trace trace, Map<Value, Enclosure> bounds, Set<Value> dependents) {
        this.trace = trace;
        this.bounds = bounds;
        this.dependents = dependents;
    }

    /**
     * The most that each output may be off.
     *
     * @param network of one input and one output
     * @param lower of the box, in floats
     * @param upper of the box
     * @return empty where an operation isn't covered, or numbers are too large for any bound
     */
    public static Optional<float[]> of(Graph network, Device device, float[] lower, float[] upper) {
        Graph graph = graph(network);
        if (graph == null) {
            return Optional.empty();
        }
        String input = network.onlyInput();
        float[] errors;
        try (Execution execution = device.load(Plan.of(graph, 1))) {
            write(execution, graph, input + Intervals.LOWER, lower);
            write(execution, graph, input + Intervals.UPPER, upper);
            execution.run();
            errors = execution.read(network.onlyOutput() + ERROR);
        }
        for (float error : errors) {
            if (!Float.isFinite(error)) {
                return Optional.empty();
            }
        }
        return Optional.of(errors);
    }

    private static void write(Execution execution, Graph graph, String name, float[] values) {
        if (graph.inputs().containsKey(name)) {
            execution.write(name, values, 0);
        }
    }

    /** The graph of the errors in the ends of the box; null where an operation isn't covered. */
    private static Graph graph(Graph network) {
        Trace trace = new Trace();
        String name = network.onlyInput();
        Value input = network.input(name);
        Enclosure box = new Enclosure(
                trace.input(name + Intervals.LOWER, input.type()), trace.input(name + Intervals.UPPER, input.type()));
        Map<Value, Enclosure> bounds = Intervals.propagate(network, Map.of(name, box), trace);
        FloatErrors errors = new FloatErrors(trace, bounds, network.dependents(Set.of(input)));
        for (Value value : network.values()) {
            if (!errors.covers(value)) {
                return null;
            }
            errors.errors.put(value, errors.dependents.contains(value) ? errors.of(value) : errors.ofConstant(value));
        }
        Value output = network.output(network.onlyOutput());
        Value error = errors.errors.get(output);
        return trace.graph(
                List.of(box.lower(), box.upper()),
                Map.of(network.onlyOutput() + ERROR, error == null ? errors.none(output) : error.copied()));
    }

    private boolean covers(Value value) {
        if (!dependents.contains(value)) {
            return coversConstant(value);
        }
        return switch (value.op()) {
            case Source.Input _ -> true;
            case Source _, Random _, Quotient _ -> false;
            case Movement.ScatterAdd _ -> false;
            case Movement _, Maximum _ -> true;
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _ -> true;
            case Linear.Dense _, Linear.Convolve _ -> !dependents.contains(value.operand(1));
            case Linear.BatchSum _, Linear.Select _ -> false;
            case Product.Multiply _ -> true;
            case Product _ -> false;
            case Pointwise.Relu _, Pointwise.Absolute _, Pointwise.Clip _, Pointwise.LeakyRelu _, Pointwise.Shift _ ->
                true;
            case Pointwise _ -> false;
        };
    }

    /** What is computed of constants must be the same in any order: element by element, each rounded to the nearest. */
    private static boolean coversConstant(Value value) {
        return switch (value.op()) {
            case Source.Constant _ -> true;
            case Source _, Random _ -> false;
            case Movement.ScatterAdd _ -> false;
            case Movement _ -> true;
            case Linear.Add _, Linear.Subtract _, Linear.Scale _ -> true;
            case Linear _ -> false;
            case Product.Multiply _, Quotient _, Maximum.Max _, Maximum.Min _ -> true;
            case Product _, Maximum _ -> false;
            case Pointwise.Relu _,
                    Pointwise.Absolute _,
                    Pointwise.Clip _,
                    Pointwise.LeakyRelu _,
                    Pointwise.Shift _,
                    Pointwise.SquareRoot _,
                    Pointwise.Reciprocal _ -> true;
            case Pointwise _ -> false;
        };
    }

    /** Both the real value and that of float32 lie in the enclosure, since rounding keeps numbers between two floats there. */
    private Value ofConstant(Value value) {
        Enclosure enclosure = bounds.get(value);
        return enclosure.exact()
                ? null
                : enclosure
                        .upper()
                        .minus(enclosure.lower())
                        .scale(Magnitudes.slack(1))
                        .plus(Magnitudes.FLOOR);
    }

    /** The error of a value that depends on the input; null for none. */
    private Value of(Value value) {
        return switch (value.op()) {
            case Source _ -> null;
            case Movement movement -> moved(movement, value);
            case Linear.Dense _, Linear.Convolve _ -> ofProducts(value);
            case Linear.Scale(float factor) ->
                rounded(scaled(error(value, 0), factor), size(value.operand(0)).scale(Math.abs(factor)), 1);
            case Linear.Sum(int axis) -> {
                int terms = value.operand(0).shape().extent(axis);
                Value error = error(value, 0);
                yield rounded(
                        error == null ? null : error.sum(axis).scale(Magnitudes.slack(terms)),
                        size(value.operand(0)).sum(axis).scale(Magnitudes.slack(terms)),
                        terms);
            }
            case Linear _ ->
                rounded(both(error(value, 0), error(value, 1)), size(value, 0).plus(size(value, 1)), 1);
            case Product _ -> {
                Value first = error(value, 0) == null ? null : error(value, 0).times(size(value, 1));
                Value second = error(value, 1) == null ? null : error(value, 1).times(size(value, 0));
                yield rounded(both(first, second), size(value, 0).times(size(value, 1)), 1);
            }
            case Maximum.Pool(var pooling) -> {
                Value error = error(value, 0);
                yield error == null ? null : trace.record(new Maximum.Pool(pooling), List.of(error));
            }
            case Maximum _ -> {
                Value first = error(value, 0);
                Value second = error(value, 1);
                yield first == null ? second : second == null ? first : first.max(second);
            }
            case Pointwise.Shift(float amount) ->
                rounded(error(value, 0), size(value, 0).plus(Math.abs(amount)), 1);
            case Pointwise.LeakyRelu(float slope) ->
                rounded(
                        scaled(error(value, 0), Math.max(1, Math.abs(slope))),
                        size(value, 0).scale(Math.abs(slope)),
                        1);
            // They choose, and no two numbers come farther apart by it.
            case Pointwise _ -> error(value, 0);
            case Random _, Quotient _ -> throw new AssertionError("refused before: " + value);
        };
    }

    private Value moved(Movement movement, Value value) {
        if (value.operands().stream().allMatch(operand -> errors.get(operand) == null)) {
            return null;
        }
        List<Value> all = value.operands().stream()
                .map(operand -> errors.get(operand) == null ? none(operand) : errors.get(operand))
                .toList();
        return trace.record(movement, all);
    }

    /** Of sums of products with constants. */
    private Value ofProducts(Value value) {
        int terms = ((Weighted) value.op()).products(value.operand(1).type());
        float slack = Magnitudes.slack(terms);
        Value weights = size(value, 1);
        Value error = error(value, 0);
        Value brought = error == null
                ? null
                : trace.record(value.op(), List.of(error, weights)).scale(slack);
        Value ofWeights = error(value, 1) == null
                ? null
                : trace.record(value.op(), List.of(size(value, 0), error(value, 1)))
                        .scale(slack);
        Value sizes = trace.record(value.op(), List.of(size(value, 0), weights)).scale(slack);
        return rounded(both(brought, ofWeights), sizes, terms);
    }

    private Value error(Value value, int operand) {
        return errors.get(value.operand(operand));
    }

    private static Value scaled(Value error, float factor) {
        return error == null ? null : error.scale(Math.abs(factor));
    }

    private static Value both(Value first, Value second) {
        return first == null ? second : second == null ? first : first.plus(second);
    }

    /**
     * What operands bring and what is rounded of terms of this size, and a little more than is rounded in computing it.
     *
     * @param brought null for nothing
     */
    private static Value rounded(Value brought, Value sizes, int roundings) {
        Value own = sizes.scale(Magnitudes.gamma(roundings));
        return both(own, brought).scale(Magnitudes.slack(4)).plus(Magnitudes.FLOOR);
    }

    private Value size(Value value, int operand) {
        return size(value.operand(operand));
    }

    /** At least the magnitude of what float32 computes. */
    private Value size(Value value) {
        Enclosure enclosure = bounds.get(value);
        Value real = enclosure.lower().absolute().max(enclosure.upper().absolute());
        Value error = errors.get(value);
        return error == null ? real : real.plus(error).scale(Magnitudes.slack(1));
    }

    private Value none(Value like) {
        Value zeros = trace.constant(Tensor.filled(like.shape(), 0));
        return like.type().batched() ? zeros.repeatBatch() : zeros;
    }
}
