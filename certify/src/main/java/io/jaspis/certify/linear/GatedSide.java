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
import java.util.Set;

/** What is computed for a gate alone, and so may well be undefined where the gate keeps it. */
final class GatedSide {
    private GatedSide() {}

    /** The gates of a network that have something in their side which isn't defined everywhere. */
    static Set<Value> partial(Graph network) {
        Set<Value> gates = new HashSet<>();
        for (Value value : network.values()) {
            if (value.op() instanceof Product.Gate && isPartial(value, network)) {
                gates.add(value);
            }
        }
        return gates;
    }

    private static boolean isPartial(Value gate, Graph network) {
        Set<Value> elsewhere = new HashSet<>(network.outputs().values());
        Set<Value> side = new HashSet<>();
        for (Value value : network.values().reversed()) {
            if (value == gate) {
                elsewhere.add(gate.operand(0));
                side.add(gate.operand(1));
            } else if (!side.contains(value) || elsewhere.contains(value)) {
                elsewhere.addAll(value.operands());
            } else if (isPartial(value)) {
                return true;
            } else {
                side.addAll(value.operands());
            }
        }
        return false;
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
