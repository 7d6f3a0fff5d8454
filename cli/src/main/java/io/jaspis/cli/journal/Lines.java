package io.jaspis.cli.journal;

import io.jaspis.check.StrictRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** The whole lines of a journal as records, one after the other; a last line without an end is left out. */
final class Lines implements AutoCloseable {
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
    private final Journal.Use use;
    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    /** How much of the buffer was read. */
    private int filled;
    /** Where the line begins that was read last, and where what is behind its end. */
    private int start;

    private int end;
    private int number;
    private long length;

    Lines(Path file, Journal.Use use) throws IOException {
        this(file, use, 0, 0);
    }

    /**
     * Those behind others.
     *
     * @param length of the others, with their ends, in bytes
     * @param number of them
     */
    Lines(Path file, Journal.Use use, long length, int number) throws IOException {
        this.file = file;
        this.use = use;
        this.length = length;
        this.number = number;
        if (Files.isDirectory(file)) {
            throw new IOException(use.refusal(file));
        }
        this.in = Files.newInputStream(file);
        try {
            in.skipNBytes(length);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Goes on to the next line, if there is one that is whole. */
    boolean next() throws IOException {
        start = end;
        int seen = start;
        while (true) {
            while (seen < filled) {
                if (buffer[seen++] == '\n') {
                    end = seen;
                    number++;
                    length += end - start;
                    return true;
                }
            }
            seen -= start;
            if (!fill()) {
                return false;
            }
        }
    }

    /** Reads more of the file behind the line that begins, which is moved to the front; false at the file's end. */
    private boolean fill() throws IOException {
        int begun = filled - start;
        byte[] place = 2 * begun > buffer.length ? new byte[Math.multiplyExact(2, buffer.length)] : buffer;
        System.arraycopy(buffer, start, place, 0, begun);
        buffer = place;
        start = 0;
        filled = begun;
        int more = in.read(buffer, filled, buffer.length - filled);
        filled += Math.max(more, 0);
        return more > 0;
    }

    /**
     * The line as a record.
     *
     * @throws IOException where it isn't exactly one, saying where and why
     */
    <T extends Record> T as(Class<T> type) throws IOException {
        try {
            return StrictRecords.read(MAPPER.readTree(buffer, start, end - 1 - start), type);
        } catch (JacksonException e) {
            throw damaged(e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(e.getMessage(), e);
        }
    }

    /** That the line isn't what it has to be. */
    IOException damaged(String why, Exception cause) {
        return new IOException(use.refusal(file, number, why), cause);
    }

    /** The bytes of the line, with its end. */
    int bytes() {
        return end - start;
    }

    /** The bytes of the lines so far, with their ends. */
    long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Writes a record as a line. */
    static void write(Record record, ByteArrayOutputStream lines) {
        lines.writeBytes(MAPPER.writeValueAsString(record).getBytes(StandardCharsets.UTF_8));
        lines.write('\n');
    }
}
