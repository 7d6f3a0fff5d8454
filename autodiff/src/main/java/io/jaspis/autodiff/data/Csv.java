package io.jaspis.autodiff.data;

import java.io.IOException;
import java.util.Optional;

/**
 * A table of numbers as text ({@link CsvText}), one example a line. Features are numbers ({@link Decimals}), taken as they
 * are, without scaling, or categories where that is asked for; labels may be numbers or names.
 */
final class Csv {
    private Csv() {}

    static Dataset read(TextFile file, SourceFile labelsOrNull, ClassList classes, Columns columns) throws IOException {
        CsvText text = CsvText.of(file);
        try (CsvText.Rows rows = text.rows()) {
            CsvRow top = rows.first();
            if (top.cells().size() == 1 && labelsOrNull == null) {
                throw new DataException(
                        file.path() + " has a single column, where features and a label are expected, with"
                                + " commas, semicolons or tabs between");
            }
            TableHeader header = TableHeader.of(text, top, labelsOrNull != null, columns);
            Optional<String> last = header.isGiven() || labelsOrNull != null || columns.label() != null
                    ? Optional.empty()
                    : TableHeader.lastByRemarks(
                            file,
                            rows.names(),
                            false,
                            columns.header() == Columns.Header.NO
                                    ? "say which column is the label with --label-column, or take the line away"
                                    : "if it does, take the # away, else take the line away, or say which column is the label with --label-column");
            Table table = new Table(header, text.separator(), labelsOrNull != null, classes, columns);
            last.ifPresent(
                    name -> table.note("The last column is the label, as a remark before the rows calls it: " + name));
            rows.giveAll(header, table);
            rows.told().ifPresent(table::note);
            return labelsOrNull == null ? table.dataset() : table.dataset(labelsOrNull);
        }
    }
}
