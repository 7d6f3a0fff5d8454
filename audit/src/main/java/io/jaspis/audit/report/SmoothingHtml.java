package io.jaspis.audit.report;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.StrictRecords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The page of a {@link SmoothingReport}: the curve of the certified accuracy, the tables, and how to check it. */
public final class SmoothingHtml {
    /** What the page is called. */
    public static final String NAME = "report.html";

    /** What the certificate is called, which the page speaks of. */
    public static final String CERTIFICATE = "certificate.json";

    private SmoothingHtml() {}

    /** The certificate and the page, by the names of their files, made when they are written. */
    public static SequencedMap<String, WholeFile.Content> contents(SmoothingReport report) {
        SequencedMap<String, WholeFile.Content> contents = new LinkedHashMap<>();
        contents.put(CERTIFICATE, out -> CertificateFile.write(report.certificate(), out));
        contents.put(NAME, out -> WholeFile.Content.of(format(report)).writeTo(out));
        return contents;
    }

    static String format(SmoothingReport report) {
        List<Section> sections = List.of(
                new SmoothingNoticeSection(report),
                new SmoothingResultSection(report),
                new SmoothingCurveSection(report),
                new VoteSection(report),
                new SmoothingReadingSection(report),
                new ReproduceSection(report));
        return new Page(
                        "Randomized smoothing",
                        "Randomized smoothing",
                        report.model().name(),
                        lead(report),
                        report.provenance().jaspis(),
                        sections)
                .markup();
    }

    private static Html lead(SmoothingReport report) {
        SmoothingCertificate certificate = report.certificate();
        return Html.of(
                "%s of <b>%s</b> under %s noise, <b>%s</b>, %s",
                Counted.examples(certificate.examples().size()),
                report.data().name(),
                StrictRecords.word(certificate.settings().noise()),
                report.scale(),
                report.adaptive()
                        ? "asked for the radius "
                                + Figures.asked(certificate.settings().radius())
                        : Counted.of(certificate.settings().estimation(), "sample") + " each");
    }
}
