package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Sums of products of data between bounds with exact weights, to which a bias may still be added: then the bias is one
 * more term of both sums, and a device adds it while it has them at hand.
 *
 * @param centre the sums at the centre of the data, as floats give them
 * @param radius at least the distance of any exact sum from the centre, but for what underflow loses
 * @param terms products in a sum, and a bias
 */
record RoundedSum(Value centre, Value radius, int terms) {

    /**
     * With c = (lower + upper) / 2 the radius is the sum of the magnitudes of the weights times (upper − lower) / 2 +
     * (γ + 2u)·|c|; 2u·|c| is for what c itself is off.
     */
    static RoundedSum of(Enclosure data, Value weights, int products, BinaryOperator<Value> product) {
        int terms = products + 1;
        Value centre = data.lower();
        Value rounding;
        if (data.exact()) {
            rounding = centre.absolute().scale(rounding(terms));
        } else {
            centre = data.lower().scale(0.5f).plus(data.upper().scale(0.5f));
            rounding = neverNegative(data.lower()) ? ofPositive(data, terms) : ofAny(data, centre, terms);
        }
        Value radius = product.apply(rounding.plus(CentreRadius.TINY), weights.absolute());
        return new RoundedSum(product.apply(centre, weights), radius, terms);
    }

    private static Value ofAny(Enclosure data, Value centre, int terms) {
        Value width = data.upper().minus(data.lower());
        return width.scale(0.5f * slack(terms)).plus(centre.absolute().scale(rounding(terms)));
    }

    /** Where |c| is c, both terms are multiples of the bounds; 4u·c more is for the roundings of these. */
    private static Value ofPositive(Enclosure data, int terms) {
        double slack = slack(terms);
        double centre = rounding(terms) + 0x1p-22;
        float above = Math.nextUp((float) (0.5 * (slack + centre)));
        float below = Math.nextDown((float) (0.5 * (slack - centre)));
        return data.upper().scale(above).minus(data.lower().scale(below));
    }

    private static boolean neverNegative(Value value) {
        Value base = value.unshaped();
        return base.op() instanceof Pointwise.Relu
                || base.op() instanceof Pointwise.Absolute
                || base.op() instanceof Maximum.Pool && neverNegative(base.operand(0));
    }

    /** What covers the roundings of the radius: (1 + 2γ) those of its sum, the rest those of its terms. */
    private static float slack(int terms) {
        return Math.nextUp((float) ((1 + 2.0 * Gamma.of(terms)) * (1 + 0x1p-19)));
    }

    private static float rounding(int terms) {
        return Math.nextUp((float) ((Gamma.of(terms) + 0x1p-23) * (double) slack(terms)));
    }

    Enclosure bounds() {
        return bounds(centre, radius.plus(CentreRadius.TINY));
    }

    /** The bounds with a bias, which is known exactly and shared by all examples. */
    Enclosure plus(Value bias) {
        Value rounding = beneath(bias, b -> b.absolute().scale(rounding(terms)).plus(CentreRadius.TINY));
        return bounds(centre.plus(bias), radius.plus(rounding));
    }

    /** A function of each element, computed before elements are repeated. */
    private static Value beneath(Value repeated, UnaryOperator<Value> function) {
        return switch (repeated.op()) {
            case Movement.Broadcast _, Movement.Reshape _ -> {
                Value inner = beneath(repeated.operand(0), function);
                yield repeated.trace().record(repeated.op(), List.of(inner));
            }
            case Source _, Random _, Linear _, Pointwise _, Product _, Quotient _, Maximum _ ->
                function.apply(repeated);
            case Movement.Transpose _,
                    Movement.RepeatBatch _,
                    Movement.Slice _,
                    Movement.Pad _,
                    Movement.Concatenate _,
                    Movement.Gather _,
                    Movement.ScatterAdd _ -> function.apply(repeated);
        };
    }

    /**
     * A sum that overflows on the way says nothing, though the exact one may be small: 0·∞ makes the radius NaN there,
     * and the bounds infinite.
     */
    private static Enclosure bounds(Value centre, Value radius) {
        Value covered = radius.plus(centre.scale(0));
        return Enclosure.rounded(centre.minus(covered), centre.plus(covered), 2);
    }
}
