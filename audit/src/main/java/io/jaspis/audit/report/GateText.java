package io.jaspis.audit.report;

import io.jaspis.audit.evidence.Gate;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How a condition on an audit's result came out, in a sentence. */
public final class GateText {
    private static final int MOST_DECIMALS = 12;

    private GateText() {}

    /** The outcome, the share that was counted, its interval, and what of these was held to the limit. */
    public static String of(Gate gate) {
        return typed(gate) + (gate.passed() ? " holds: " : " does not hold: ") + figures(gate);
    }

    /** The same without the condition, for those who write it otherwise than as options. */
    public static String figures(Gate gate) {
        return "the %s is %s, %s of %s; %s interval %s to %s (Clopper-Pearson, two-sided)%s"
                .formatted(
                        gate.figure().words(),
                        percent(gate.share(), gate.limit()),
                        Figures.count(gate.counted()),
                        Figures.count(gate.of()),
                        percent(gate.level()),
                        percent(gate.lower(), gate.limit()),
                        percent(gate.upper(), gate.limit()),
                        judged(gate));
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
