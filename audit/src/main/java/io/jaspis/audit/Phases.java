package io.jaspis.audit;

import io.jaspis.threat.Budget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Measures the phases of a run. What goes on inside of a phase belongs to it: an attack of the curve is the curve's. */
final class Phases {
    private record Key(Phase.Part part, String name) {}

    private final LongSupplier clock;
    private final Map<Key, Long> nanoseconds = new LinkedHashMap<>();
    private final Map<Key, List<Budget.Spent>> spent = new LinkedHashMap<>();
    private Key current;

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
        if (current != null) {
            return work.get();
        }
        current = new Key(part, name);
        long start = clock.getAsLong();
        try {
            return work.get();
        } finally {
            nanoseconds.merge(current, clock.getAsLong() - start, Long::sum);
            current = null;
        }
    }

    /** The same of work that gives nothing. */
    void of(Phase.Part part, String name, Runnable work) {
        of(part, name, () -> {
            work.run();
            return null;
        });
    }

    /** Counts what an attack spent on an example to the phase that it is in. */
    void spend(Budget.Spent news) {
        spent.computeIfAbsent(current, _ -> new ArrayList<>()).add(news);
    }

    /** All of them, in the order of the plan. */
    List<Phase> all() {
        List<Phase> phases = new ArrayList<>();
        nanoseconds.forEach((key, time) -> {
            List<Budget.Spent> each = spent.getOrDefault(key, List.of());
            Budget.Spent all = each.stream().reduce(Budget.Spent.NOTHING, Budget.Spent::plus);
            phases.add(new Phase(key.part(), key.name(), time * 1e-9, all, median(each)));
        });
        return phases;
    }

    private static Budget.Spent median(List<Budget.Spent> each) {
        return new Budget.Spent(
                median(each, Budget.Spent::gradients),
                median(each, Budget.Spent::queries),
                median(each, Budget.Spent::domains));
    }

    private static long median(List<Budget.Spent> each, ToLongFunction<Budget.Spent> of) {
        long[] sorted = each.stream().mapToLong(of).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
    }
}
