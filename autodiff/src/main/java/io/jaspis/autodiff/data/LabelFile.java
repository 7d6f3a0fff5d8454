package io.jaspis.autodiff.data;

import java.util.List;

/** Labels in a file of their own: IDX, NPY, or text with one label a line (the last cell, or the label column). */
final class LabelFile {
    private LabelFile() {}

    static Labels read(SourceFile file, ClassList classes) throws DataException {
        if (file.startsWith(Npy.MAGIC)) {
            return NpyExamples.labels(
                    Npy.parse(file.content(), file.path().toString()),
                    classes,
                    file.path().toString());
        }
        if (file.startsWith(0, 0) || file.name().contains("idx")) {
            return Labels.of(Idx.parse(file).labels(file), classes, i -> "example " + i + " in " + file.path());
        }
        List<CsvRow> rows = CsvRow.all(file);
        List<String> header = List.of();
        int column = rows.getFirst().cells().size() - 1;
        int named = Csv.labelColumn(file, rows.getFirst().cells());
        if (named >= 0) {
            column = named;
            header = rows.getFirst().cells();
            rows = rows.subList(1, rows.size());
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has a header, but no label");
        }
        return Csv.column(file, header, rows, column, classes);
    }
}
