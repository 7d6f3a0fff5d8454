package io.jaspis.cli.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a journal holds. Its title, its settings and its last entry are read at once, and kept; all entries are read when they are asked for,
 * one at a time, and only then is it seen whether each is exactly of the format. What is written behind them meanwhile doesn't count.
 *
 * @param <S> the record of settings
 * @param <E> the record of an entry
 */
public final class Contents<S extends Record, E extends Record> implements Entries<E> {
    private final Path file;
    private final Journal.Use use;
    private final Class<E> type;
    private final Journal.Title title;
    private final S settings;
    private final long length;
    private final Optional<E> last;

    private Contents(
            Path file, Journal.Use use, Class<E> type, Journal.Title title, S settings, long length, Optional<E> last) {
        this.file = file;
        this.use = use;
        this.type = type;
        this.title = title;
        this.settings = settings;
        this.length = length;
        this.last = last;
    }

    /**
     * Looks a journal through; there is nothing where not even its settings are whole.
     *
     * @throws IOException when it isn't one, saying where and why
     */
    public static <S extends Record, E extends Record> Optional<Contents<S, E>> read(
            Path file, Journal.Use use, String kind, Class<S> settings, Class<E> entry) throws IOException {
        try (Lines lines = new Lines(file, use)) {
            if (!lines.next()) {
                return Optional.empty();
            }
            Journal.Title title = lines.as(Journal.Title.class);
            String misfit = misfit(title, kind);
            if (!misfit.isEmpty()) {
                throw lines.damaged(misfit, null);
            }
            if (!lines.next()) {
                return Optional.empty();
            }
            S set = lines.as(settings);
            long before = lines.length();
            int number = 2;
            while (lines.next()) {
                number++;
                before = lines.length() - lines.bytes();
            }
            long length = lines.length();
            return Optional.of(new Contents<>(
                    file, use, entry, title, set, length, last(file, use, entry, before, length, number)));
        }
    }

    private static <E extends Record> Optional<E> last(
            Path file, Journal.Use use, Class<E> entry, long before, long length, int number) throws IOException {
        if (before == length) {
            return Optional.empty();
        }
        try (Lines lines = new Lines(file, use, before, number - 1)) {
            if (!lines.next() || lines.length() != length) {
                throw changed(file);
            }
            return Optional.of(lines.as(entry));
        }
    }

    private static IOException changed(Path file) {
        return new IOException(file + " has changed while it was read: another run writes it");
    }

    private static String misfit(Journal.Title title, String kind) {
        if (!title.kind().equals(kind)) {
            return "its kind is '" + title.kind() + "', not '" + kind + "'";
        }
        return title.schema() == Journal.SCHEMA
                ? ""
                : "it has the layout " + title.schema() + " (schema), but this version reads " + Journal.SCHEMA;
    }

    public Journal.Title title() {
        return title;
    }

    public S settings() {
        return settings;
    }

    /** The last entry, if there is any. */
    public Optional<E> last() {
        return last;
    }

    /** The whole lines, in bytes. */
    long length() {
        return length;
    }

    @Override
    public void forEach(Consumer<? super E> each) throws IOException {
        try (Lines lines = new Lines(file, use)) {
            int number = 0;
            while (lines.length() < length && lines.next()) {
                number++;
                if (number > 2) {
                    each.accept(lines.as(type));
                }
            }
            if (lines.length() != length) {
                throw changed(file);
            }
        }
    }
}
