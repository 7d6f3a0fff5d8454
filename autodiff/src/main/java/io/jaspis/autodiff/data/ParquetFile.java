package io.jaspis.autodiff.data;

import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A table in the format of Apache Parquet, whose columns have names and are numbers, truth values or texts. It becomes examples
 * by the same rules as a table of text with a header does: each cell is taken as it would be written there, one without a value as
 * an empty one. A batch of rows at a time is held.
 */
record ParquetFile(Path path, String sha256) implements DataFile {
    static final int[] MAGIC = {'P', 'A', 'R', '1'};

    private static final int BATCH = 4096;

    /** What Java unpacks, and Snappy. */
    private static final Set<CompressionCodec> CODECS =
            Set.of(CompressionCodec.UNCOMPRESSED, CompressionCodec.SNAPPY, CompressionCodec.GZIP);

    /** What the library tells of itself is of no use to people. A logger that nobody holds forgets its level. */
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    static Dataset read(Path path, SourceFile labelsOrNull, ClassList classes, Columns columns) throws IOException {
        Table table = rows(path, columns, header -> new Table(header, ',', labelsOrNull != null, classes, columns));
        return labelsOrNull == null ? table.dataset() : table.dataset(labelsOrNull);
    }

    /**
     * Gives all rows to what takes them.
     *
     * @param made what that is, once the names of the columns are known
     */
    static <T extends TableRows> T rows(Path path, Columns columns, Function<TableHeader, T> made) throws IOException {
        SourceFile.requireFile(path);
        ParquetFile file = new ParquetFile(path, TextFile.sha256(path));
        if (columns.header() == Columns.Header.NO) {
            throw new DataException(path + " is Parquet, whose columns have names; leave out --header no");
        }
        T taker;
        InputFile input = InputFile.of(path);
        try (HardwoodContext context = HardwoodContext.create(1);
                ParquetFileReader reader = ParquetFileReader.open(input, context)) {
            file.requireCodecs(reader.getFileMetaData());
            new ParquetPages(input).require(reader.getFileMetaData());
            taker = file.read(reader, made);
        } catch (DataException known) {
            throw known;
        } catch (IOException | RuntimeException | StackOverflowError damaged) {
            throw new DataException(
                    path + " can't be read as Parquet (" + why(damaged) + "); write or copy the file again", damaged);
        }
        if (!TextFile.sha256(path).equals(file.sha256)) {
            throw new DataException(path + " was changed while it was in use; start again");
        }
        return taker;
    }

    /** What a failure says, unless it comes of a bound that was passed inside the library, which says nothing of the file. */
    private static String why(Throwable damaged) {
        for (Throwable cause = damaged; cause != null; cause = cause.getCause()) {
            boolean said = cause instanceof IOException || cause instanceof UncheckedIOException;
            if (!said) {
                return "what it says of its own parts doesn't fit them";
            }
        }
        return damaged.getMessage();
    }

    private <T extends TableRows> T read(ParquetFileReader reader, Function<TableHeader, T> made) throws IOException {
        List<ColumnSchema> schema = reader.getFileSchema().getColumns();
        List<String> names = new ArrayList<>();
        for (ColumnSchema column : schema) {
            requireFlat(column);
            names.add(column.name());
        }
        TableHeader header = new TableHeader(this, names.size(), names);
        T taker = made.apply(header);
        for (int column = 0; column < schema.size(); column++) {
            if (taker.takes(column)) {
                requireKnown(schema.get(column));
            }
        }
        try (ColumnReaders all = reader.buildColumnReaders(ColumnProjection.all())
                .batchSize(BATCH)
                .build()) {
            int row = 0;
            while (all.nextBatch()) {
                List<Cells> cells = new ArrayList<>();
                for (int column = 0; column < schema.size(); column++) {
                    cells.add(Cells.of(all.getColumnReader(column)));
                }
                for (int i = 0; i < all.getRecordCount(); i++) {
                    List<String> line = new ArrayList<>(cells.size());
                    for (Cells column : cells) {
                        line.add(column.text(i));
                    }
                    taker.take(new CsvRow(++row, line));
                }
            }
        }
        return taker;
    }

    private void requireCodecs(FileMetaData meta) throws DataException {
        for (RowGroup group : meta.rowGroups()) {
            for (ColumnChunk chunk : group.columns()) {
                CompressionCodec codec = chunk.metaData().codec();
                if (!CODECS.contains(codec)) {
                    throw new DataException(path + " is compressed by " + codec
                            + ", which isn't unpacked here; write it with snappy, gzip or no compression");
                }
            }
        }
    }

    private void requireFlat(ColumnSchema column) throws DataException {
        boolean flat = column.fieldPath().elements().size() == 1 && column.maxRepetitionLevel() == 0;
        if (!flat) {
            throw new DataException(
                    "%s: the column %s is a list or a group of values; write each value as a column of its own"
                            .formatted(path, String.join(".", column.fieldPath().elements())));
        }
    }

    private void requireKnown(ColumnSchema column) throws DataException {
        LogicalType logical = column.logicalType();
        boolean known = switch (column.type()) {
            case BOOLEAN, FLOAT, DOUBLE -> logical == null;
            case INT32, INT64 -> logical == null || logical instanceof LogicalType.IntType;
            case BYTE_ARRAY -> logical instanceof LogicalType.StringType || logical instanceof LogicalType.EnumType;
            case INT96, FIXED_LEN_BYTE_ARRAY -> false;
        };
        if (!known) {
            throw new DataException(
                    "%s: the column %s is %s, which is neither a number nor a truth value nor a text; write it as a number, or leave it out with --drop %s"
                            .formatted(path, column.name(), logical == null ? column.type() : logical, column.name()));
        }
    }

    /** The cells of a column in a batch of rows, as a table of text would have them. */
    private interface Cells {
        String text(int row);

        static Cells of(ColumnReader column) {
            Cells present = present(column);
            return column.getLeafValidity().hasNulls()
                    ? row -> column.getLeafValidity().isNull(row) ? "" : present.text(row)
                    : present;
        }

        private static Cells present(ColumnReader column) {
            return switch (column.getColumnSchema().type()) {
                case BOOLEAN -> {
                    boolean[] values = column.getBooleans();
                    yield row -> Boolean.toString(values[row]);
                }
                case INT32 -> {
                    int[] values = column.getInts();
                    boolean unsigned = unsigned(column.getColumnSchema());
                    yield row -> unsigned ? Integer.toUnsignedString(values[row]) : Integer.toString(values[row]);
                }
                case INT64 -> {
                    long[] values = column.getLongs();
                    boolean unsigned = unsigned(column.getColumnSchema());
                    yield row -> unsigned ? Long.toUnsignedString(values[row]) : Long.toString(values[row]);
                }
                case FLOAT -> {
                    float[] values = column.getFloats();
                    yield row -> Float.toString(values[row]);
                }
                case DOUBLE -> {
                    double[] values = column.getDoubles();
                    yield row -> Double.toString(values[row]);
                }
                case BYTE_ARRAY -> {
                    String[] values = text(column) ? column.getStrings() : null;
                    yield row -> values == null ? "" : values[row];
                }
                // Left out by --drop, or refused before.
                case INT96, FIXED_LEN_BYTE_ARRAY -> _ -> "";
            };
        }

        private static boolean text(ColumnReader column) {
            LogicalType logical = column.getColumnSchema().logicalType();
            return logical instanceof LogicalType.StringType || logical instanceof LogicalType.EnumType;
        }

        private static boolean unsigned(ColumnSchema column) {
            return column.logicalType() instanceof LogicalType.IntType whole && !whole.isSigned();
        }
    }
}
