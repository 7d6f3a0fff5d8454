package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Value;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Bounds of the linear operations. */
final class LinearBounds {
    private LinearBounds() {}

    static Enclosure enclose(Linear op, List<Enclosure> operands) {
        Enclosure x = operands.getFirst();
        return switch (op) {
            case Linear.Dense(boolean transposed) -> {
                Enclosure w = operands.get(1);
                int terms = w.lower().shape().extent(transposed ? 0 : 1);
                yield weighted(x, w, terms, (a, b) -> transposed ? a.denseTransposed(b) : a.dense(b));
            }
            case Linear.Convolve(var geometry, boolean transposed) -> {
                int taps = geometry.window().taps();
                int channels = transposed ? geometry.outputChannels() : geometry.inputChannels();
                yield weighted(
                        x,
                        operands.get(1),
                        Math.multiplyExact(taps, channels / geometry.groups()),
                        (a, b) -> transposed ? a.convolveTransposed(b, geometry) : a.convolve(b, geometry));
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
    static Enclosure weighted(Enclosure data, Enclosure weights, int terms, BinaryOperator<Value> product) {
        Ball x = Ball.of(data);
        Ball w = Ball.of(weights);
        Value centre = product.apply(x.centre(), w.centre());
        Value radius = product.apply(x.radiusWithRounding(terms), w.centre().absolute());
        if (!w.exact()) {
            radius = radius.plus(product.apply(x.magnitude(), w.radius()))
                    .plus(Ball.TINY)
                    .scale(Ball.INFLATION);
        }
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
