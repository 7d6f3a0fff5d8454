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
import io.jaspis.certify.intervals.Enclosure;
import io.jaspis.certify.intervals.Gamma;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes out how far float32 may be off: the forward error of each operation (Higham 2002, chapter 3), from the input on, as a graph
 * beside the interval bounds. Sums that are added to each other, as a bias is or the axes of a mean, are one sum of all their terms.
 */
final class FloatErrorGraph {
    /** What the output's name has behind it, in the graph. */
    static final String ERROR = ".error";

    /** Terms of a sum up to which its rounding is bounded. */
    private static final long MOST_TERMS = 1 << 20;

    /** More than a product or a sum of errors and one of the network itself lose together where they are too small for a float. */
    private static final float UNDERFLOW = 0x1p-147f;

    private final Trace trace;
    private final Map<Value, Enclosure> bounds;
    private final Set<Value> dependents;
    /** How many terms each value is a sum of, with one more for each rounding of a term; 1 of what is no sum. */
    private final Map<Value, Long> counts;
    /** Of each value, or null where float32 has it exactly. */
    private final Map<Value, Value> errors = new HashMap<>();
    /** Of values that are sums: all their terms. */
    private final Map<Value, Terms> sums = new HashMap<>();

    /**
     * The terms that a value is the sum of, in whatever order.
     *
     * @param sizes at least the sum of their magnitudes
     * @param brought how far all of them together are off by what they are computed of; null for nothing
     */
    private record Terms(Value sizes, Value brought) {}

    private FloatErrorGraph(Trace trace, Map<Value, Enclosure> bounds, Set<Value> dependents, Map<Value, Long> counts) {
        this.trace = trace;
        this.counts = counts;
        this.bounds = bounds;
        this.dependents = dependents;
    }

    /**
     * The graph, from the ends of the input to what each output may be off.
     *
     * @param network of one input and one output
     * @return null where an operation isn't covered
     */
    static Graph of(Graph network) {
        String name = network.onlyInput();
        Value input = network.input(name);
        Set<Value> dependents = network.dependents(Set.of(input));
        Map<Value, Long> counts = new HashMap<>();
        for (Value value : network.values()) {
            boolean dependent = dependents.contains(value);
            if (!(dependent ? covers(value, dependents) : coversConstant(value))) {
                return null;
            }
            counts.put(value, count(value, counts));
            if (dependent && counts.get(value) > MOST_TERMS) {
                return null;
            }
        }
        Trace trace = new Trace();
        Enclosure box = new Enclosure(
                trace.input(name + Intervals.LOWER, input.type()), trace.input(name + Intervals.UPPER, input.type()));
        Map<Value, Enclosure> bounds = Intervals.propagate(network, Map.of(name, box), trace);
        FloatErrorGraph errors = new FloatErrorGraph(trace, bounds, dependents, counts);
        for (Value value : network.values()) {
            errors.take(value);
        }
        Value output = network.output(network.onlyOutput());
        Enclosure ends = bounds.get(output);
        // Where an operation may be undefined the bounds of the output are infinite, and so this is no number.
        Value defined = ends.upper().minus(ends.lower()).scale(0);
        Value error = errors.errors.get(output);
        return trace.graph(
                List.of(box.lower(), box.upper()),
                Map.of(network.onlyOutput() + ERROR, error == null ? defined : error.plus(defined)));
    }

    private void take(Value value) {
        if (!dependents.contains(value)) {
            errors.put(value, each(ofConstant(value), value));
            return;
        }
        Terms terms = terms(value);
        if (terms != null) {
            Terms own = new Terms(each(terms.sizes(), value), each(terms.brought(), value));
            sums.put(value, own);
            errors.put(value, rounded(own.brought(), own.sizes(), count(value)));
        } else {
            errors.put(value, each(of(value), value));
        }
    }

    /** As many as the value's, where it is each example's own. */
    private static Value each(Value error, Value like) {
        return error != null && like.type().batched() && !error.type().batched() ? error.repeatBatch() : error;
    }

    private int count(Value value) {
        return Math.toIntExact(counts.get(value));
    }

    private static long count(Value value, Map<Value, Long> counts) {
        List<Long> of = value.operands().stream().map(counts::get).toList();
        return switch (value.op()) {
            case Linear.Dense dense -> dense.products(value.operand(1).type());
            case Linear.Convolve convolve -> convolve.products(value.operand(1).type());
            case Linear.Add _, Linear.Subtract _ -> of.get(0) + of.get(1);
            case Linear.Sum(int axis) ->
                Math.multiplyExact(Math.min(of.getFirst(), MOST_TERMS + 1), (long)
                        value.operand(0).shape().extent(axis));
            case Linear.Scale _, Pointwise.Shift _ -> of.getFirst() + 1;
            case Movement _ -> of.stream().max(Long::compare).orElse(1L);
            case Linear _, Source _, Pointwise _, Product _, Quotient _, Maximum _, Random _ -> 1;
        };
    }

    /** The terms of a value that is a sum; null of one that isn't. */
    private Terms terms(Value value) {
        return switch (value.op()) {
            case Linear.Dense _, Linear.Convolve _ -> ofProducts(value);
            case Linear.Add _, Linear.Subtract _ -> {
                Terms first = termsOf(value.operand(0));
                Terms second = termsOf(value.operand(1));
                yield new Terms(
                        first.sizes().plus(second.sizes()).scale(Magnitudes.slack(1)),
                        sum(first.brought(), second.brought()));
            }
            case Linear.Sum(int axis) -> {
                Terms of = termsOf(value.operand(0));
                float slack = Magnitudes.slack(value.operand(0).shape().extent(axis));
                yield new Terms(
                        of.sizes().sum(axis).scale(slack),
                        of.brought() == null ? null : of.brought().sum(axis).scale(slack));
            }
            case Linear.Scale(float factor) -> {
                Terms of = termsOf(value.operand(0));
                float size = Math.abs(factor);
                float slack = Magnitudes.slack(1);
                Value brought = sums.containsKey(value.operand(0)) ? underflown(of, count(value)) : of.brought();
                yield new Terms(
                        of.sizes().scale(size).scale(slack),
                        brought == null ? null : brought.scale(size).scale(slack));
            }
            case Pointwise.Shift(float amount) -> {
                Terms of = termsOf(value.operand(0));
                yield new Terms(of.sizes().plus(Math.abs(amount)).scale(Magnitudes.slack(1)), of.brought());
            }
            case Movement movement
            when value.operands().stream().anyMatch(sums::containsKey) -> {
                List<Terms> all = value.operands().stream().map(this::termsOf).toList();
                Value sizes =
                        trace.record(movement, all.stream().map(Terms::sizes).toList());
                boolean any = all.stream().anyMatch(of -> of.brought() != null);
                List<Value> brought = new ArrayList<>();
                for (int i = 0; i < all.size() && any; i++) {
                    Value own = all.get(i).brought();
                    brought.add(own == null ? none(value.operand(i)) : own);
                }
                yield new Terms(sizes, any ? trace.record(movement, brought) : null);
            }
            case Linear _, Source _, Movement _, Pointwise _, Product _, Quotient _, Maximum _, Random _ -> null;
        };
    }

    /** What terms are off, with what underflow takes of them, in the network and here: a factor may make it large again. */
    private static Value underflown(Terms of, int count) {
        float lost = count * UNDERFLOW;
        return of.brought() == null
                ? of.sizes().scale(0).plus(lost)
                : of.brought().plus(lost);
    }

    /** The terms of a sum, or a value that is none as the only one. */
    private Terms termsOf(Value value) {
        return sums.containsKey(value) ? sums.get(value) : new Terms(size(value), errors.get(value));
    }

    private static boolean covers(Value value, Set<Value> dependents) {
        return switch (value.op()) {
            case Source.Input _ -> true;
            case Source _, Random _, Quotient _ -> false;
            case Movement.ScatterAdd _ -> false;
            case Movement _, Maximum _ -> true;
            case Linear.Add _, Linear.Subtract _, Linear.Scale _, Linear.Sum _ -> true;
            case Linear.Dense _, Linear.Convolve _ -> !dependents.contains(value.operand(1));
            case Linear.BatchSum _, Linear.Select _ -> false;
            case Product.Multiply _, Product.Gate _ -> true;
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
            case Product.Multiply _, Product.Gate _, Quotient _, Maximum.Max _, Maximum.Min _ -> true;
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

    /** The error of a value that depends on the input and is no sum; null for none. */
    private Value of(Value value) {
        return switch (value.op()) {
            case Source _ -> null;
            case Movement movement -> moved(movement, value);
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
            case Pointwise.LeakyRelu(float slope) -> {
                float factor = Math.abs(slope);
                Value error = error(value, 0);
                yield rounded(
                        error == null ? null : error.scale(Math.max(1, factor)),
                        size(value, 0).scale(factor),
                        1);
            }
            // They choose, and no two numbers come farther apart by it.
            case Pointwise _ -> error(value, 0);
            case Linear _, Random _, Quotient _ -> throw new AssertionError("a sum, or refused before: " + value);
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

    /** Products with constants. */
    private Terms ofProducts(Value value) {
        float slack = Magnitudes.slack(count(value));
        Value data = size(value, 0);
        Value error = error(value, 0);
        Value brought = error == null ? null : products(value, error, size(value, 1), slack);
        Value ofWeights = error(value, 1) == null ? null : products(value, data, error(value, 1), slack);
        return new Terms(products(value, data, size(value, 1), slack), sum(brought, ofWeights));
    }

    private Value products(Value value, Value data, Value weights, float slack) {
        return trace.record(value.op(), List.of(data, weights)).scale(slack);
    }

    private Value error(Value value, int operand) {
        return errors.get(value.operand(operand));
    }

    private static Value both(Value first, Value second) {
        return first == null ? second : second == null ? first : first.plus(second);
    }

    private static Value sum(Value first, Value second) {
        Value sum = both(first, second);
        return first == null || second == null ? sum : sum.scale(Magnitudes.slack(1));
    }

    /**
     * What operands bring and what is rounded of terms of this size, and a little more than is rounded in computing it.
     *
     * @param brought null for nothing
     */
    private static Value rounded(Value brought, Value sizes, int roundings) {
        Value own = sizes.scale(Gamma.of(roundings));
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
