package io.jaspis.audit.report;

import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.check.SmoothingCertificate;
import java.util.List;
import java.util.stream.Stream;

/** What a reader must know before the figures: that the report is a part of one, and that votes are missing. */
record SmoothingNoticeSection(SmoothingReport report) implements Section {
    @Override
    public Html html() {
        List<Html> notices = Stream.of(partial(), silence())
                .filter(html -> !html.equals(Html.NONE))
                .toList();
        return notices.isEmpty() ? Html.NONE : Html.join(notices);
    }

    private Html silence() {
        return SmoothingText.silence(report).isEmpty()
                ? Html.NONE
                : Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Votes for no class.</strong> %s. They count against the"
                                + " prediction.</p>",
                        SmoothingText.silence(report));
    }

    private Html partial() {
        SmoothingCertificate certificate = report.certificate();
        return !report.partial()
                ? Html.NONE
                : Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Partial report.</strong> It has %s of %s."
                                + " Every figure below speaks of those alone.</p>",
                        Figures.count(certificate.examples().size()), Counted.examples(certificate.asked()));
    }
}
