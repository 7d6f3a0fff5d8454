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
import io.jaspis.autodiff.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is computed for a gate alone, and so may well be undefined where the gate keeps it. */
final class GatedSide {
    private GatedSide() {}

    /** The gates of a network that have something in their side which isn't defined everywhere, and which gates alone use. */
    static Set<Value> partial(Graph network) {
        Set<Value> open = new HashSet<>(network.outputs().values());
        for (Value value : network.values().reversed()) {
            if (open.contains(value)) {
                open.addAll(value.op() instanceof Product.Gate ? List.of(value.operand(0)) : value.operands());
            }
        }
        Set<Value> behind = new HashSet<>();
        Set<Value> gates = new HashSet<>();
        for (Value value : network.values()) {
            boolean hangs = isPartial(value) || value.operands().stream().anyMatch(behind::contains);
            if (hangs && !open.contains(value)) {
                behind.add(value);
            }
            if (value.op() instanceof Product.Gate && behind.contains(value.operand(1))) {
                gates.add(value);
            }
        }
        return gates;
    }

    private static boolean isPartial(Value value) {
        return switch (value.op()) {
            case Quotient _ -> true;
            case Pointwise.Logarithm _,
                    Pointwise.SquareRoot _,
                    Pointwise.Reciprocal _,
                    Pointwise.ArcSine _,
                    Pointwise.ArcCosine _ -> true;
            case Pointwise.Power(float exponent) -> exponent < 0 || exponent != Math.rint(exponent);
            case Source _, Random _, Linear _, Movement _, Pointwise _, Product _, Maximum _ -> false;
        };
    }
}
