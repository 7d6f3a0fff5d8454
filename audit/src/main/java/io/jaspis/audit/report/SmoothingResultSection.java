package io.jaspis.audit.report;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Accuracy;
import java.util.Objects;
import java.util.stream.Stream;

/** The figures: of a single radius three, else four. */
record SmoothingResultSection(SmoothingReport report) implements Section {
    @Override
    public Html html() {
        return Html.of("<section><h2 class=\"sr\">The result</h2><div class=\"tiles\">%s</div></section>", tiles());
    }

    private Html tiles() {
        SmoothingCertificate certificate = report.certificate();
        Tile smallest = certified(certificate.accuracy().getFirst(), "right, and proved");
        Tile largest =
                certified(certificate.accuracy().getLast(), "right, and proved: the largest radius of the table");
        boolean one = certificate.accuracy().size() == 1;
        return Html.join(Stream.of(
                        smallest,
                        one ? null : largest,
                        new Tile("gap", "Not proved", Figures.count(report.abstentions()), report.unproved()),
                        new Tile(
                                "clean",
                                "Samples each",
                                Figures.count(Math.round(report.samplesEach())),
                                Figures.count(report.samples()) + " in all, "
                                        + Figures.duration(report.provenance().seconds())))
                .filter(Objects::nonNull)
                .map(Tile::html)
                .toList());
    }

    private Tile certified(Accuracy accuracy, String note) {
        int examples = report.certificate().examples().size();
        return new Tile(
                "lower",
                "Certified at " + Figures.asked(accuracy.radius()),
                new Shares(examples).of(AuditReport.countOf(accuracy.single(), examples)),
                note);
    }
}
