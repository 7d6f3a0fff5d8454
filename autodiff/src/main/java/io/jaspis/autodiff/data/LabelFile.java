package io.jaspis.autodiff.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/** Labels in a file of their own: IDX, NPY, or text with one label a line (the last cell, or the label column). */
final class LabelFile {
    private LabelFile() {}

    /** @param encoding of a text, or null, as {@link SourceFile#text} takes it */
    static Labels read(SourceFile file, ClassList classes, Charset encoding) throws IOException {
        if (file.startsWith(Npy.MAGIC)) {
            return NpyExamples.labels(
                    Npy.parse(file.content(), file.path().toString()),
                    classes,
                    file.path().toString());
        }
        if (file.startsWith(0, 0) || file.name().contains("idx")) {
            Path path = file.path();
            return Labels.of(Idx.parse(file).labels(file), classes, i -> "example " + i + " in " + path);
        }
        CsvText.All all = CsvText.all(file, encoding);
        List<CsvRow> rows = all.rows();
        List<String> top = rows.getFirst().cells();
        int found = new TableHeader(file, top.size(), top).named();
        // What stands in other lines too is a class, such as y beside n.
        int named = found >= 0 && isClass(top.get(found), found, rows) ? -1 : found;
        TableHeader header = new TableHeader(file, top.size(), named >= 0 ? top : List.of());
        if (named >= 0) {
            rows = rows.subList(1, rows.size());
        } else if (top.size() > 1) {
            TableHeader.lastByRemarks(file, all.names(), true, "if it does, take the # away, else take the line away");
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has a header, but no label");
        }
        return Labels.column(header, rows, named >= 0 ? named : top.size() - 1, classes);
    }

    private static boolean isClass(String word, int column, List<CsvRow> rows) {
        return rows.stream()
                .skip(1)
                .anyMatch(row ->
                        column < row.cells().size() && row.cells().get(column).equals(word));
    }
}
