package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Accuracy;
import java.nio.charset.Charset;

/** What randomized smoothing found out, for a terminal. */
public final class SmoothingText {
    private SmoothingText() {}

    /** What became of votes for no class, as a sentence; empty where there are none. */
    static String silence(SmoothingReport report) {
        return report.someForNone() == 0
                ? ""
                : "%s votes in %s examples are for no class: an output was no number, or the largest was shared"
                                .formatted(Figures.count(report.votesForNone()), Figures.count(report.someForNone()))
                        + (report.withoutClass() == 0
                                ? ""
                                : "; %s examples have no class at all".formatted(Figures.count(report.withoutClass())));
    }

    /** A table of radii and what was spent, each line ended; in ASCII if the charset can't write the signs that it uses. */
    public static String of(SmoothingReport report, Charset charset) {
        SmoothingCertificate certificate = report.certificate();
        boolean adaptive = report.adaptive();
        int examples = certificate.examples().size();
        Shares shares = new Shares(examples);
        StringBuilder text = new StringBuilder();
        if (report.partial()) {
            text.append("PARTIAL: %s of %s examples%n"
                    .formatted(Figures.count(certificate.examples().size()), Figures.count(certificate.asked())));
        }
        text.append("%n  %-14s%-22s%s%n"
                .formatted(
                        Figures.norm(certificate.settings().norm().option()) + " radius",
                        "certified accuracy",
                        adaptive ? "" : "all together (Bonferroni)"));
        for (Accuracy accuracy : certificate.accuracy()) {
            text.append("  %-14s%-22s%s%n"
                    .formatted(
                            Figures.number(accuracy.radius()),
                            shares.of(AuditReport.countOf(accuracy.single(), examples)),
                            adaptive ? "" : shares.of(AuditReport.countOf(accuracy.joint(), examples))));
        }
        text.append("%n  %s samples, %s each; %s of %s %s; %s%n"
                .formatted(
                        Figures.count(report.samples()),
                        Figures.count(Math.round(report.samplesEach())),
                        Figures.count(report.abstentions()),
                        Figures.count(certificate.examples().size()),
                        report.unproved(),
                        Figures.duration(report.provenance().seconds())));
        if (!silence(report).isEmpty()) {
            text.append("  %s%n".formatted(silence(report)));
        }
        if (!report.units().isEmpty()) {
            text.append("  %s%n".formatted(report.units()));
        }
        // The narrow no-break space has no width of its own on some terminals.
        String plain = text.toString().replace('\u202F', ' ');
        return charset.newEncoder().canEncode(plain)
                ? plain
                : plain.replace("L∞", "Linf").replace("ε", "epsilon").replaceAll("[^\\x00-\\x7f]", "");
    }
}
