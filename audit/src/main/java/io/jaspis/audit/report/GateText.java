package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Gate;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How a condition on an audit's result came out, in a sentence. */
public final class GateText {
    private static final int MOST_DECIMALS = 12;

    private GateText() {}

    /** The outcome, the share that was counted, its interval, and what of these was held to the limit. */
    public static String of(Gate gate, AuditReport report) {
        return typed(gate) + (gate.passed() ? " holds: " : " does not hold: ") + figures(gate, report);
    }

    /** The same without the condition, for those who write it otherwise than as options. */
    public static String figures(Gate gate, AuditReport report) {
        int left = report.completion().left();
        return "the %s is %s%s, %s of %s%s; %s interval %s to %s%s (Clopper-Pearson, two-sided)%s"
                .formatted(
                        gate.figure().words(),
                        left > 0 ? "at least " : "",
                        percent(gate.share(), gate.limit()),
                        Figures.count(gate.counted()),
                        Figures.count(gate.of()),
                        left > 0 ? ", of which " + Figures.count(left) + " weren't finished" : "",
                        percent(gate.level()),
                        percent(gate.lower(), gate.limit()),
                        percent(gate.upper(), gate.limit()),
                        left > 0 ? " whatever these are" : "",
                        left > 0 ? unfinished(gate) : judged(gate));
    }

    /** What wasn't finished isn't proved, and has stood nothing. */
    private static String unfinished(Gate gate) {
        return gate.passed()
                ? ""
                : "; what wasn't finished counts as "
                        + switch (gate.figure()) {
                            case CERTIFIED -> "not proved";
                            case ATTACKED -> "broken";
                        };
    }

    /** The condition as options of the command. */
    static String typed(Gate gate) {
        String rule = switch (gate.rule()) {
            case COUNTED -> "";
            case CONFIDENCE -> " --confidence " + plain(gate.level());
            case PROOF -> " --prove " + plain(gate.level());
        };
        return gate.figure().option() + " " + plain(gate.limit()) + rule;
    }

    private static String judged(Gate gate) {
        String found = gate.passed() ? "is not below " : "is below ";
        return switch (gate.rule()) {
            case COUNTED -> gate.passed() ? "" : "; the share " + found + percent(gate.limit());
            case CONFIDENCE -> "; the upper end " + found + percent(gate.limit());
            case PROOF -> "; the lower end " + found + percent(gate.limit());
        };
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static String percent(double share) {
        return plain(BigDecimal.valueOf(share).movePointRight(2).doubleValue()) + " %";
    }

    /** With as many decimals as it takes to see on which side of the limit it is, and one at least. */
    private static String percent(double share, double limit) {
        if (Double.isNaN(share)) {
            return "unknown";
        }
        BigDecimal exact = BigDecimal.valueOf(share).movePointRight(2);
        BigDecimal bar = BigDecimal.valueOf(limit).movePointRight(2);
        int decimals = 1;
        BigDecimal rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
        while (decimals < MOST_DECIMALS && rounded.compareTo(bar) != exact.compareTo(bar)) {
            decimals++;
            rounded = exact.setScale(decimals, RoundingMode.HALF_EVEN);
        }
        return rounded.toPlainString() + " %";
    }
}
