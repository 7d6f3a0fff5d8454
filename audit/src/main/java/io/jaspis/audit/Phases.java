package io.jaspis.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Measures the phases of a run. What goes on inside of a phase belongs to it: an attack of the curve is the curve's. */
final class Phases {
    private record Key(Phase.Part part, String name) {}

    private static final class Total {
        private int examples;
        private long nanoseconds;
    }

    private final LongSupplier clock;
    private final Map<Key, Total> totals = new LinkedHashMap<>();
    private boolean inside;

    /** @param clock in nanoseconds */
    Phases(LongSupplier clock) {
        this.clock = clock;
    }

    /** Does some work and counts its time. */
    <T> T of(Phase.Part part, String name, int examples, Supplier<T> work) {
        if (inside) {
            return work.get();
        }
        inside = true;
        long start = clock.getAsLong();
        try {
            return work.get();
        } finally {
            inside = false;
            Total total = totals.computeIfAbsent(new Key(part, name), _ -> new Total());
            total.examples += examples;
            total.nanoseconds += clock.getAsLong() - start;
        }
    }

    /** The same of work that gives nothing. */
    void of(Phase.Part part, String name, int examples, Runnable work) {
        of(part, name, examples, () -> {
            work.run();
            return null;
        });
    }

    /** What there was, in the order in which each came first. */
    List<Phase> all() {
        List<Phase> phases = new ArrayList<>();
        totals.forEach((key, total) ->
                phases.add(new Phase(key.part(), key.name(), total.examples, total.nanoseconds * 1e-9)));
        return phases;
    }
}
