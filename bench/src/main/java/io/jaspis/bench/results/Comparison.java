package io.jaspis.bench.results;

import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What changed since a baseline. On the processor of the baseline times are compared; on another one the ratios to the
 * best peer, which travel better. A change is one only where the intervals don't overlap and the medians are more than
 * 5 % apart; all else is noise.
 */
public final class Comparison {
    private static final double LEAST_CHANGE = 0.05;

    private final Results baseline;
    private final Results now;
    private final boolean sameProcessor;

    public Comparison(Results baseline, Results now) {
        this.baseline = baseline;
        this.now = now;
        this.sameProcessor = baseline.machine().processor().equals(now.machine().processor())
                && Objects.equals(baseline.machine().device(), now.machine().device());
    }

    /** What can be said of a case. */
    public enum Verdict {
        FASTER,
        SLOWER,
        SAME
    }

    /**
     * A case in both runs.
     *
     * @param change how many times as fast it is as in the baseline
     */
    public record Change(String name, int threads, Verdict verdict, double change) {}

    public List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (Outcome outcome : now.outcomes()) {
            baseline.outcomes().stream()
                    .filter(earlier -> earlier.name().equals(outcome.name()) && earlier.threads() == outcome.threads())
                    .findFirst()
                    .filter(earlier -> comparable(earlier) && comparable(outcome))
                    .ifPresent(earlier -> changes.add(change(earlier, outcome)));
        }
        return changes;
    }

    private boolean comparable(Outcome outcome) {
        return outcome.failure() == null && (sameProcessor || outcome.ratio() != null);
    }

    private Change change(Outcome earlier, Outcome later) {
        Spread before = sameProcessor ? earlier.standings().getFirst().seconds() : earlier.ratio();
        Spread after = sameProcessor ? later.standings().getFirst().seconds() : later.ratio();
        double faster = sameProcessor ? before.median() / after.median() : after.median() / before.median();
        return new Change(later.name(), later.threads(), verdict(before, after, faster), faster);
    }

    static Verdict verdict(Spread before, Spread after, double faster) {
        boolean large = faster > 1 + LEAST_CHANGE || faster < 1 / (1 + LEAST_CHANGE);
        return !large || !before.apart(after) ? Verdict.SAME : faster > 1 ? Verdict.FASTER : Verdict.SLOWER;
    }

    /** Prints the changes, and returns whether any case became slower. */
    public boolean print(PrintWriter out) {
        List<Change> changes = changes();
        out.printf(
                "%nAgainst the baseline of %s, by %s:%n",
                baseline.time(), sameProcessor ? "time" : "ratio to the best peer (another processor)");
        for (Change change : changes) {
            if (change.verdict() != Verdict.SAME) {
                out.printf(
                        Locale.ROOT,
                        "  %.2f times as %s: %s, %d thread%s%n",
                        change.verdict() == Verdict.FASTER ? change.change() : 1 / change.change(),
                        change.verdict() == Verdict.FASTER ? "fast" : "slow",
                        change.name(),
                        change.threads(),
                        change.threads() == 1 ? "" : "s");
            }
        }
        long same = changes.stream()
                .filter(change -> change.verdict() == Verdict.SAME)
                .count();
        out.printf("  %d of %d cases are the same within noise%n", same, changes.size());
        out.flush();
        return changes.stream().anyMatch(change -> change.verdict() == Verdict.SLOWER);
    }
}
