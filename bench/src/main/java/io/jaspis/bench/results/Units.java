package io.jaspis.bench.results;

import io.jaspis.bench.measure.Limits;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import java.util.Locale;

/** Figures as people read them. */
final class Units {
    /** Of the machine's time in other processes. */
    static final double NOISY = 0.05;

    private Units() {}

    /** Three digits and a unit, such as "12.3 µs". */
    static String seconds(double seconds) {
        return seconds < 1e-6
                ? digits(seconds * 1e9) + " ns"
                : seconds < 1e-3
                        ? digits(seconds * 1e6) + " µs"
                        : seconds < 1 ? digits(seconds * 1e3) + " ms" : digits(seconds) + " s";
    }

    static String bytes(double bytes) {
        return bytes < 1 << 10
                ? digits(bytes) + " B"
                : bytes < 1 << 20
                        ? digits(bytes / (1 << 10)) + " KiB"
                        : bytes < 1 << 30 ? digits(bytes / (1 << 20)) + " MiB" : digits(bytes / (1 << 30)) + " GiB";
    }

    static String digits(double number) {
        int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    static String spread(Spread seconds) {
        return String.format(Locale.ROOT, "%s ±%.1f%%", seconds(seconds.median()), 100 * seconds.relative());
    }

    static String ratio(Spread ratio) {
        return ratio == null
                ? ""
                : String.format(Locale.ROOT, "%.2f [%.2f–%.2f]", ratio.median(), ratio.lower(), ratio.upper());
    }

    /** Floating-point operations a second, or bytes where there are none to count. */
    static String rate(Outcome outcome) {
        double seconds = outcome.standings().getFirst().seconds().median();
        return outcome.work().operations() > 0
                ? digits(outcome.work().operations() / seconds * 1e-9) + " GFLOP/s"
                : digits(outcome.work().bytes() / seconds * 1e-9) + " GB/s";
    }

    /** What the limits are of. */
    static String limited(Machine machine, Limits limits) {
        return machine.device() != null
                ? "the device"
                : limits.threads() + (limits.threads() == 1 ? " thread" : " threads");
    }

    /** The share of the limit that binds. */
    static String share(Outcome outcome, Machine machine) {
        Limits.Bound bound = machine.limits(outcome.threads()).bound(outcome.work());
        return bound == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.0f%% %s",
                        100
                                * bound.seconds()
                                / outcome.standings().getFirst().seconds().median(),
                        bound.by());
    }
}
