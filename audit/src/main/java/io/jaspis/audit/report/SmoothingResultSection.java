package io.jaspis.audit.report;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.certify.certificate.SmoothingCertificate;
import io.jaspis.certify.certificate.SmoothingCertificate.Accuracy;
import java.util.stream.Stream;

/** The four figures. */
record SmoothingResultSection(SmoothingReport report) implements Section {
    @Override
    public Html html() {
        return Html.of("<section aria-label=\"The result\"><div class=\"tiles\">%s</div></section>", tiles());
    }

    private Html tiles() {
        SmoothingCertificate certificate = report.certificate();
        Figures figures = Figures.of(certificate.examples().size());
        Accuracy first = certificate.accuracy().getFirst();
        Accuracy last = certificate.accuracy().getLast();
        return Html.join(Stream.of(
                        new Tile(
                                "lower",
                                "Certified at " + Figures.number(first.radius()),
                                figures.lower(first.single()),
                                "right, and proved"),
                        new Tile(
                                "lower",
                                "Certified at " + Figures.number(last.radius()),
                                figures.lower(last.single()),
                                "the largest radius asked for"),
                        new Tile("gap", "Not proved", Figures.count(report.abstentions()), report.unproved()),
                        new Tile(
                                "clean",
                                "Samples each",
                                Figures.count(Math.round(report.samplesEach())),
                                Figures.count(report.samples()) + " in all, "
                                        + Figures.duration(report.provenance().seconds())))
                .map(Tile::html)
                .toList());
    }
}
