package io.jaspis.cli;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.QuotedName;
import io.jaspis.autodiff.data.Split;
import io.jaspis.autodiff.data.TableContents;
import io.jaspis.check.StrictRecords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a table has and is read as, for programs.
 *
 * @param lines of data
 * @param examples what it is read as with the options that were given; null where it is refused so
 * @param refusal why; null where it isn't
 * @param suggested the options with which nothing is refused for what its columns have; null where those that were given are all
 * @param suggestedExamples what it is read as then; null where it is refused so too, or nothing is suggested
 */
record TableSummary(
        String name,
        String sha256,
        int lines,
        List<Column> columns,
        Examples examples,
        String refusal,
        String suggested,
        Examples suggestedExamples) {
    /**
     * A column.
     *
     * @param missing the lines without a value
     * @param least of numbers; else null
     * @param most the same
     * @param countsUp whether it may number the lines
     * @param values of all else, as far as there are few enough to become inputs
     */
    record Column(
            int number,
            String title,
            TableContents.Kind kind,
            int missing,
            Double least,
            Double most,
            boolean countsUp,
            List<TableContents.Value> values) {
        private static Column of(TableContents.Column column) {
            return new Column(
                    column.name().number(),
                    column.name().title(),
                    column.kind(),
                    column.missing(),
                    Double.isNaN(column.least()) ? null : column.least(),
                    Double.isNaN(column.most()) ? null : column.most(),
                    column.countsUp(),
                    column.values());
        }
    }

    /**
     * What a table is read as.
     *
     * @param features the columns that become inputs, one of categories with all of its inputs
     * @param inputs their names, in the order that a model takes them in
     * @param classes names, none where they are numbers
     * @param notes what is told of how it is read
     */
    record Examples(int count, int features, List<String> inputs, List<String> classes, List<String> notes) {
        private static Examples of(Path file, Columns columns) throws IOException {
            Dataset read = Datasets.open(file, null, Split.TEST, null, columns);
            int more = read.columns().oneHot().stream()
                    .mapToInt(column -> column.categories().size() - 1)
                    .sum();
            return new Examples(
                    read.count(), read.inputNames().size() - more, read.inputNames(), read.classNames(), read.notes());
        }
    }

    /** Looks through a file, and reads it as examples. */
    static TableSummary of(Path file, Columns columns) throws IOException {
        TableContents contents = TableContents.read(file, columns);
        Examples examples = null;
        String refusal = null;
        try {
            examples = Examples.of(file, columns);
        } catch (DataException e) {
            refusal = e.getMessage();
        }
        Columns suggested = contents.suggested(columns);
        Examples then = null;
        if (!suggested.equals(columns)) {
            try {
                then = Examples.of(file, suggested);
            } catch (DataException refused) {
                // It has to be mended first, as the refusal says or will say.
            }
        }
        return new TableSummary(
                contents.name(),
                contents.sha256(),
                contents.lines(),
                contents.columns().stream().map(Column::of).toList(),
                examples,
                refusal,
                then == null ? null : typed(suggested),
                then);
    }

    /** The columns that are left out, filled in or categories, as options. */
    private static String typed(Columns columns) {
        List<String> words = new ArrayList<>();
        if (!columns.dropped().isEmpty()) {
            words.add("--drop "
                    + columns.dropped().stream().map(QuotedName::quoted).collect(Collectors.joining(",")));
        }
        if (columns.missing() != Columns.Missing.REFUSE) {
            words.add("--missing " + columns.missing().name().toLowerCase(Locale.ROOT));
        }
        if (!columns.oneHot().isEmpty()) {
            words.add("--one-hot "
                    + columns.oneHot().stream()
                            .map(column -> column.categories().isEmpty()
                                    ? column.column()
                                    : column.column() + "=" + String.join(":", column.categories()))
                            .map(QuotedName::quoted)
                            .collect(Collectors.joining(",")));
        }
        return String.join(" ", words);
    }

    String json() {
        return JsonMapper.builder()
                .addModule(StrictRecords.words())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(this);
    }
}
