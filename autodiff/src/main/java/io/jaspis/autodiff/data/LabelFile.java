package io.jaspis.autodiff.data;

import java.util.List;

/** Labels in a file of their own: IDX, NPY, or text with one label a line (the last cell, or the label column). */
final class LabelFile {
    private LabelFile() {}

    static Labels read(SourceFile file) throws DataException {
        if (file.startsWith(Npy.MAGIC)) {
            return NpyExamples.labels(
                    Npy.parse(file.content(), file.path().toString()),
                    file.path().toString());
        }
        if (file.startsWith(0, 0) || file.name().contains("idx")) {
            return Labels.of(Idx.parse(file).labels(file));
        }
        List<Csv.Row> rows = Csv.rows(file);
        int column = rows.getFirst().cells().size() - 1;
        int named = Csv.labelColumn(rows.getFirst().cells());
        if (named >= 0) {
            column = named;
            rows = rows.subList(1, rows.size());
        }
        if (rows.isEmpty()) {
            throw new DataException(file.path() + " is empty: it has a header, but no label");
        }
        return Csv.column(file, rows, column);
    }
}
