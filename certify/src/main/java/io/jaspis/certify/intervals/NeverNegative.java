package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Indicators;
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
import java.util.HashSet;
import java.util.Set;

/**
 * Values that are nowhere below 0, whatever the inputs are, as what they are computed by shows: squares, magnitudes, exponentials,
 * and what sums, products and movements make of such. It holds in real arithmetic and in every rounding, wherever the value is
 * defined. Bounds alone don't see it: that of a sum of squares is rounded outward, from 0 to just below.
 */
final class NeverNegative {
    private final Indicators indicators = new Indicators();
    private final Set<Value> found = new HashSet<>();

    private NeverNegative() {}

    /**
     * The operands of a network's roots that are never negative: there a root is defined, however its operand's bounds are rounded.
     *
     * @param logarithms that roots are computed by
     */
    static Set<Value> underRoots(Graph network, Set<Value> logarithms) {
        Set<Value> operands = new HashSet<>();
        for (Value value : network.values()) {
            if (isRoot(value.op()) || logarithms.contains(value)) {
                operands.add(value.operand(0));
            }
        }
        if (!operands.isEmpty()) {
            operands.retainAll(all(network));
        }
        return operands;
    }

    private static Set<Value> all(Graph network) {
        NeverNegative values = new NeverNegative();
        for (Value value : network.values()) {
            if (values.holds(value)) {
                values.found.add(value);
            }
        }
        return values.found;
    }

    /** Whether an operation is defined at 0 and above, but nowhere below. */
    private static boolean isRoot(Op op) {
        return op instanceof Pointwise.SquareRoot
                || op instanceof Pointwise.Power(float exponent) && exponent > 0 && !isWhole(exponent);
    }

    private static boolean isWhole(float exponent) {
        return exponent == Math.rint(exponent);
    }

    /** Whether it holds of a value whose operands have been asked about. */
    private boolean holds(Value value) {
        return switch (value.op()) {
            case Source source -> isNeverNegative(source);
            case Random _ -> false;
            case Linear linear -> holds(linear, value);
            case Pointwise pointwise -> holds(pointwise, found.contains(value.operand(0)));
            case Product.Multiply() -> value.operand(0) == value.operand(1) || ofAll(value);
            case Product.Gate() ->
                found.contains(value.operand(1))
                        && (found.contains(value.operand(0)) || indicators.contains(value.operand(0)));
            case Product _, Quotient _, Movement _ -> ofAll(value);
            case Maximum.Max() -> found.contains(value.operand(0)) || found.contains(value.operand(1));
            case Maximum _ -> ofAll(value);
        };
    }

    private boolean ofAll(Value value) {
        return found.containsAll(value.operands());
    }

    private static boolean isNeverNegative(Source source) {
        return switch (source) {
            case Source.Constant(Tensor tensor) -> {
                for (float element : tensor.data()) {
                    // 0 times what is infinite is no number.
                    if (!(element >= 0 && element < Float.POSITIVE_INFINITY)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Source.BatchSize _ -> true;
            case Source.Input _, Source.Parameter _ -> false;
        };
    }

    private boolean holds(Linear op, Value value) {
        return switch (op) {
            case Linear.Add _, Linear.Sum _, Linear.Dense _, Linear.Convolve _, Linear.BatchSum _ -> ofAll(value);
            case Linear.Scale(float factor) -> factor >= 0 && ofAll(value);
            case Linear.Select _ -> found.contains(value.operand(0));
            case Linear.Subtract _ -> false;
        };
    }

    /** @param operand whether it holds of the operand */
    private static boolean holds(Pointwise op, boolean operand) {
        return switch (op) {
            case Pointwise.Absolute _,
                    Pointwise.Step _,
                    Pointwise.Relu _,
                    Pointwise.Sigmoid _,
                    Pointwise.Exponential _,
                    Pointwise.Softplus _,
                    Pointwise.SquareRoot _,
                    Pointwise.ArcCosine _ -> true;
            // They rise through 0, or stay there.
            case Pointwise.Sign _,
                    Pointwise.Floor _,
                    Pointwise.Round _,
                    Pointwise.Narrow _,
                    Pointwise.ErrorFunction _,
                    Pointwise.ArcTangent _,
                    Pointwise.ArcSine _,
                    Pointwise.Tanh _,
                    Pointwise.ExponentialMinusOne _,
                    Pointwise.Reciprocal _,
                    Pointwise.RoundUp _ -> operand;
            case Pointwise.LeakyRelu(float slope) -> operand || slope <= 0;
            case Pointwise.Clip(float lower, float upper) -> lower >= 0 || operand && upper >= 0;
            case Pointwise.Shift(float amount) -> operand && amount >= 0;
            case Pointwise.Power(float exponent) -> operand || !isWhole(exponent) || exponent % 2 == 0;
            // In floats what is rounded down from 0 lies below.
            case Pointwise.RoundDown _ -> false;
            case Pointwise.Logarithm _, Pointwise.Sine _, Pointwise.Cosine _ -> false;
        };
    }
}
