package io.jaspis.audit.report;

import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of the rows that a later run goes on with, a line for each epoch. It has each row at once, and to write all of them
 * after each epoch would take longer the more there are: so a new epoch's line is appended, and the last epoch's, which gets more
 * metrics, taken out before it is. A crash between these leaves out an epoch that no checkpoint has yet. All else writes the
 * file anew, beside its place and then there at once.
 */
final class KeptRows {
    private final Path file;
    private final MetricRows rows;
    /** Whether the file has all rows, under the columns that there are. */
    private boolean whole;
    /** The epoch of the file's last line, where it is whole. */
    private int last;
    /** Where that line begins, in bytes. */
    private long lastBegin;
    /** Where it ends. */
    private long end;

    /** @param rows that are to be kept, now and as they will be */
    KeptRows(Path file, MetricRows rows) {
        this.file = file;
        this.rows = rows;
    }

    /**
     * Takes up the rows of the epochs that a checkpoint has. Those of later epochs, which are trained anew, stay in the file until it is
     * next {@linkplain #writeAll(String) written anew}.
     *
     * @throws IOException where the file can't be read; the message names it, and its line
     */
    void resume(int epochs) throws IOException {
        if (Files.isRegularFile(file)) {
            rows.read(file, epochs);
        }
    }

    /** Writes the file anew. */
    private void writeAll() throws IOException {
        writeAll(rows.csv());
    }

    /**
     * Writes the file anew.
     *
     * @param csv all rows as {@link MetricRows#csv} has them at present
     */
    void writeAll(String csv) throws IOException {
        whole = false;
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, WholeFile.Content.of(bytes));
        end = bytes.length;
        last = rows.all().isEmpty() ? 0 : rows.all().lastKey();
        lastBegin = last == 0 ? end : end - line(last).length;
        whole = true;
    }

    /**
     * Writes the row of an epoch that has new metrics.
     *
     * @param widened whether there are columns that weren't there before
     */
    void write(int epoch, boolean widened) throws IOException {
        if (widened || !whole || epoch < last || !isAsLeft()) {
            writeAll();
            return;
        }
        byte[] line = line(epoch);
        long begin = epoch == last ? lastBegin : end;
        try {
            put(line, begin);
            last = epoch;
            lastBegin = begin;
            end = begin + line.length;
        } catch (IOException e) {
            // What it has then isn't known.
            writeAll();
        }
    }

    /** Whether the file is there as it was last written. */
    private boolean isAsLeft() throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == end;
    }

    /** Puts a line in place of all from there on, on the disk. By no channel, to which an interrupted thread can't write. */
    private void put(byte[] line, long begin) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rwd")) {
            out.setLength(begin);
            out.seek(begin);
            out.write(line);
        }
    }

    private byte[] line(int epoch) {
        return rows.line(epoch).getBytes(StandardCharsets.UTF_8);
    }
}
