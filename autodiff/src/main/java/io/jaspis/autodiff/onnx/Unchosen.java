package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A side of a choice that is infinite or no number where it isn't chosen, such as the logarithm of what is negative: 0 times that would
 * be no number either. Where it isn't chosen, operations that may give such a thing get a number at which they don't in the place of
 * their operand; where it is chosen, they get the very same.
 */
final class Unchosen {
    private final Value chosen;
    private final Value end;
    private final Map<Value, Value> made = new HashMap<>();

    private Unchosen(Value chosen, Value end) {
        this.chosen = chosen;
        this.end = end;
    }

    /**
     * The side, with operands that are in no danger; as it is where nothing in it is.
     *
     * @param chosen 1 where the side counts, else 0
     */
    static Value safe(Value side, Value chosen) {
        boolean aligned = chosen.shape().rank() <= side.shape().rank()
                && side.times(chosen).shape().equals(side.shape());
        return aligned ? new Unchosen(chosen, side).of(side) : side;
    }

    /** A value of the side; what has another shape, or isn't computed element by element, stays. */
    private Value of(Value value) {
        Value known = made.get(value);
        if (known == null) {
            known = value.shape().equals(end.shape()) && isElementwise(value) ? again(value) : value;
            made.put(value, known);
        }
        return known;
    }

    private static boolean isElementwise(Value value) {
        return value.op() instanceof Pointwise
                || value.op() instanceof Product.Multiply
                || value.op() instanceof Quotient
                || value.op() instanceof Linear.Add
                || value.op() instanceof Linear.Subtract
                || value.op() instanceof Linear.Scale;
    }

    private Value again(Value value) {
        List<Value> operands = value.operands().stream().map(this::of).toList();
        int last = operands.size() - 1;
        Float harmless = harmless(value);
        if (harmless != null) {
            Value guarded = guarded(operands.get(last), harmless);
            operands = last == 0 ? List.of(guarded) : List.of(operands.getFirst(), guarded);
        }
        return operands.equals(value.operands()) ? value : value.trace().record(value.op(), operands);
    }

    /** Of an operation that may give what isn't finite, an operand with which it doesn't; null of all others. */
    private static Float harmless(Value value) {
        return switch (value.op()) {
            case Pointwise.Exponential _, Pointwise.ExponentialMinusOne _, Pointwise.ArcSine _, Pointwise.ArcCosine _ ->
                0f;
            case Pointwise.Logarithm _, Pointwise.SquareRoot _, Pointwise.Reciprocal _, Pointwise.Power _, Quotient _ ->
                1f;
            default -> null;
        };
    }

    /** A choice too, in the form that bounds know. */
    private Value guarded(Value operand, float harmless) {
        Value kept = operand.times(chosen);
        Value other = operand.trace()
                .constant(Tensor.filled(operand.shape(), harmless))
                .times(ComparisonOperators.not(chosen));
        return kept.plus(other);
    }
}
