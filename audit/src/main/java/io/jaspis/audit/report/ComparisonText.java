package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.comparison.Comparison.Change;
import io.jaspis.audit.comparison.Comparison.Kind;
import io.jaspis.audit.comparison.PairedShares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two audits beside each other as text for the terminal, in ASCII but for the names of models, data and classes. */
public final class ComparisonText {
    private static final int WIDTH = 76;

    /** Of more changes of a kind than this the first are named. */
    private static final int NAMED = 50;

    private ComparisonText() {}

    /** The comparison, each line ended. */
    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        AuditReport now = comparison.now();
        line(text, "Before  " + about(comparison.before()));
        line(text, "Now     " + about(now));
        line(
                text,
                "Pairs   %s of %s that both have%s; norm %s, epsilon %s"
                        .formatted(
                                Words.examples(comparison.pairs(), now.data()),
                                clean(now.data().name()),
                                alone(comparison),
                                now.settings().norm(),
                                now.settings().epsilon()));
        text.append('\n');
        share(text, "Clean accuracy", comparison.clean());
        share(text, "Robust accuracy <= (attack)", comparison.attacked());
        share(text, "Robust accuracy >= (certified)", comparison.certified());
        if (comparison.changes().isEmpty()) {
            line(text, "No example changed.");
        }
        for (Kind kind : Kind.values()) {
            changes(text, comparison, kind);
        }
        comparison.notes().forEach(note -> line(text, "Note: " + note));
        return text.toString();
    }

    /** How the condition came out that neither robust share falls by more than this. */
    public static String worse(Comparison comparison, double limit) {
        return "--fail-if-worse %s %s: %s"
                .formatted(limit, comparison.worse(limit) ? "does not hold" : "holds", figures(comparison));
    }

    /** How both robust shares moved. */
    public static String figures(Comparison comparison) {
        return "the accuracy under attack %s, the certified one %s, over %s"
                .formatted(
                        moved(comparison.attacked()),
                        moved(comparison.certified()),
                        Counted.of(comparison.pairs(), "pair"));
    }

    private static String moved(PairedShares shares) {
        int change = shares.now() - shares.before();
        return change == 0
                ? "stayed"
                : "%s by %s points"
                        .formatted(
                                change < 0 ? "fell" : "rose",
                                new Shares(shares.pairs()).points(Math.abs(shares.difference())));
    }

    private static String about(AuditReport report) {
        return "%s (%.12s), %s of %s, Jaspis %s, %.10s"
                .formatted(
                        clean(report.model().name()),
                        report.model().sha256(),
                        Figures.count(report.completion().done()),
                        Figures.count(report.completion().asked()),
                        report.provenance().jaspis(),
                        report.provenance().started());
    }

    private static String alone(Comparison comparison) {
        return comparison.onlyBefore() + comparison.onlyNow() == 0
                ? ""
                : " (%s only before, %s only now)"
                        .formatted(Figures.count(comparison.onlyBefore()), Figures.count(comparison.onlyNow()));
    }

    private static void share(StringBuilder text, String name, PairedShares shares) {
        PairedShares.Interval interval = shares.interval();
        Shares shown = new Shares(shares.pairs());
        line(
                text,
                "%-31s %s -> %s of %s, %s -> %s"
                        .formatted(
                                name,
                                Figures.count(shares.before()),
                                Figures.count(shares.now()),
                                Figures.count(shares.pairs()),
                                shown.terminal(shares.before()),
                                shown.terminal(shares.now())));
        line(
                text,
                "  %s points (95 %% interval %s to %s); %s lost, %s gained, p = %s"
                        .formatted(
                                shown.signed(shares.difference()),
                                shown.signedLower(interval.lower()),
                                shown.signedUpper(interval.upper()),
                                Figures.count(shares.lost()),
                                Figures.count(shares.gained()),
                                probability(shares.pValue())));
        text.append('\n');
    }

    private static void changes(StringBuilder text, Comparison comparison, Kind kind) {
        List<Change> changes = comparison.changes(kind);
        if (changes.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>(changes.stream()
                .limit(NAMED)
                .map(change -> name(change, kind, comparison))
                .toList());
        if (changes.size() > NAMED) {
            names.add("and %s more, which --json names".formatted(Figures.count(changes.size() - NAMED)));
        }
        String words = kind.words();
        line(
                text,
                "%s%s (%s): %s"
                        .formatted(
                                words.substring(0, 1).toUpperCase(Locale.ROOT),
                                words.substring(1),
                                Figures.count(changes.size()),
                                String.join(", ", names)));
    }

    private static String name(Change change, Kind kind, Comparison comparison) {
        Provenance.Data before = comparison.before().data();
        Provenance.Data now = comparison.now().data();
        String told = switch (kind) {
            case BROKEN_NOW -> reached(change.now().adversarialPrediction(), now);
            case BROKEN_BEFORE -> reached(change.before().adversarialPrediction(), before);
            case CERTIFIED_NOW, CERTIFIED_BEFORE -> "";
            case RIGHT_NOW, RIGHT_BEFORE, PREDICTION ->
                " (%s -> %s)"
                        .formatted(
                                clean(before.className(change.before().prediction())),
                                clean(now.className(change.now().prediction())));
        };
        return change.index() + told;
    }

    private static String reached(Integer prediction, Provenance.Data data) {
        return prediction == null ? "" : " (as " + clean(data.className(prediction)) + ")";
    }

    /** Adds a line, in as many as it needs. */
    private static void line(StringBuilder text, String sentence) {
        int column = 0;
        for (String word : sentence.split("(?<=\\S) (?=\\S)")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                text.append("\n    ");
                column = 4;
            } else if (column > 0) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }

    private static String probability(double p) {
        return p < 1e-4 ? String.format(Locale.ROOT, "%.1e", p) : String.format(Locale.ROOT, "%.4f", p);
    }

    private static String clean(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
