package io.jaspis.audit.report;

import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.autodiff.data.WholeFile;
import java.util.List;

/** The page of a {@link TrainingReport}. */
public final class TrainingHtml {
    private TrainingHtml() {}

    /** The page, made when it is written. */
    public static WholeFile.Content content(TrainingReport report) {
        return out -> WholeFile.Content.of(format(report)).writeTo(out);
    }

    static String format(TrainingReport report) {
        Html lead = Html.text("%s, seed %s: %s (%s)"
                .formatted(
                        report.settings().goal(),
                        report.provenance().seed(),
                        report.settings().network(),
                        report.machine().device()));
        List<Section> sections = List.of(
                new TrainingNoticeSection(report),
                new EpochSection(report),
                new EpochTableSection(report),
                new ReproduceSection(report));
        return new Page(
                        "Training",
                        "Training",
                        report.model().name(),
                        lead,
                        report.provenance().jaspis(),
                        sections)
                .markup();
    }
}
