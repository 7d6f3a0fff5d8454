package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of words (CSV) in any of the formats that tables of examples have.
 *
 * @param separator of the cells
 * @param lines at least one, all with as many cells
 */
public record TextTable(char separator, List<Line> lines) {

    /**
     * A line.
     *
     * @param number of its first line in the file, from 1
     */
    public record Line(int number, List<String> cells) {
        public Line {
            cells = List.copyOf(cells);
        }
    }

    public TextTable {
        lines = List.copyOf(lines);
    }

    /**
     * Reads a file.
     *
     * @throws DataException where it is no such table, saying which line
     */
    public static TextTable read(Path path) throws IOException {
        CsvText text = CsvText.unicode(SourceFile.read(path));
        List<Line> lines = new ArrayList<>();
        CsvText.Rows rows = text.rows();
        for (CsvRow row = rows.first(); row != null; row = rows.next()) {
            lines.add(new Line(row.line(), row.cells()));
        }
        return new TextTable(text.separator(), lines);
    }
}
