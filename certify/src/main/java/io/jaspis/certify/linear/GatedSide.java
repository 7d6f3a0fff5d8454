package io.jaspis.certify.linear;

import io.jaspis.autodiff.Gates;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.intervals.Domains;
import java.util.HashSet;
import java.util.Set;

/** What is computed for a gate alone, and so may well be undefined where the gate keeps it. */
final class GatedSide {
    private GatedSide() {}

    /** The gates of a network that have something in their side which isn't defined everywhere, and which gates alone use. */
    static Set<Value> partial(Graph network) {
        Set<Value> open = Gates.past(network);
        Set<Value> behind = new HashSet<>();
        Set<Value> gates = new HashSet<>();
        for (Value value : network.values()) {
            boolean hangs =
                    Domains.isPartial(value.op()) || value.operands().stream().anyMatch(behind::contains);
            if (hangs && !open.contains(value)) {
                behind.add(value);
            }
            if (value.op() instanceof Product.Gate && behind.contains(value.operand(1))) {
                gates.add(value);
            }
        }
        return gates;
    }
}
