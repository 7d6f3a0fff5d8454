package io.jaspis.bench.verify;

import io.jaspis.bench.verify.Outcome.Kind;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What became of a family, or of all of them, as a line of a table. */
public final class Tally {
    private final String name;
    private final List<Outcome> outcomes;

    public Tally(String name, List<Outcome> outcomes) {
        this.name = name;
        this.outcomes = List.copyOf(outcomes);
    }

    /** The table's head. */
    public static void head(PrintWriter terminal) {
        terminal.printf(
                "%-16s %9s %7s %6s %6s %6s %5s %7s %5s %7s %9s %9s%n",
                "family",
                "instances",
                "solved",
                "unsat",
                "sat",
                "known",
                "wrong",
                "bad wit",
                "open",
                "failed",
                "median s",
                "worst s");
    }

    /** The line: times are of what is solved. */
    public void print(PrintWriter terminal) {
        double[] seconds = seconds();
        terminal.printf(
                Locale.ROOT,
                "%-16s %9d %7d %6d %6d %6d %5d %7d %5d %7d %9s %9s%n",
                name,
                outcomes.size(),
                count(Kind.SOLVED),
                solved("unsat"),
                solved("sat"),
                known(),
                count(Kind.WRONG),
                count(Kind.BAD_WITNESS),
                count(Kind.OPEN),
                count(Kind.FAILED),
                seconds.length == 0 ? "-" : String.format(Locale.ROOT, "%.2f", median(seconds)),
                seconds.length == 0 ? "-" : String.format(Locale.ROOT, "%.2f", seconds[seconds.length - 1]));
    }

    /** Whether an answer is wrong, or a counterexample none. */
    public boolean isWrong() {
        return count(Kind.WRONG) + count(Kind.BAD_WITNESS) > 0;
    }

    private long count(Kind kind) {
        return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }

    private long solved(String answer) {
        return outcomes.stream()
                .filter(outcome ->
                        outcome.kind() == Kind.SOLVED && outcome.answer().equals(answer))
                .count();
    }

    /** How many others have solved. */
    private long known() {
        return outcomes.stream()
                .map(outcome -> outcome.instance().known())
                .filter(verdict -> verdict.equals("sat") || verdict.equals("unsat"))
                .count();
    }

    private double[] seconds() {
        double[] seconds = outcomes.stream()
                .filter(outcome -> outcome.kind() == Kind.SOLVED)
                .mapToDouble(Outcome::seconds)
                .toArray();
        Arrays.sort(seconds);
        return seconds;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
