package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Bounds of the linear operations. */
final class LinearBounds {
    private LinearBounds() {}

    /** The sums of a dense layer or convolution with exact weights; nothing for any other operation. */
    static Optional<Affine> affine(Linear op, List<Enclosure> operands) {
        return operands.size() == 2
                        && operands.get(1).exact()
                        && (op instanceof Linear.Dense || op instanceof Linear.Convolve)
                ? Optional.of(Affine.of(
                        operands.get(0),
                        operands.get(1).lower(),
                        terms(op, operands.get(1).lower()),
                        product(op)))
                : Optional.empty();
    }

    /** Products in each sum of a dense layer or convolution. */
    private static int terms(Linear op, Value weights) {
        return switch (op) {
            case Linear.Dense(boolean transposed) -> weights.shape().extent(transposed ? 0 : 1);
            case Linear.Convolve(var geometry, boolean transposed) -> {
                int channels = transposed ? geometry.outputChannels() : geometry.inputChannels();
                yield Math.multiplyExact(geometry.window().taps(), channels / geometry.groups());
            }
            default -> throw new IllegalStateException("no sum of products: " + op);
        };
    }

    private static BinaryOperator<Value> product(Linear op) {
        return switch (op) {
            case Linear.Dense(boolean transposed) -> transposed ? Value::denseTransposed : Value::dense;
            case Linear.Convolve(var geometry, boolean transposed) ->
                (x, w) -> transposed ? x.convolveTransposed(w, geometry) : x.convolve(w, geometry);
            default -> throw new IllegalStateException("no sum of products: " + op);
        };
    }

    /** Bounds of any linear operation. */
    static Enclosure bounds(Linear op, List<Enclosure> operands) {
        return affine(op, operands).map(Affine::bounds).orElseGet(() -> enclose(op, operands));
    }

    /** Bounds of all but a dense layer or convolution with exact weights, which is {@link #affine}. */
    static Enclosure enclose(Linear op, List<Enclosure> operands) {
        Enclosure x = operands.getFirst();
        return switch (op) {
            case Linear.Dense _, Linear.Convolve _ -> {
                Enclosure w = operands.get(1);
                yield weighted(x, w, terms(op, w.lower()), product(op));
            }
            case Linear.Add() -> {
                Enclosure y = operands.get(1);
                yield Enclosure.rounded(x.lower().plus(y.lower()), x.upper().plus(y.upper()), 1);
            }
            case Linear.Subtract() -> {
                Enclosure y = operands.get(1);
                yield Enclosure.rounded(x.lower().minus(y.upper()), x.upper().minus(y.lower()), 1);
            }
            case Linear.Scale(float factor) -> scale(x, factor);
            case Linear.Sum(int axis) ->
                roundedSum(x, value -> value.sum(axis), x.lower().shape().extent(axis));
            case Linear.BatchSum() ->
                throw new IllegalArgumentException("a sum over the batch mixes examples, whose number is open");
            case Linear.Select _ ->
                throw new IllegalArgumentException("which element is selected may differ from point to point");
        };
    }

    /** Sums of products of data and shared weights, both between bounds, by centre and radius. */
    private static Enclosure weighted(Enclosure data, Enclosure weights, int terms, BinaryOperator<Value> product) {
        Ball x = Ball.of(data);
        Ball w = Ball.of(weights);
        Value centre = product.apply(x.centre(), w.centre());
        Value radius = product.apply(x.radiusWithRounding(terms), w.centre().absolute())
                .plus(product.apply(x.magnitude(), w.radius()))
                .plus(Ball.TINY)
                .scale(Ball.INFLATION);
        return Ball.bounds(centre, radius, terms);
    }

    private static Enclosure scale(Enclosure x, float factor) {
        if (factor == -1) {
            return x.mapFalling(value -> value.scale(-1));
        }
        Value lower = (factor >= 0 ? x.lower() : x.upper()).scale(factor);
        Value upper = (factor >= 0 ? x.upper() : x.lower()).scale(factor);
        return Enclosure.rounded(lower, upper, 1);
    }

    /** Sums of up to {@code terms} numbers, by an operation that only adds and moves. */
    static Enclosure roundedSum(Enclosure x, UnaryOperator<Value> sum, int terms) {
        if (terms == 1) {
            return x.map(sum);
        }
        return new Enclosure(
                sum.apply(x.lower()).minus(error(x.lower(), sum, terms)).roundDown(1),
                sum.apply(x.upper()).plus(error(x.upper(), sum, terms)).roundUp(1));
    }

    /** γₙ·Σ|xᵢ|, rounded up. */
    private static Value error(Value x, UnaryOperator<Value> sum, int terms) {
        float gamma = Ball.gamma(terms);
        float factor = (float) (gamma * (1 + 2.0 * gamma) * (1 + 0x1p-20));
        return sum.apply(x.absolute()).scale(factor).plus(Ball.TINY);
    }
}
