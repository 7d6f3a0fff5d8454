package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Gate;
import java.math.BigDecimal;

/** How a condition on an audit's result came out, in a sentence. */
public final class GateText {
    private GateText() {}

    /** The outcome, the share that was counted, its interval, and what of these was held to the limit. */
    public static String of(Gate gate, AuditReport report) {
        return typed(gate) + (gate.passed() ? " holds: " : " does not hold: ") + figures(gate, report);
    }

    /** The same without the condition, for those who write it otherwise than as options. */
    public static String figures(Gate gate, AuditReport report) {
        int left = report.completion().left();
        Shares shares = new Shares(gate.of());
        return "the %s is %s%s, %s of %s%s; %s interval %s to %s%s (Clopper-Pearson, two-sided)%s"
                .formatted(
                        gate.figure().words(),
                        left > 0 ? "at least " : "",
                        share(gate, left > 0),
                        Figures.count(gate.counted()),
                        Figures.count(gate.of()),
                        left > 0 ? ", of which " + Counted.of(left, "wasn't", "weren't") + " finished" : "",
                        Shares.terminal(Shares.asked(gate.level())),
                        Shares.terminal(shares.lowerBeside(gate.limit(), gate.lower())),
                        Shares.terminal(shares.upperBeside(gate.limit(), gate.upper())),
                        left > 0 ? left == 1 ? " whatever it is" : " whatever these are" : "",
                        left > 0 ? unfinished(gate) : judged(gate));
    }

    private static String share(Gate gate, boolean least) {
        Shares shares = new Shares(gate.of());
        return gate.of() == 0
                ? "unknown"
                : Shares.terminal(
                        least
                                ? shares.lowerBeside(gate.limit(), gate.share())
                                : shares.beside(gate.limit(), gate.counted()));
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
        String limit = Shares.terminal(Shares.asked(gate.limit()));
        return switch (gate.rule()) {
            case COUNTED -> gate.passed() ? "" : "; the share " + found + limit;
            case CONFIDENCE -> "; the upper end " + found + limit;
            case PROOF -> "; the lower end " + found + limit;
        };
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
