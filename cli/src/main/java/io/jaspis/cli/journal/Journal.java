package io.jaspis.cli.journal;

import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.certificate.StrictRecords;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

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

    /** Characters of one text: a large example as Base64. */
    private static final int LONGEST = 1 << 30;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST)
                            .maxNestingDepth(8)
                            .maxNumberLength(64)
                            .maxNameLength(256)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(StrictRecords.words())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

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

    /**
     * What a journal holds.
     *
     * @param length of its whole lines, in bytes
     */
    public record Contents<S extends Record, E extends Record>(Title title, S settings, List<E> entries, long length) {}

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
     * Reads a journal; there is nothing where not even its settings are whole.
     *
     * @throws IOException when it isn't one, saying where and why
     */
    public static <S extends Record, E extends Record> Optional<Contents<S, E>> read(
            Path file, Use use, String kind, Class<S> settings, Class<E> entry) throws IOException {
        Title title = null;
        S set = null;
        List<E> entries = new ArrayList<>();
        long length = 0;
        int number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (byte[] line = line(in); line != null; line = line(in)) {
                number++;
                length += line.length + 1;
                if (title == null) {
                    title = parse(line, Title.class);
                    require(title, kind);
                } else if (set == null) {
                    set = parse(line, settings);
                } else {
                    entries.add(parse(line, entry));
                }
            }
        } catch (JacksonException e) {
            throw damaged(file, use, number, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(file, use, number, e.getMessage(), e);
        }
        return set == null ? Optional.empty() : Optional.of(new Contents<>(title, set, entries, length));
    }

    /**
     * Reads the first line of a journal alone.
     *
     * @throws IOException when there is none that is whole, saying where and why
     */
    public static Title title(Path file, Use use) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] line = line(in);
            if (line == null) {
                throw new IOException(file + " has no whole line: the run that it is of has finished nothing yet");
            }
            return parse(line, Title.class);
        } catch (JacksonException e) {
            throw damaged(file, use, 1, e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(file, use, 1, e.getMessage(), e);
        }
    }

    private static IOException damaged(Path file, Use use, int line, String why, Exception cause) {
        String plain = why.replaceAll("\\p{Cntrl}", "?");
        return new IOException(
                "%s %s: line %d: %s; %s"
                        .formatted(
                                file,
                                use.not,
                                line,
                                plain.length() <= 300 ? plain : plain.substring(0, 300) + "…",
                                use.remedy),
                cause);
    }

    private static void require(Title title, String kind) {
        if (!title.kind().equals(kind)) {
            throw new IllegalArgumentException("its kind is '" + title.kind() + "', not '" + kind + "'");
        }
        if (title.schema() != SCHEMA) {
            throw new IllegalArgumentException(
                    "it has the layout " + title.schema() + " (schema), but this version reads " + SCHEMA);
        }
    }

    /** The next line without its end, or null where there is none or where it has no end. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toByteArray();
            }
            line.write(next);
        }
        return null;
    }

    private static <T extends Record> T parse(byte[] line, Class<T> type) {
        return StrictRecords.read(MAPPER.readTree(line), type);
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
                head.forEach(record -> line(record, lines));
            }
            pending.forEach(record -> line(record, lines));
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

    private static void line(Record record, ByteArrayOutputStream lines) {
        lines.writeBytes(MAPPER.writeValueAsString(record).getBytes(StandardCharsets.UTF_8));
        lines.write('\n');
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
