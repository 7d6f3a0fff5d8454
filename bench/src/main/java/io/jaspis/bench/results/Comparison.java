package io.jaspis.bench.results;

import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What changed since a baseline. On the processor of the baseline times are compared; on another one the ratios to the
 * best peer, which travel better, of cases whose best peer is the same. A change is one only where the intervals don't
 * overlap and the medians are more than 5 % apart; all else is noise.
 */
public final class Comparison {
    private static final double LEAST_CHANGE = 0.05;

    private final Results baseline;
    private final Results now;
    private final boolean sameProcessor;

    public Comparison(Results baseline, Results now) {
        this.baseline = baseline;
        this.now = now;
        this.sameProcessor = baseline.machine().isSameAs(now.machine());
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

    /**
     * A case in both runs that can't be compared.
     *
     * @param why in words
     */
    public record Incomparable(String name, int threads, String why) {}

    /** Of the cases that can be compared. */
    public List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        pairs((earlier, later) -> {
            if (obstacle(earlier, later).isEmpty()) {
                changes.add(change(earlier, later));
            }
        });
        return changes;
    }

    /** The others, but for those that have failed now, which is told of them already. */
    public List<Incomparable> incomparable() {
        List<Incomparable> all = new ArrayList<>();
        pairs((earlier, later) -> obstacle(earlier, later)
                .filter(_ -> later.failure() == null)
                .ifPresent(why -> all.add(new Incomparable(later.name(), later.threads(), why))));
        return all;
    }

    private void pairs(BiConsumer<Outcome, Outcome> each) {
        for (Outcome later : now.outcomes()) {
            baseline.outcomes().stream()
                    .filter(earlier -> earlier.isOfTheCaseOf(later))
                    .findFirst()
                    .ifPresent(earlier -> each.accept(earlier, later));
        }
    }

    /** Why two outcomes of a case can't be compared. */
    private Optional<String> obstacle(Outcome earlier, Outcome later) {
        if (later.failure() != null || earlier.failure() != null) {
            return Optional.of("it failed " + (later.failure() != null ? "now" : "in the baseline"));
        }
        if (sameProcessor) {
            return Optional.empty();
        }
        if (later.ratio() == null || earlier.ratio() == null) {
            return Optional.of("it has no peer " + (later.ratio() == null ? "now" : "in the baseline"));
        }
        return later.peer().equals(earlier.peer())
                ? Optional.empty()
                : Optional.of("its best peer was " + earlier.peer() + ", and now is " + later.peer());
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
                        "  %.2f times as %s: %s, %s%n",
                        change.verdict() == Verdict.FASTER ? change.change() : 1 / change.change(),
                        change.verdict() == Verdict.FASTER ? "fast" : "slow",
                        change.name(),
                        threads(change.threads()));
            }
        }
        long same = changes.stream()
                .filter(change -> change.verdict() == Verdict.SAME)
                .count();
        out.printf("  %d of %d cases are the same within noise%n", same, changes.size());
        List<Incomparable> rest = incomparable();
        if (!rest.isEmpty()) {
            out.printf("  %d more can't be compared:%n", rest.size());
        }
        for (Incomparable each : rest) {
            out.printf("    %s, %s: %s%n", each.name(), threads(each.threads()), each.why());
        }
        if (!sameProcessor && !changes.isEmpty()) {
            tellVersions(out);
        }
        out.flush();
        return changes.stream().anyMatch(change -> change.verdict() == Verdict.SLOWER);
    }

    /** A change of a ratio may be the peer's where that is another version of it. */
    private void tellVersions(PrintWriter out) {
        List<String> before = new ArrayList<>(baseline.peers());
        List<String> after = new ArrayList<>(now.peers());
        before.removeAll(now.peers());
        after.removeAll(baseline.peers());
        if (!before.isEmpty() && !after.isEmpty()) {
            out.printf(
                    "  The baseline's peers were %s and now are %s: some of a change may be theirs%n",
                    String.join(", ", before), String.join(", ", after));
        }
    }

    private static String threads(int count) {
        return count + (count == 1 ? " thread" : " threads");
    }
}
