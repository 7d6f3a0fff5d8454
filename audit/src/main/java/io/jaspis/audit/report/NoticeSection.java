package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import java.util.List;
import java.util.stream.Stream;

/** What a reader must know before the figures: that the audit is a part of one, and the remarks. */
record NoticeSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        Html end = end();
        Html remarks = remarks();
        return Html.join(List.of(end, remarks)).markup().isBlank() ? Html.NONE : Html.join(List.of(end, remarks));
    }

    private Html end() {
        String end = Words.end(report);
        if (end.isEmpty()) {
            return Html.NONE;
        }
        return report.completion().partial()
                ? Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Partial report.</strong> The audit is not whole: %s. Every"
                                + " figure below speaks of those alone.</p>",
                        end)
                : Html.of(
                        "<p class=\"banner\" role=\"status\"><strong>Without a curve.</strong> The audit is not whole: %s.</p>",
                        end);
    }

    private Html remarks() {
        List<Html> sentences = Stream.concat(
                        Words.aim(report.settings()).stream(), Words.sentences(report.remarks()).stream())
                .map(sentence -> Html.of("<p>%s</p>", sentence))
                .toList();
        return sentences.isEmpty()
                ? Html.NONE
                : Html.of("<div class=\"banner remarks\" role=\"note\">%s</div>", Html.join(sentences));
    }
}
