package io.jaspis.cli.journal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run of a command with a journal: what earlier runs finished, and how this one's work is written down. A journal
 * that can't be written stops no work; that is said once.
 *
 * @param <E> the record of an entry
 */
public final class Session<E extends Record & Entry<E>> implements AutoCloseable {
    private final Journal<E> journal;
    private final List<E> entries;
    private final Instant started;
    private final double before;
    private final boolean merges;
    private final PrintWriter errors;
    private final long clock = System.nanoTime();
    private boolean told;

    private Session(Journal<E> journal, List<E> entries, Instant started, boolean merges, PrintWriter errors) {
        this.journal = journal;
        this.entries = entries;
        this.started = started;
        this.before = entries.isEmpty() ? 0 : entries.getLast().seconds();
        this.merges = merges;
        this.errors = errors;
    }

    /**
     * Opens the journal of a folder, without touching it before there is something to write down.
     *
     * @param resume whether to go on with what it has; where there is none, a new one begins
     * @throws IOException where the journal can't be gone on with, saying why
     */
    public static <S extends Record, E extends Record & Entry<E>> Session<E> open(
            Path folder,
            boolean resume,
            Journal.Title title,
            S settings,
            Class<S> settingsType,
            Class<E> entryType,
            PrintWriter terminal,
            PrintWriter errors)
            throws IOException {
        Path file = folder.resolve(Journal.NAME);
        requirePlace(file, title);
        if (!resume) {
            boolean finished = finished(file, title.kind(), settingsType, entryType);
            if (!finished) {
                terminal.println(
                        file + " has unfinished work, which --resume would go on with; it is kept under another name");
                terminal.flush();
            }
            return anew(file, title, settings, finished, errors);
        }
        Optional<Journal.Contents<S, E>> read = Files.exists(file)
                ? Journal.read(file, Journal.Use.RESUME, title.kind(), settingsType, entryType)
                : Optional.empty();
        if (read.isEmpty()) {
            return anew(file, title, settings, true, errors);
        }
        Journal.Contents<S, E> contents = read.get();
        if (!contents.title().jaspis().equals(title.jaspis())) {
            throw new IOException(
                    file + " was written by Jaspis " + contents.title().jaspis() + ", and this is " + title.jaspis()
                            + ", which may find something else; leave out --resume");
        }
        requireShard(file, contents.title().shard(), title.shard());
        String difference = Journal.difference(contents.settings(), settings);
        if (!difference.isEmpty()) {
            throw new IOException("--resume goes on with the same settings only, but " + difference + " (" + file
                    + "); give the same ones, or leave out --resume");
        }
        return new Session<>(
                Journal.resume(file, contents),
                contents.entries(),
                contents.title().instant(),
                false,
                errors);
    }

    /**
     * Begins the journal of a whole run with what its shards finished, where they are of these settings.
     *
     * @throws IOException where they aren't, or the journal can't take the place of what is there
     */
    public static <S extends Record, E extends Record & Entry<E>> Session<E> merged(
            Path folder,
            Shards<S, E> shards,
            Journal.Title title,
            S settings,
            Class<S> settingsType,
            Class<E> entryType,
            PrintWriter errors)
            throws IOException {
        Path file = folder.resolve(Journal.NAME);
        requirePlace(file, title);
        shards.requireSettings(settings);
        boolean finished = finished(file, title.kind(), settingsType, entryType);
        List<E> entries = shards.entries();
        Journal<E> journal = Journal.begin(file, title, settings, finished);
        Session<E> session = new Session<>(journal, entries, title.instant(), true, errors);
        entries.forEach(session::append);
        return session;
    }

    private static void requireShard(Path file, Optional<Shard> before, Optional<Shard> now) throws IOException {
        if (before.isEmpty() != now.isEmpty()) {
            throw new IOException(file + " is of a whole run, and not of shard "
                    + now.orElseThrow().name() + "; leave out --shard, or give another folder with --out");
        }
        if (before.isPresent()
                && !before.get().chosen().equals(now.orElseThrow().chosen())) {
            throw new IOException(
                    "%s is of a shard of %,d examples, but other ones are chosen now; choose the same, or leave out --resume"
                            .formatted(file, before.get().examples()));
        }
    }

    /** Refuses to put a journal in the place of another shard's, which a merge needs. */
    private static void requirePlace(Path file, Journal.Title title) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        Journal.Title before;
        try {
            before = Journal.title(file, Journal.Use.RESUME);
        } catch (IOException unreadable) {
            return;
        }
        boolean same = before.kind().equals(title.kind())
                && before.shard().map(Shard::name).equals(title.shard().map(Shard::name));
        if (before.shard().isPresent() && !same) {
            throw new IOException(
                    "%s has shard %s of another run, of 'jaspis %s', which 'jaspis merge' needs; give another folder with --out"
                            .formatted(file.getParent(), before.shard().get().name(), before.kind()));
        }
    }

    /**
     * Begins a journal with an entry of what is known from elsewhere, in place of one that is missing.
     *
     * @param title with the time when the work that is known began
     */
    public static <E extends Record & Entry<E>> Session<E> begin(
            Path folder, Journal.Title title, Record settings, E known, PrintWriter errors) {
        Journal<E> journal = Journal.begin(folder.resolve(Journal.NAME), title, settings, false);
        Session<E> session = new Session<>(journal, List.of(known), title.instant(), false, errors);
        session.append(known);
        return session;
    }

    private static <E extends Record & Entry<E>> Session<E> anew(
            Path file, Journal.Title title, Record settings, boolean replace, PrintWriter errors) {
        Journal<E> journal = Journal.begin(file, title, settings, replace);
        return new Session<>(journal, List.of(), title.instant(), false, errors);
    }

    /** Whether a journal's results are all written, or it has none. */
    private static <S extends Record, E extends Record & Entry<E>> boolean finished(
            Path file, String kind, Class<S> settings, Class<E> entry) {
        if (!Files.exists(file)) {
            return true;
        }
        try {
            List<E> entries = Journal.read(file, Journal.Use.RESUME, kind, settings, entry)
                    .map(Journal.Contents::entries)
                    .orElse(List.of());
            return entries.isEmpty() || entries.getLast().end();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Says that what is known can't be true of these examples. */
    public IOException refusal(IllegalArgumentException why) {
        return new IOException(
                merges
                        ? "the shards can't be merged: " + why.getMessage()
                                + "; run them again, with the model and the data as they are now"
                        : "%s can't be gone on with: %s; leave out --resume".formatted(file(), why.getMessage()),
                why);
    }

    /** Whether what is known comes of shards, rather than of earlier runs. */
    public boolean merges() {
        return merges;
    }

    /** What earlier runs finished. */
    public List<E> entries() {
        return entries;
    }

    /** When the first run began. */
    public Instant started() {
        return started;
    }

    /** What all runs have taken so far, but for what was lost. */
    public double seconds() {
        return before + (System.nanoTime() - clock) * 1e-9;
    }

    public Path file() {
        return journal.file();
    }

    /** Writes an entry down, as well as that goes. */
    public void append(E entry) {
        try {
            journal.append(entry);
        } catch (IOException e) {
            tell(e);
        }
    }

    private void tell(IOException failure) {
        if (!told) {
            errors.println("jaspis: warning: " + failure.getMessage() + "; the work goes on, but --resume can't go on"
                    + " from here before that is mended");
            errors.flush();
        }
        told = true;
    }

    /** Whether all that was finished is in the journal. */
    public boolean complete() {
        return journal.complete();
    }

    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            tell(e);
        }
    }
}
