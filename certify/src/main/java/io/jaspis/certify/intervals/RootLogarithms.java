package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;

/**
 * Logarithms that nothing uses but exponentials of their positive multiples, eᶜˡᵒᵍ⁽ˣ⁾ = xᶜ with c &gt; 0: roots whose exponents are
 * no floats. At 0 the logarithm is −∞ and the root 0, in floats as in the limit, so that they are defined there too.
 */
final class RootLogarithms {
    private RootLogarithms() {}

    static Set<Value> of(Graph network) {
        // Of what is used otherwise: outputs, and in turn all but what comes to exponentials alone.
        Set<Value> otherwise = new HashSet<>(network.outputs().values());
        for (Value value : network.values().reversed()) {
            boolean ends = value.op() instanceof Pointwise.Exponential;
            boolean passes = !otherwise.contains(value) && multiplied(value) >= 0;
            for (int i = 0; i < value.operands().size(); i++) {
                if (!ends && !(passes && i == multiplied(value))) {
                    otherwise.add(value.operand(i));
                }
            }
        }
        Set<Value> logarithms = new HashSet<>();
        for (Value value : network.values()) {
            if (value.op() instanceof Pointwise.Logarithm && !otherwise.contains(value)) {
                logarithms.add(value);
            }
        }
        return logarithms;
    }

    /** The operand that a value is a positive multiple of, element by element, or −1. */
    private static int multiplied(Value value) {
        return switch (value.op()) {
            case Linear.Scale(float factor) -> factor > 0 ? 0 : -1;
            case Product.Multiply() -> isPositive(value.operand(1)) ? 0 : isPositive(value.operand(0)) ? 1 : -1;
            case Movement.Reshape _, Movement.Broadcast _, Movement.Transpose _ -> 0;
            default -> -1;
        };
    }

    private static boolean isPositive(Value factor) {
        return switch (factor.op()) {
            case Source.Constant(Tensor tensor) -> {
                for (float element : tensor.data()) {
                    if (!(element > 0 && element < Float.POSITIVE_INFINITY)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Pointwise.Reciprocal _, Movement.Reshape _, Movement.Broadcast _ -> isPositive(factor.operand(0));
            default -> false;
        };
    }
}
