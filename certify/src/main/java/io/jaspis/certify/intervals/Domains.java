package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Whether operands surely lie where operations are defined. What is computed from a root of a negative number is no number, whatever
 * comes after it, while bounds of it may become finite again: by a clip, a sigmoid, a maximum, or a sign.
 */
public final class Domains {
    private Domains() {}

    /** Whether an operation is undefined of some numbers. */
    public static boolean isPartial(Op op) {
        return switch (op) {
            case Quotient() -> true;
            case Pointwise.Logarithm(),
                    Pointwise.SquareRoot(),
                    Pointwise.Reciprocal(),
                    Pointwise.ArcSine(),
                    Pointwise.ArcCosine() -> true;
            case Pointwise.Power(float exponent) -> exponent < 0 || exponent != Math.rint(exponent);
            case Pointwise.Absolute _,
                    Pointwise.Step _,
                    Pointwise.Sign _,
                    Pointwise.Floor _,
                    Pointwise.Round _,
                    Pointwise.ErrorFunction _,
                    Pointwise.ArcTangent _,
                    Pointwise.Narrow _,
                    Pointwise.Relu _,
                    Pointwise.LeakyRelu _,
                    Pointwise.Clip _,
                    Pointwise.Shift _,
                    Pointwise.Sigmoid _,
                    Pointwise.Tanh _,
                    Pointwise.Exponential _,
                    Pointwise.ExponentialMinusOne _,
                    Pointwise.Softplus _,
                    Pointwise.Sine _,
                    Pointwise.Cosine _,
                    Pointwise.RoundUp _,
                    Pointwise.RoundDown _ -> false;
            case Source _, Random _, Linear _, Product _, Maximum _, Movement _ -> false;
        };
    }

    /**
     * Of each element of an operation 0 where its operands surely lie in its domain, else −∞; nothing of operations that are
     * defined everywhere, of constants in the domain, and of parameters.
     */
    static Optional<Value> penalty(Op op, List<Enclosure> operands) {
        if (!isPartial(op)) {
            return Optional.empty();
        }
        Enclosure restricted = op instanceof Quotient ? operands.get(1) : operands.getFirst();
        return restricted.exact() && isDefined(op, restricted.lower())
                ? Optional.empty()
                : Optional.of(penalty(op, restricted));
    }

    /** Whether an operation is defined of all elements of a constant, moved or not; of parameters, which change, nothing is asked. */
    private static boolean isDefined(Op op, Value x) {
        return switch (x.op()) {
            case Source.Parameter _ -> true;
            case Source.Constant(Tensor tensor) -> {
                boolean all = true;
                for (float element : tensor.data()) {
                    all &= isDefined(op, element);
                }
                yield all;
            }
            case Movement.Pad _, Movement.ScatterAdd _ -> false;
            case Movement _ -> x.operands().stream().allMatch(operand -> isDefined(op, operand));
            default -> false;
        };
    }

    private static boolean isDefined(Op op, float x) {
        return switch (op) {
            case Pointwise.Logarithm() -> x > 0;
            case Pointwise.SquareRoot() -> x >= 0;
            case Quotient(), Pointwise.Reciprocal() -> x < 0 || x > 0;
            case Pointwise.ArcSine(), Pointwise.ArcCosine() -> Math.abs(x) <= 1;
            case Pointwise.Power(float exponent) ->
                exponent == Math.rint(exponent) ? x < 0 || x > 0 : exponent < 0 ? x > 0 : x >= 0;
            default -> throw new AssertionError("it is defined everywhere: " + op);
        };
    }

    private static Value penalty(Op op, Enclosure x) {
        return switch (op) {
            case Pointwise.Logarithm() -> above(x);
            case Pointwise.SquareRoot() -> notBelow(x);
            case Quotient(), Pointwise.Reciprocal() -> apartFromZero(x);
            case Pointwise.ArcSine(), Pointwise.ArcCosine() ->
                unless(x.lower().plus(1).negate().step().max(x.upper().plus(-1).step()));
            case Pointwise.Power(float exponent) -> power(exponent, x);
            default -> throw new AssertionError("it is defined everywhere: " + op);
        };
    }

    private static Value power(float exponent, Enclosure x) {
        if (exponent == Math.rint(exponent)) {
            return apartFromZero(x);
        }
        return exponent < 0 ? above(x) : notBelow(x);
    }

    /** 0 where an indicator is 0, −∞ where it is 1. */
    private static Value unless(Value outside) {
        return outside.negate().plus(1).logarithm();
    }

    private static Value above(Enclosure x) {
        return x.lower().step().logarithm();
    }

    private static Value notBelow(Enclosure x) {
        return unless(x.lower().negate().step());
    }

    private static Value apartFromZero(Enclosure x) {
        return PointwiseEnclosures.unlessApartFromZero(x);
    }
}
