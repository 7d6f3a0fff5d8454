package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Image;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An audit's report as one HTML page that stands alone. */
public final class ReportHtml {
    /** What the file is called. */
    public static final String NAME = "report.html";

    private ReportHtml() {}

    /** Loads what drawing pictures needs: Java refuses to once an exit has begun, as after Ctrl-C. */
    public static void prepare() {
        Picture.of(new Image(1, 2, 2, new float[4]));
    }

    /** Writes the page, whole or not at all. */
    public static void write(AuditReport report, Path file) throws IOException {
        WholeFile.write(file, content(report));
    }

    /** The page, made when it is written. */
    public static WholeFile.Content content(AuditReport report) {
        return out -> WholeFile.Content.of(format(report)).writeTo(out);
    }

    static String format(AuditReport report) {
        List<Section> sections = List.of(
                new NoticeSection(report),
                new ResultSection(report),
                new GateSection(report),
                new CurveSection(report),
                new GallerySection(report),
                new BreakSection(report),
                new ClassSection(report),
                new TrialSection(report),
                new TrustSection(report),
                new FeatureSection(report),
                new ExampleSection(report),
                new ReadingSection(report),
                new ReproduceSection(report));
        boolean alone = report.settings().attacksAlone();
        return new Page(
                        alone ? "Attack" : "Robustness",
                        alone ? "Attack" : "Robustness audit",
                        report.model().name(),
                        lead(report),
                        report.provenance().jaspis(),
                        sections)
                .markup();
    }

    private static Html lead(AuditReport report) {
        return Html.of(
                "%s of <b>%s</b>, every change within <b>%s&nbsp;≤&nbsp;%s</b>",
                Words.examples(report.sandwich().examples(), report.data()),
                report.data().name(),
                Figures.norm(report.settings().norm()),
                Words.radius(report));
    }
}
