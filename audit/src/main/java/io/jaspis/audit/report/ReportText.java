package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Intervals;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.Breaks.Break;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;

/** The headline of a report as a box of text for the terminal, in plain signs where the terminal knows no more. */
public final class ReportText {
    /** The widest box between its sides, and the narrowest. */
    private static final int WIDTH = 70;

    private static final int NARROW = 58;

    /** Breaks of a table to tell, and features of each. */
    private static final int BREAKS = 3;

    private static final int CHANGES = 3;

    private final AuditReport report;
    private final Sandwich sandwich;
    private final boolean alone;
    private final CharsetEncoder encoder;
    private final int width;

    private ReportText(AuditReport report, CharsetEncoder encoder, int columns) {
        this.report = report;
        this.sandwich = report.sandwich();
        this.alone = report.settings().attacksAlone();
        this.encoder = encoder;
        this.width = columns < WIDTH + 2 ? NARROW : WIDTH;
    }

    /** The box, each line ended; in plainer signs where the charset can't write those that it uses. */
    public static String of(AuditReport report, Charset charset) {
        return of(report, charset, WIDTH + 2);
    }

    /**
     * The same for lines of so many characters; of fewer than 60, lines are too long.
     */
    public static String of(AuditReport report, Charset charset, int columns) {
        return new ReportText(report, charset.newEncoder(), columns).box();
    }

    private String box() {
        StringBuilder text = new StringBuilder();
        // The name's signs first: what stands for one that a terminal lacks may be longer.
        String title = signs("╭─ " + (alone ? "Attack on " : "Audit of ")
                + shortened(signs(report.model().name()), width - 20) + " ");
        text.append(title).append(signs("─").repeat(width + 1 - title.length()));
        text.append(signs("╮")).append('\n');
        for (String line : lines()) {
            text.append(signs("│ ")).append(line).append(" ".repeat(width - 1 - line.length()));
            text.append(signs("│")).append('\n');
        }
        text.append(signs("╰")).append(signs("─").repeat(width)).append(signs("╯"));
        return text.append('\n').toString();
    }

    /** The lines in the signs that the terminal has: those are chosen first, because they decide the widths. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        wrap(
                signs("%s, ε = %s · %s of %s"
                        .formatted(
                                Figures.norm(report.settings().norm()),
                                Words.radius(report),
                                Words.examples(sandwich.examples(), report.data()),
                                shortened(report.data().name(), 30))),
                lines);
        if (!report.settings().features().isEmpty()) {
            wrap(signs(Words.features(report)), lines);
        }
        Words.aim(report.settings()).forEach(sentence -> wrap(signs(sentence), lines));
        String end = Words.end(report);
        if (!end.isEmpty()) {
            wrap("PARTIAL: " + end, lines);
        }
        lines.add("");
        if (sandwich.examples() > 0) {
            lines.add(signs(bar()));
            lines.add(signs(legend()));
            lines.add("");
        }
        lines.add(row("Clean accuracy", "", sandwich.correct()));
        lines.add(row("Robust accuracy", "≤ (attack)", sandwich.unbroken()));
        if (alone) {
            lines.add(row("Broken", "(attack)", sandwich.broken()));
            lines.add(row("Misclassified", "(unchanged)", sandwich.misclassified()));
        } else {
            lines.add(row("", "≥ (certified)", sandwich.certified()));
            lines.add(row("Gap", "(unknown)", sandwich.unknown()));
        }
        List.of(Words.broken(report), Words.proofs(report))
                .forEach(told -> told.ifPresent(sentence -> {
                    lines.add("");
                    wrap(signs(sentence), lines);
                }));
        Words.queries(report).ifPresent(sentence -> {
            lines.add("");
            wrap(signs(sentence), lines);
        });
        if (sandwich.examples() > 0) {
            lines.add("");
            wrap(signs(report.completion().partial() ? Words.NOT_DRAWN : intervals()), lines);
        }
        Words.neverRight(report).ifPresent(sentence -> {
            lines.add("");
            wrap(signs(sentence), lines);
        });
        breaks(lines);
        for (String doubt : Words.doubts(report)) {
            lines.add("");
            wrap(signs(doubt), lines);
        }
        for (String sentence : Words.sentences(report.remarks())) {
            lines.add("");
            wrap(signs(sentence), lines);
        }
        return lines;
    }

    private String legend() {
        if (alone) {
            return "▓ not broken   ▒ broken by an attack   ░ misclassified";
        }
        return width == WIDTH
                ? "█ certified   ▓ unknown   ▒ broken by an attack   ░ misclassified"
                : "█ certified  ▓ unknown  ▒ broken  ░ misclassified";
    }

    /** Adds a sentence in as many lines as it needs. */
    private void wrap(String sentence, List<String> lines) {
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ")) {
            String shown = shortened(word, width - 2);
            if (!line.isEmpty() && line.length() + 1 + shown.length() > width - 2) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(shown);
        }
        lines.add(line.toString());
    }

    private String row(String name, String kind, long count) {
        int examples = sandwich.examples();
        String of = examples == 0 ? "" : Figures.count(count) + " of " + Figures.count(examples);
        if (of.length() > (width == WIDTH ? 18 : 16)) {
            // Millions; of how many stands above.
            of = Figures.count(count);
        }
        return (width == WIDTH ? "%-18s%-18s%12s%18s" : "%-16s%-14s%10s%16s")
                .formatted(name, signs(kind), signs(new Shares(examples).of(count)), of);
    }

    /** What broke of a table: the features in a sentence, and of a few examples what became of each. */
    private void breaks(List<String> lines) {
        if (report.breaks().broken() == 0) {
            return;
        }
        lines.add("");
        wrap(signs(Words.breaks(report.breaks())), lines);
        for (Break one : report.breaks().examples().stream().limit(BREAKS).toList()) {
            wrap(
                    signs("#%s %s → %s: %s"
                            .formatted(
                                    one.index(),
                                    report.data().className(one.label()),
                                    report.data().className(one.reached()),
                                    Words.changes(one, CHANGES))),
                    lines);
        }
    }

    /** What the shares tell of other examples. */
    private String intervals() {
        Shares shares = new Shares(sandwich.examples());
        Intervals intervals = sandwich.intervals();
        String certified = alone ? "" : ", ≥ " + shares.of(intervals.robustLower());
        return "Of other examples, if these were drawn at random (%s): clean %s, ≤ %s%s."
                .formatted(
                        Words.level(intervals),
                        shares.of(intervals.cleanAccuracy()),
                        shares.of(intervals.robustUpper()),
                        certified);
    }

    /** A bar of the four parts, in which a part that is not empty has at least one cell. */
    private String bar() {
        double[] ends = {sandwich.robustLower(), sandwich.robustUpper(), sandwich.cleanAccuracy(), 1};
        String cells = "█▓▒░";
        int cellCount = width - 2;
        StringBuilder bar = new StringBuilder();
        double before = 0;
        int parts = ends.length;
        for (int part = 0; part < parts; part++) {
            int later = 0;
            for (int next = part + 1; next < parts; next++) {
                later += ends[next] > ends[next - 1] + 1e-12 ? 1 : 0;
            }
            int end = (int) Math.rint(ends[part] * cellCount);
            if (ends[part] > before + 1e-12) {
                end = Math.max(end, bar.length() + 1);
            }
            end = Math.min(end, cellCount - later);
            bar.append(String.valueOf(cells.charAt(part)).repeat(Math.max(0, end - bar.length())));
            before = ends[part];
        }
        return bar.toString();
    }

    /** A name without control signs, its middle left out if it is too long for the box. */
    private static String shortened(String name, int length) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        int half = (length - 3) / 2;
        return shown.length() <= length
                ? shown
                : shown.substring(0, half) + "..." + shown.substring(shown.length() - half);
    }

    private String signs(String line) {
        // The narrow no-break space has no width of its own on some terminals.
        return PlainSigns.of(line.replace('\u202F', ' '), encoder);
    }
}
