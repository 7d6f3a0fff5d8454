package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Accuracy;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Arrays;

/** What randomized smoothing found out, for a terminal. */
public final class SmoothingText {
    private SmoothingText() {}

    /** What became of votes for no class, as a sentence; empty where there are none. */
    static String silence(SmoothingReport report) {
        return report.someForNone() == 0
                ? ""
                : "%s in %s %s for no class: an output was no number, or the largest was shared"
                                .formatted(
                                        Counted.of(report.votesForNone(), "vote"),
                                        Counted.examples(report.someForNone()),
                                        report.votesForNone() == 1 ? "is" : "are")
                        + (report.withoutClass() == 0
                                ? ""
                                : "; %s %s no class at all"
                                        .formatted(
                                                Counted.examples(report.withoutClass()),
                                                report.withoutClass() == 1 ? "has" : "have"));
    }

    /** A table of radii and what was spent, each line ended; in plainer signs where the charset can't write those that it uses. */
    public static String of(SmoothingReport report, Charset charset) {
        CharsetEncoder encoder = charset.newEncoder();
        SmoothingCertificate certificate = report.certificate();
        boolean adaptive = report.adaptive();
        int examples = certificate.examples().size();
        Shares shares = new Shares(examples);
        StringBuilder text = new StringBuilder();
        if (report.partial()) {
            text.append("PARTIAL: %s of %s%n"
                    .formatted(Figures.count(certificate.examples().size()), Counted.examples(certificate.asked())));
        }
        text.append(System.lineSeparator())
                .append(row(
                        encoder,
                        Figures.norm(certificate.settings().norm().option()) + " radius",
                        "certified accuracy",
                        adaptive ? "" : "all together (Bonferroni)"));
        for (Accuracy accuracy : certificate.accuracy()) {
            text.append(row(
                    encoder,
                    Figures.asked(accuracy.radius()),
                    shares.of(AuditReport.countOf(accuracy.single(), examples)),
                    adaptive ? "" : shares.of(AuditReport.countOf(accuracy.joint(), examples))));
        }
        text.append("%n  %s, %s each; %s of %s %s; %s%n"
                .formatted(
                        Counted.of(report.samples(), "sample"),
                        Figures.count(Math.round(report.samplesEach())),
                        Figures.count(report.abstentions()),
                        Figures.count(certificate.examples().size()),
                        report.unproved(),
                        Figures.duration(report.provenance().seconds())));
        if (!silence(report).isEmpty()) {
            text.append("  %s%n".formatted(silence(report)));
        }
        if (!report.units().isEmpty()) {
            text.append("  %s%n".formatted(signs(report.units(), encoder)));
        }
        return text.toString();
    }

    /** A line of the table; the signs are chosen first, because they decide the widths. */
    private static String row(CharsetEncoder encoder, String... cells) {
        return "  %-13s %-21s %s%n"
                .formatted(
                        Arrays.stream(cells).map(cell -> signs(cell, encoder)).toArray());
    }

    private static String signs(String text, CharsetEncoder encoder) {
        // The narrow no-break space has no width of its own on some terminals.
        return PlainSigns.of(text.replace('\u202F', ' '), encoder);
    }
}
