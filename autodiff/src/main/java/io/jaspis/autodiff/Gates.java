package io.jaspis.autodiff;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What comes through {@linkplain Product.Gate gates}, and what comes past them. */
public final class Gates {
    private Gates() {}

    /**
     * The values that a gate may keep from what is computed of them, on some way.
     *
     * @param values in the order in which they were recorded
     */
    public static Set<Value> behind(List<Value> values) {
        Set<Value> behind = new HashSet<>();
        for (Value value : values.reversed()) {
            if (behind.contains(value)) {
                behind.addAll(value.operands());
            } else if (value.op() instanceof Product.Gate) {
                behind.add(value.operand(1));
            }
        }
        return behind;
    }

    /** The values that come to an output on a way on which no gate may keep them from it. */
    public static Set<Value> past(Graph graph) {
        Set<Value> past = new HashSet<>(graph.outputs().values());
        for (Value value : graph.values().reversed()) {
            if (past.contains(value)) {
                past.addAll(value.op() instanceof Product.Gate ? List.of(value.operand(0)) : value.operands());
            }
        }
        return past;
    }
}
