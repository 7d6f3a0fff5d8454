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

    private final LongSupplier clock;
    private final Map<Key, Long> nanoseconds = new LinkedHashMap<>();
    private boolean inside;

    /**
     * Of an audit that follows a plan; its phases are told whether or not there is anything left to do in them.
     *
     * @param clock in nanoseconds
     */
    Phases(AuditPlan plan, LongSupplier clock) {
        this.clock = clock;
        expect(Phase.Part.PREDICTIONS, "");
        plan.attacks().forEach(attack -> expect(Phase.Part.ATTACK, attack.name()));
        plan.certifiers().forEach(certifier -> expect(Phase.Part.CERTIFIER, certifier.name()));
        expect(Phase.Part.CURVE, "");
    }

    private void expect(Phase.Part part, String name) {
        nanoseconds.put(new Key(part, name), 0L);
    }

    /** Does some work and counts its time. */
    <T> T of(Phase.Part part, String name, Supplier<T> work) {
        if (inside) {
            return work.get();
        }
        inside = true;
        long start = clock.getAsLong();
        try {
            return work.get();
        } finally {
            inside = false;
            nanoseconds.merge(new Key(part, name), clock.getAsLong() - start, Long::sum);
        }
    }

    /** The same of work that gives nothing. */
    void of(Phase.Part part, String name, Runnable work) {
        of(part, name, () -> {
            work.run();
            return null;
        });
    }

    /** All of them, in the order of the plan. */
    List<Phase> all() {
        List<Phase> phases = new ArrayList<>();
        nanoseconds.forEach((key, time) -> phases.add(new Phase(key.part(), key.name(), time * 1e-9)));
        return phases;
    }
}
