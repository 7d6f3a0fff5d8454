package io.jaspis.bench.results;

import io.jaspis.audit.Shares;
import io.jaspis.bench.measure.Limits;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Outcomes as lines on a terminal, each as soon as it is there. */
public final class Table {
    private static final String ROW = "%-46s %2s  %-16s %13s %10s  %-20s %s%n";

    private final PrintWriter out;
    private final Machine machine;

    public Table(PrintWriter out, Machine machine) {
        this.out = out;
        this.machine = machine;
    }

    /** What the outcomes are measured on. */
    public Machine machine() {
        return machine;
    }

    /** The machine, and the names of the columns. */
    public void head() {
        out.printf(
                Locale.ROOT,
                "%s, %d cores, %s, %s kernels%n",
                machine.processor(),
                machine.cores(),
                machine.java(),
                machine.kernels());
        if (machine.device() != null) {
            out.println("Jaspis computes on " + machine.device());
        }
        for (Limits limits : machine.distinctLimits()) {
            out.printf(
                    Locale.ROOT,
                    "limits of %s: %s GFLOP/s; %s%n",
                    Units.limited(machine, limits),
                    Units.digits(limits.operations() * 1e-9),
                    limits.levels().stream()
                            .map(level -> String.format(
                                    Locale.ROOT, "%.0f GB/s up to %s", level.bytes() * 1e-9, Units.bytes(level.set())))
                            .collect(Collectors.joining(", ")));
        }
        if (machine.busy() > Units.NOISY) {
            out.printf(
                    Locale.ROOT,
                    "Other processes take %s of this machine: figures are noisy.%n",
                    Shares.terminal(new Shares(0).measured(machine.busy())));
        }
        out.println();
        out.printf(ROW, "case", "th", "Jaspis", "rate", "of limit", "ratio to best peer", "peers");
        out.flush();
    }

    public void row(Outcome outcome) {
        if (outcome.failure() != null) {
            out.printf("%-46s %2d  FAILED: %s%n", outcome.name(), outcome.threads(), outcome.failure());
        } else {
            String peers = outcome.standings().stream()
                    .skip(1)
                    .map(standing -> standing.name() + " " + Units.spread(standing.seconds()))
                    .collect(Collectors.joining(", "));
            out.printf(
                    ROW,
                    outcome.name(),
                    outcome.threads(),
                    Units.spread(outcome.standings().getFirst().seconds()),
                    Units.rate(outcome),
                    Units.share(outcome, machine),
                    Units.ratio(outcome.ratio()),
                    peers);
        }
        out.flush();
    }

    /** Geometric means of ratios, by group, and what runs allocate. */
    public void foot(Results results) {
        out.println();
        for (Results.Mean mean : results.means()) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %d thread%s, %2d cases: geometric mean %.2f, least %.2f (%s)%n",
                    mean.group(),
                    mean.threads(),
                    mean.threads() == 1 ? " " : "s",
                    mean.cases(),
                    mean.mean(),
                    mean.least(),
                    mean.slowest());
        }
        Results.Allocation allocation = results.allocation();
        if (allocation.cases() > 0) {
            out.printf(
                    Locale.ROOT,
                    "allocated on the Java heap in a run, to be 0: 0 B in %d of %d cases%s%n",
                    allocation.clean(),
                    allocation.cases(),
                    allocation.worst() == null
                            ? ""
                            : ", at most " + allocation.most() + " B (" + allocation.worst() + ")");
        }
        long failed = results.outcomes().stream()
                .filter(outcome -> outcome.failure() != null)
                .count();
        if (failed > 0) {
            out.println(failed + " of " + results.outcomes().size() + " cases FAILED");
        }
        out.flush();
    }
}
