package io.jaspis.autodiff.plan;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The inputs of an execution that values are computed from and that nobody has written yet. What lies there before is no number
 * that anybody meant, so a run on it is refused: bounds computed from it would be wrong without a word.
 */
public final class Unwritten {
    private final TreeSet<String> names;

    public Unwritten(Plan plan) {
        Graph graph = plan.graph();
        Set<Value> read = new HashSet<>(graph.outputs().values());
        graph.values().forEach(value -> read.addAll(value.operands()));
        this.names = new TreeSet<>();
        graph.inputs().forEach((name, value) -> {
            if (read.contains(value)) {
                names.add(name);
            }
        });
    }

    /** Notes that so many rows of an input, or of a parameter, are written. */
    public void written(String name, int rows) {
        if (rows > 0) {
            names.remove(name);
        }
    }

    /** @throws IllegalStateException where there are any */
    public void requireNone() {
        if (!names.isEmpty()) {
            throw new IllegalStateException(
                    "a plan can't run before its inputs are written, but these never were: " + names);
        }
    }
}
