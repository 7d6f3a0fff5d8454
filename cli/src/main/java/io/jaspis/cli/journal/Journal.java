package io.jaspis.cli.journal;

import io.jaspis.autodiff.data.WholeFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A file of JSON lines beside the results: a title, the settings, and then an entry for each piece of work that is
 * finished, appended at once. The first entry makes the file. A last line without an end, as a kill leaves it, is
 * dropped when it is read; anything else that isn't exactly the format is refused.
 *
 * @param <E> the record of an entry
 */
public final class Journal<E extends Record> implements AutoCloseable {
    /** The version of the layout of all journals. */
    public static final int SCHEMA = 2;

    public static final String NAME = "journal.jsonl";

    private static final long FORCE_NANOSECONDS = 1_000_000_000L;

    private final Path file;
    private final List<Record> head;
    private final boolean replace;
    /** Finished but not written yet, as on a full disk. */
    private final List<Record> pending = new ArrayList<>();

    private FileChannel channel;
    /** How much of the file is whole lines. */
    private long length;

    private long forced = System.nanoTime();

    /**
     * The first line.
     *
     * @param kind such as {@code "audit"}
     * @param jaspis the version that made it: another one may find something else
     * @param started when the work began, ISO 8601, UTC
     * @param shard where it is of a part of the examples that were chosen, which
     */
    public record Title(String kind, int schema, String jaspis, String started, Optional<Shard> shard) {
        public Title {
            try {
                Instant.parse(started);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("started is '" + started + "', which is no time", e);
            }
        }

        public static Title of(String kind, String jaspis, Instant started) {
            return new Title(kind, SCHEMA, jaspis, started.toString(), Optional.empty());
        }

        /** The same of a part of the examples. */
        public Title of(Shard part) {
            return new Title(kind, schema, jaspis, started, Optional.of(part));
        }

        public Instant instant() {
            return Instant.parse(started);
        }
    }

    /** What a journal is read for, and so what is to be done where it is damaged. */
    public enum Use {
        RESUME("is no journal to go on from", "move it away, or leave out --resume"),
        MERGE("is no journal of a shard that could be merged", "run that shard again, in another folder");

        private final String not;
        private final String remedy;

        Use(String not, String remedy) {
            this.not = not;
            this.remedy = remedy;
        }

        /** That a folder is where a journal has to be. */
        String refusal(Path folder) {
            return "%s %s: it is a folder; %s".formatted(folder, not, remedy);
        }

        /** That a line of a journal isn't what it has to be. */
        String refusal(Path file, int line, String why) {
            String plain = why.replaceAll("\\p{Cntrl}", "?");
            return "%s %s: line %d: %s; %s"
                    .formatted(file, not, line, plain.length() <= 300 ? plain : plain.substring(0, 300) + "…", remedy);
        }
    }

    private Journal(Path file, List<Record> head, long length, boolean replace) {
        this.file = file;
        this.head = head;
        this.length = length;
        this.replace = replace;
    }

    /**
     * A journal that begins with its first entry.
     *
     * @param replace whether a journal that is in its place then may be lost; otherwise it is moved to a name with a
     *     number
     */
    public static <E extends Record> Journal<E> begin(Path file, Title title, Record settings, boolean replace) {
        return new Journal<>(file, List.of(title, settings), 0, replace);
    }

    /** A journal that goes on behind what was read of it. */
    public static <E extends Record> Journal<E> resume(Path file, Contents<?, E> contents) {
        return new Journal<>(file, List.of(), contents.length(), true);
    }

    /**
     * Reads the first line of a journal alone.
     *
     * @throws IOException when there is none that is whole, saying where and why
     */
    public static Title title(Path file, Use use) throws IOException {
        try (Lines lines = new Lines(file, use)) {
            if (!lines.next()) {
                throw new IOException(file + " has no whole line: the run that it is of has finished nothing yet");
            }
            return lines.as(Title.class);
        }
    }

    /** Where two records of a kind differ, in words: the first component that does; empty where none does. */
    public static String difference(Record one, Record other) {
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            try {
                Object before = component.getAccessor().invoke(one);
                Object now = component.getAccessor().invoke(other);
                if (!Objects.equals(before, now)) {
                    return component.getName() + " was " + before + " and is " + now;
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("settings are public records", e);
            }
        }
        return "";
    }

    /**
     * Writes an entry down, after those that couldn't be before.
     *
     * @throws IOException when that fails; the entry is kept, and tried again with the next
     */
    public void append(E entry) throws IOException {
        pending.add(entry);
        flush();
    }

    /** Writes what couldn't be written before. */
    private void flush() throws IOException {
        try {
            if (channel == null) {
                open();
            }
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            if (length == 0) {
                head.forEach(record -> Lines.write(record, lines));
            }
            pending.forEach(record -> Lines.write(record, lines));
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            try {
                channel.position(length);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                if (System.nanoTime() - forced > FORCE_NANOSECONDS) {
                    channel.force(false);
                    forced = System.nanoTime();
                }
            } catch (IOException e) {
                channel.truncate(length);
                throw e;
            }
            length += lines.size();
            pending.clear();
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private void open() throws IOException {
        if (length == 0 && Files.exists(file) && !replace) {
            int number = 2;
            while (Files.exists(numbered(number))) {
                number++;
            }
            Files.move(file, numbered(number));
        }
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (opened.tryLock() == null) {
                throw new IOException("another run writes it");
            }
            opened.truncate(length);
        } catch (OverlappingFileLockException e) {
            opened.close();
            throw new IOException("another run writes it", e);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        channel = opened;
    }

    private Path numbered(int number) {
        return file.resolveSibling(NAME.replace(".", "-" + number + "."));
    }

    /** Whether all that was appended is in the file. */
    public boolean complete() {
        return pending.isEmpty();
    }

    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            try (FileChannel last = channel) {
                last.force(true);
            } catch (IOException e) {
                throw unwritten(e);
            }
        }
    }

    private IOException unwritten(IOException cause) {
        return new IOException(file + " cannot be written: " + WholeFile.reason(cause), cause);
    }
}
