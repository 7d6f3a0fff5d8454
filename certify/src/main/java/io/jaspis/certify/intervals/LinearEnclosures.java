package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.Weighted;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Bounds of the linear operations. */
final class LinearEnclosures {
    private LinearEnclosures() {}

    /** The sums of a dense layer or convolution with exact weights; nothing for any other operation. */
    static Optional<RoundedSum> sum(Linear op, List<Enclosure> operands) {
        if (!(op instanceof Weighted weighted) || !operands.get(1).exact()) {
            return Optional.empty();
        }
        Value weights = operands.get(1).lower();
        return Optional.of(RoundedSum.of(operands.get(0), weights, weighted.products(weights.type()), weighted::apply));
    }

    /** Bounds of any linear operation. */
    static Enclosure bounds(Linear op, List<Enclosure> operands) {
        return sum(op, operands).map(RoundedSum::bounds).orElseGet(() -> enclose(op, operands));
    }

    /** Bounds of all but a dense layer or convolution with exact weights, which is {@link #sum}. */
    static Enclosure enclose(Linear op, List<Enclosure> operands) {
        Enclosure x = operands.getFirst();
        return switch (op) {
            case Linear.Dense dense -> weighted(dense, x, operands.get(1));
            case Linear.Convolve convolve -> weighted(convolve, x, operands.get(1));
            case Linear.Add() -> x.plus(operands.get(1)).rounded(1);
            case Linear.Subtract() -> x.minus(operands.get(1)).rounded(1);
            case Linear.Scale(float factor) -> scale(x, factor);
            case Linear.Sum(int axis) ->
                summed(x, value -> value.sum(axis), x.lower().shape().extent(axis));
            case Linear.BatchSum() ->
                throw new IllegalArgumentException("a sum over the batch mixes examples, whose number is open");
            case Linear.Select _ ->
                throw new IllegalArgumentException("which element is selected may differ from point to point");
        };
    }

    /** Sums of products of data and shared weights, both between bounds, by centre and radius. */
    private static Enclosure weighted(Weighted op, Enclosure data, Enclosure weights) {
        int terms = op.products(weights.lower().type());
        CentreRadius x = CentreRadius.of(data);
        CentreRadius w = CentreRadius.of(weights);
        Value centre = op.apply(x.centre(), w.centre());
        Value radius = op.apply(x.radiusWithRounding(terms), w.centre().absolute())
                .plus(op.apply(x.magnitude(), w.radius()))
                .plus(CentreRadius.TINY)
                .scale(CentreRadius.INFLATION);
        return CentreRadius.bounds(centre, radius, terms);
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
    static Enclosure summed(Enclosure x, UnaryOperator<Value> sum, int terms) {
        if (terms == 1) {
            return x.map(sum);
        }
        return new Enclosure(
                sum.apply(x.lower()).minus(error(x.lower(), sum, terms)).roundDown(1),
                sum.apply(x.upper()).plus(error(x.upper(), sum, terms)).roundUp(1));
    }

    /** γₙ·Σ|xᵢ|, rounded up. */
    private static Value error(Value x, UnaryOperator<Value> sum, int terms) {
        float gamma = Gamma.of(terms);
        float factor = (float) (gamma * (1 + 2.0 * gamma) * (1 + 0x1p-20));
        return sum.apply(x.absolute()).scale(factor).plus(CentreRadius.TINY);
    }
}
