package io.jaspis.certify.linear;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Gamma;
import io.jaspis.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How large values can be on a box, and from this how much a rounding in a backward pass can weigh: for each element of
 * a value that the pass steps over, the most that one unit of its coefficient adds to the error of the bound. The terms
 * are derived in {@code docs/soundness.md}. Recorded in a trace of its own, since it is the same for all domains of a box.
 */
final class Magnitudes {
    /** The input with the largest magnitude of each element of the network's input. */
    static final String INPUT = "magnitude";

    /** What names of bounds of an activation's operand begin with; its number follows. */
    static final String LOWER = "lower.";

    static final String UPPER = "upper.";

    /** More than what underflow takes from a sum of products; so what is computed here is never below what it stands for. */
    static final float FLOOR = 0x1p-100f;

    private final Activations activations;
    private final Trace trace;
    private final Map<Value, Value> magnitudes = new LinkedHashMap<>();
    private final Map<Value, Integer> bounded = new HashMap<>();

    Magnitudes(Activations activations, Trace trace) {
        this.activations = activations;
        this.trace = trace;
        List<Value> nonlinear = activations.nonlinear();
        for (int i = 0; i < nonlinear.size(); i++) {
            bounded.putIfAbsent(nonlinear.get(i).operand(0), i);
        }
    }

    /** A factor that makes up for the rounding of a sum of so many products that aren't negative, and of a few more. */
    static float slack(int terms) {
        return Math.nextUp((float) (1 + 2.0 * Gamma.of(terms + 8)));
    }

    /** At least the magnitude of each element, in this trace. */
    Value of(Value value) {
        Value found = magnitudes.get(value);
        if (found == null) {
            found = isGiven(value) ? magnitude(value) : magnitude(value).plus(FLOOR);
            magnitudes.put(value, found);
        }
        return found;
    }

    /** Whether a value's magnitudes take no arithmetic that rounds. */
    private boolean isGiven(Value value) {
        return bounded.containsKey(value)
                || value.op() instanceof Source
                || value.op() instanceof Movement && !(value.op() instanceof Movement.ScatterAdd);
    }

    /** All magnitudes that were asked for of values that depend on the input. */
    List<Value> asked() {
        return magnitudes.keySet().stream()
                .filter(activations.dependents()::contains)
                .map(magnitudes::get)
                .toList();
    }

    private Value magnitude(Value value) {
        if (!activations.dependents().contains(value)) {
            return constant(value);
        }
        if (bounded.containsKey(value)) {
            int activation = bounded.get(value);
            return lower(activation).absolute().max(upper(activation).absolute());
        }
        return switch (value.op()) {
            case Source _ -> trace.input(INPUT, Type.shared(value.shape()));
            case Linear linear -> linear(linear, value);
            case Movement movement -> {
                Value moved = trace.record(
                        movement, value.operands().stream().map(this::of).toList());
                yield movement instanceof Movement.ScatterAdd(int _, List<Integer> indices, int _)
                        ? moved.scale(slack(most(indices)))
                        : moved;
            }
            case Pointwise.Relu() ->
                upper(activations.nonlinear().indexOf(value)).relu();
            case Pointwise.Sigmoid(), Pointwise.Tanh() -> trace.constant(Tensor.filled(value.shape(), 1));
            case Pointwise.Shift(float amount) ->
                of(value.operand(0)).plus(Math.abs(amount)).scale(slack(1));
            case Product.Multiply(), Product.Gate() ->
                of(value.operand(0)).times(of(value.operand(1))).scale(slack(1));
            case Pointwise _, Product _, Quotient _, Maximum _, Random _ -> throw uncovered(value);
        };
    }

    /** How often the most frequent of several indices is among them. */
    private static int most(List<Integer> indices) {
        Map<Integer, Integer> times = new HashMap<>();
        indices.forEach(index -> times.merge(index, 1, Integer::sum));
        return times.values().stream().max(Integer::compare).orElse(1);
    }

    private Value linear(Linear op, Value value) {
        Value x = of(value.operand(0));
        return switch (op) {
            case Linear.Dense(boolean transposed) -> {
                Value weights = of(value.operand(1));
                yield (transposed ? x.denseTransposed(weights) : x.dense(weights)).scale(slack(products(value)));
            }
            case Linear.Convolve(var geometry, boolean transposed) -> {
                Value weights = of(value.operand(1));
                yield (transposed ? x.convolveTransposed(weights, geometry) : x.convolve(weights, geometry))
                        .scale(slack(products(value)));
            }
            case Linear.Add(), Linear.Subtract() -> x.plus(of(value.operand(1))).scale(slack(1));
            case Linear.Scale(float factor) -> x.scale(Math.abs(factor)).scale(slack(1));
            case Linear.Sum(int axis) ->
                x.sum(axis).scale(slack(value.operand(0).shape().extent(axis)));
            case Linear.Select(var pooling, boolean transposed) -> {
                Value selected = x.select(fixed(value.operand(1)), pooling, transposed);
                yield selected.scale(slack(pooling.window().taps()));
            }
            case Linear.BatchSum() -> throw uncovered(value);
        };
    }

    /** The most terms of a sum that a step over this value takes: its elements, and the products of its sums, there and back. */
    static int longestSum(Value value) {
        boolean sums = value.op() instanceof Linear.Dense || value.op() instanceof Linear.Convolve;
        int products = sums ? Math.max(products(value), transposedProducts(value)) : 0;
        return Math.max(value.shape().size(), products);
    }

    /** The products in each element of a sum of products. */
    private static int products(Value value) {
        return switch ((Linear) value.op()) {
            case Linear.Dense dense -> dense.products(value.operand(1).type());
            case Linear.Convolve convolve -> convolve.products(value.operand(1).type());
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _, Linear.BatchSum _, Linear.Select _ ->
                throw new AssertionError("no sum of products: " + value);
        };
    }

    /** The products in each element of its transpose. */
    private static int transposedProducts(Value value) {
        return switch ((Linear) value.op()) {
            case Linear.Dense(boolean transposed) ->
                new Linear.Dense(!transposed).products(value.operand(1).type());
            case Linear.Convolve(var geometry, boolean transposed) ->
                new Linear.Convolve(geometry, !transposed)
                        .products(value.operand(1).type());
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _, Linear.BatchSum _, Linear.Select _ ->
                throw new AssertionError("no sum of products: " + value);
        };
    }

    private static AssertionError uncovered(Value value) {
        return new AssertionError("refused before: " + value);
    }

    private Value fixed(Value known) {
        return trace.constant(activations.constants().tensors().get(known));
    }

    /** At least the magnitude of a constant. */
    private Value constant(Value known) {
        Value size = fixed(known).absolute();
        Tensor radius = activations.constants().radii().get(known);
        return radius == null ? size : size.plus(trace.constant(radius)).scale(slack(1));
    }

    private Value lower(int activation) {
        return trace.input(
                LOWER + activation,
                Type.shared(activations.nonlinear().get(activation).shape()));
    }

    private Value upper(int activation) {
        return trace.input(
                UPPER + activation,
                Type.shared(activations.nonlinear().get(activation).shape()));
    }

    /** The error of a step from the coefficients of y to those of its operands; null where nothing rounds. */
    Value step(Value y) {
        return switch (y.op()) {
            case Linear linear -> linearStep(linear, y);
            case Movement movement ->
                switch (movement) {
                    case Movement.Broadcast(int _, int extent) -> of(y).scale(Gamma.of(extent));
                    case Movement.Gather(int _, List<Integer> indices) -> of(y).scale(Gamma.of(most(indices)));
                    case Movement.Reshape _,
                            Movement.Transpose _,
                            Movement.RepeatBatch _,
                            Movement.Slice _,
                            Movement.Pad _,
                            Movement.Concatenate _,
                            Movement.ScatterAdd _ -> null;
                };
            case Pointwise.Relu() -> {
                int activation = activations.nonlinear().indexOf(y);
                Value largest = upper(activation).relu();
                // A chord's offset is at most the smaller of u and −l; a split neuron's is smaller.
                Value offset = largest.min(lower(activation).negate().relu());
                int products = y.shape().size();
                yield of(y.operand(0)).scale(Gamma.of(2)).plus(offset.scale(Gamma.of(products + 4)));
            }
            // The slopes are at most 1.
            case Pointwise.Sigmoid(), Pointwise.Tanh() -> {
                float offset = Sigmoidal.MOST_OFFSET * Gamma.of(y.shape().size() + 4) * slack(1);
                yield of(y.operand(0)).scale(Gamma.of(2)).plus(offset);
            }
            case Pointwise.Shift(float amount) ->
                trace.constant(Tensor.filled(
                        y.shape(), Math.abs(amount) * Gamma.of(y.shape().size()) * slack(1)));
            case Product.Multiply(), Product.Gate() -> multiplyStep(y);
            case Source _, Pointwise _, Product _, Quotient _, Maximum _, Random _ -> throw uncovered(y);
        };
    }

    private Value linearStep(Linear op, Value y) {
        return switch (op) {
            case Linear.Dense _, Linear.Convolve _ -> {
                Value rounding = of(op, y, of(y.operand(1))).scale(Gamma.of(transposedProducts(y)));
                Tensor radius = activations.constants().radii().get(y.operand(1));
                yield radius == null ? rounding : rounding.plus(of(op, y, trace.constant(radius)));
            }
            case Linear.Scale(float factor) ->
                of(y.operand(0)).scale(Math.abs(factor)).scale(Gamma.of(1));
            case Linear.Select(var pooling, boolean transposed) ->
                transposed ? null : of(y).scale(Gamma.of(pooling.window().taps()));
            case Linear.Add _, Linear.Subtract _, Linear.Sum _ -> null;
            case Linear.BatchSum _ -> throw uncovered(y);
        };
    }

    /** A sum of products over magnitudes of the data with weights that aren't negative. */
    private Value of(Linear op, Value y, Value weights) {
        return trace.record(op, List.of(of(y.operand(0)), weights)).scale(slack(products(y)));
    }

    private Value multiplyStep(Value y) {
        int fixed = activations.dependents().contains(y.operand(0)) ? 1 : 0;
        Value rounding = of(y).scale(Gamma.of(1));
        Tensor radius = activations.constants().radii().get(y.operand(fixed));
        return radius == null
                ? rounding
                : rounding.plus(of(y.operand(1 - fixed)).times(trace.constant(radius)));
    }

    /** The error of one rounding of the coefficients of a value. */
    Value sum(Value value) {
        return of(value).scale(Gamma.of(2));
    }

    /** The error of a sum of products of coefficients with a constant. */
    Value known(Value known) {
        Value rounding = of(known).scale(Gamma.of(known.shape().size() + 1));
        Tensor radius = activations.constants().radii().get(known);
        return radius == null ? rounding : rounding.plus(trace.constant(radius));
    }

    /** The error of the sum of products with centre and radius of the input. */
    Value region() {
        Value input = activations.input();
        return of(input).scale(Gamma.of(input.shape().size() + 2) * 2);
    }
}
