package io.jaspis.cli;

import io.jaspis.autodiff.data.TableContents;
import io.jaspis.cli.TableSummary.Column;
import io.jaspis.cli.TableSummary.Examples;
import io.jaspis.threat.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table's summary as lines of text. */
final class TableText {
    private static final String INDENT = "  ";

    /** Of more values than this the first are told. */
    private static final int TOLD = 8;

    private final TableSummary summary;

    TableText(TableSummary summary) {
        this.summary = summary;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%s, %s, SHA-256 %s".formatted(summary.name(), count(summary.lines(), "line"), summary.sha256()));
        int number = Integer.toString(summary.columns().size()).length();
        int title = summary.columns().stream()
                .mapToInt(column -> column.title().length())
                .max()
                .orElse(1);
        for (Column column : summary.columns()) {
            lines.add(("%s%" + number + "d %-" + title + "s  %s")
                    .formatted(INDENT, column.number(), column.title(), told(column)));
        }
        if (summary.examples() != null) {
            lines.add(INDENT + "Read as " + told(summary.examples()));
            summary.examples().notes().forEach(note -> lines.add(INDENT + INDENT + "- " + note));
        } else {
            lines.add(INDENT + "Not read as examples so: " + summary.refusal());
        }
        if (summary.suggested() != null) {
            lines.add(INDENT + "With " + summary.suggested() + " it is read as " + told(summary.suggestedExamples()));
        }
        return lines;
    }

    private static String told(Column column) {
        String lacking = column.missing() == 0 ? "" : ", missing in " + count(column.missing(), "line");
        return told(column, column.kind()) + lacking;
    }

    private static String told(Column column, TableContents.Kind kind) {
        return switch (kind) {
            case LABEL ->
                "label"
                        + (column.values().isEmpty()
                                ? ""
                                : " of " + count(column.values().size(), "value") + ": " + values(column));
            case NUMBER -> "numbers " + range(column);
            case WHOLE ->
                "whole numbers " + range(column) + (column.countsUp() ? ", which count up from line to line" : "");
            case TRUTH -> "true and false, read as 1 and 0: " + values(column);
            case CATEGORY ->
                column.values().isEmpty()
                        ? "category, with too many values for an input each"
                        : "category, one feature with an input for each: " + values(column);
            case WORDS ->
                column.values().isEmpty()
                        ? "words, with too many values to be a category"
                        : "words, a category with --one-hot: " + values(column);
            case EMPTY -> "no value";
            case LEFT_OUT -> "left out";
        };
    }

    private static String range(Column column) {
        return "from " + Decimals.text(column.least()) + " to " + Decimals.text(column.most());
    }

    private static String values(Column column) {
        List<TableContents.Value> values = column.values();
        int more = values.size() - TOLD;
        return values.stream()
                        .limit(TOLD)
                        .map(value -> String.format(Locale.ROOT, "%s (%,d)", value.text(), value.lines()))
                        .collect(Collectors.joining(", "))
                + (more > 0 ? String.format(Locale.ROOT, " and %,d more", more) : "");
    }

    private static String told(Examples examples) {
        String inputs = count(examples.inputs().size(), "input");
        return count(examples.count(), "example") + " of "
                + (examples.features() == examples.inputs().size()
                        ? inputs
                        : count(examples.features(), "feature") + ", which are " + inputs)
                + (examples.classes().isEmpty() ? "" : ", of the classes " + String.join(", ", examples.classes()));
    }

    private static String count(int count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }
}
