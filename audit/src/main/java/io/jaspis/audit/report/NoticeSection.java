package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import java.util.List;
import java.util.stream.Stream;

/** What a reader must know before the figures: that the audit is a part of one, and the remarks. */
record NoticeSection(AuditReport report) implements Section {
    @Override
    public Html html() {
        List<Html> notices = Stream.of(end(), doubts(), remarks())
                .filter(notice -> !notice.equals(Html.NONE))
                .toList();
        return notices.isEmpty() ? Html.NONE : Html.join(notices);
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
                        "<p class=\"banner\" role=\"status\"><strong>Not all was done.</strong> The audit is not whole: %s.</p>",
                        end);
    }

    private Html doubts() {
        List<Html> sentences = report.trust().doubts().stream()
                .map(doubt -> Html.of("<p>%s.</p>", doubt))
                .toList();
        return sentences.isEmpty()
                ? Html.NONE
                : Html.of(
                        "<div class=\"banner\" role=\"status\"><strong>Robust accuracy ≤ is unreliable.</strong> The true one may"
                                + " be far below it.%s</div>",
                        Html.join(sentences));
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
