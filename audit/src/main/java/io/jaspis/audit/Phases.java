package io.jaspis.audit;

import io.jaspis.threat.Budget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Measures the phases of an audit. What goes on inside of a phase belongs to it: an attack of the curve is the curve's. */
final class Phases {
    private static final double SECOND = 1e9;

    private record Key(Phase.Part part, String name) {}

    private final LongSupplier clock;
    private final Map<Key, Long> nanoseconds = new LinkedHashMap<>();
    /** How often the same was spent: most examples cost an attack what others do. */
    private final Map<Key, Map<Budget.Spent, Long>> spent = new HashMap<>();

    private final Map<Key, Long> told = new HashMap<>();
    private final List<Work.Spending> news = new ArrayList<>();
    private final List<Work.Claim> newClaims = new ArrayList<>();
    private final Claims claims = new Claims();
    private Key current;
    private long start;

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

    /** Takes up what earlier runs did on the examples that are asked for. */
    void known(List<Work> work, IntPredicate asked) {
        for (Work one : work) {
            for (Work.Time time : one.times()) {
                Key key = new Key(time.part(), time.name());
                long took = (long) (time.seconds() * SECOND);
                nanoseconds.merge(key, took, Long::sum);
                told.merge(key, took, Long::sum);
            }
            for (Work.Spending spending : one.spendings()) {
                if (asked.test(spending.index())) {
                    count(new Key(spending.part(), spending.name()), spending.spent());
                }
            }
            one.claims().stream().filter(claim -> asked.test(claim.index())).forEach(claims::add);
        }
    }

    /** Does some work and counts its time. */
    <T> T of(Phase.Part part, String name, Supplier<T> work) {
        if (current != null) {
            return work.get();
        }
        current = new Key(part, name);
        start = clock.getAsLong();
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
    void spend(int index, Budget.Spent on) {
        count(current, on);
        news.add(new Work.Spending(current.part(), current.name(), index, on));
    }

    /** Counts that an attack claimed to have broken an example, and whether that stood. */
    void claimed(Work.Claim claim) {
        claims.add(claim);
        newClaims.add(claim);
    }

    /** What a reader must know of claims, in sentences. */
    List<String> warnings() {
        return claims.warnings();
    }

    private void count(Key key, Budget.Spent on) {
        spent.computeIfAbsent(key, _ -> new HashMap<>()).merge(on, 1L, Long::sum);
    }

    /** What was done since this was last asked, in the phase that is going on too. */
    Work news() {
        Map<Key, Long> now = new LinkedHashMap<>(nanoseconds);
        if (current != null) {
            now.merge(current, clock.getAsLong() - start, Long::sum);
        }
        List<Work.Time> times = new ArrayList<>();
        now.forEach((key, time) -> {
            long more = time - told.getOrDefault(key, 0L);
            if (more > 0) {
                times.add(new Work.Time(key.part(), key.name(), more / SECOND));
                told.put(key, time);
            }
        });
        Work work = new Work(times, news, newClaims);
        news.clear();
        newClaims.clear();
        return work;
    }

    /** All of them, in the order of the plan. */
    List<Phase> all() {
        List<Phase> phases = new ArrayList<>();
        nanoseconds.forEach((key, time) -> {
            Map<Budget.Spent, Long> each = spent.getOrDefault(key, Map.of());
            Budget.Spent all = new Budget.Spent(
                    sum(each, Budget.Spent::gradients),
                    sum(each, Budget.Spent::queries),
                    sum(each, Budget.Spent::domains));
            phases.add(new Phase(key.part(), key.name(), time / SECOND, all, median(each)));
        });
        return phases;
    }

    private static long sum(Map<Budget.Spent, Long> each, ToLongFunction<Budget.Spent> of) {
        return each.entrySet().stream()
                .mapToLong(one -> of.applyAsLong(one.getKey()) * one.getValue())
                .sum();
    }

    private static Budget.Spent median(Map<Budget.Spent, Long> each) {
        return new Budget.Spent(
                median(each, Budget.Spent::gradients),
                median(each, Budget.Spent::queries),
                median(each, Budget.Spent::domains));
    }

    /** The lower of two in the middle. */
    private static long median(Map<Budget.Spent, Long> each, ToLongFunction<Budget.Spent> of) {
        long count = each.values().stream().mapToLong(Long::longValue).sum();
        long before = (count - 1) / 2;
        List<Map.Entry<Budget.Spent, Long>> ascending = each.entrySet().stream()
                .sorted((a, b) -> Long.compare(of.applyAsLong(a.getKey()), of.applyAsLong(b.getKey())))
                .toList();
        for (Map.Entry<Budget.Spent, Long> one : ascending) {
            if (before < one.getValue()) {
                return of.applyAsLong(one.getKey());
            }
            before -= one.getValue();
        }
        return 0;
    }
}
