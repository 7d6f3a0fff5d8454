package io.jaspis.cli.journal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One run of a command with a journal: what earlier runs finished, and how this one's work is written down. A journal
 * that can't be written stops no work; that is said once.
 *
 * @param <E> the record of an entry
 */
public final class Session<E extends Record & Entry<E>> implements AutoCloseable {
    private final Journal<E> journal;
    private final Entries<E> known;
    private final Instant started;
    private final double before;
    private final boolean merges;
    private final PrintWriter errors;
    private final long clock = System.nanoTime();
    private boolean told;
    /** Whether something was left out of the journal for good. */
    private boolean lacking;

    /** @param before the seconds that all that is known took */
    private Session(
            Journal<E> journal, Entries<E> known, double before, Instant started, boolean merges, PrintWriter errors) {
        this.journal = journal;
        this.known = known;
        this.started = started;
        this.before = before;
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
            Former former = Former.at(file, title, settings, settingsType, entryType);
            if (former != Former.ENDED) {
                terminal.println(file + " has " + former.words + "; it is kept under another name");
                terminal.flush();
            }
            return anew(file, title, settings, former == Former.ENDED, errors);
        }
        Optional<Contents<S, E>> read = Files.exists(file)
                ? Contents.read(file, Journal.Use.RESUME, title.kind(), settingsType, entryType)
                : Optional.empty();
        if (read.isEmpty()) {
            return anew(file, title, settings, true, errors);
        }
        Contents<S, E> contents = read.get();
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
                contents,
                contents.last().map(Entry::seconds).orElse(0.0),
                contents.title().instant(),
                false,
                errors);
    }

    /**
     * Opens the journal of a whole run with what its shards finished, where they are of these settings. {@link #writeKnown} writes that down.
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
        boolean ended = Former.at(file, title, settings, settingsType, entryType) == Former.ENDED;
        Journal<E> journal = Journal.begin(file, title, settings, ended);
        return new Session<>(journal, shards, shards.seconds(), title.instant(), true, errors);
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

    /** Refuses to put a journal in the place of a folder, or of another shard's, which a merge needs. */
    private static void requirePlace(Path file, Journal.Title title) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        if (Files.isDirectory(file)) {
            throw new IOException(
                    file + " is a folder, where the journal goes that --resume reads; move it away, or give"
                            + " another folder with --out");
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
                    "%s has shard %s of a run of 'jaspis %s', which 'jaspis merge' needs; give another folder with --out"
                            .formatted(file.getParent(), before.shard().get().name(), before.kind()));
        }
    }

    /**
     * Begins a journal with what is known from elsewhere, in place of one that is missing.
     *
     * @param title with the time when the work that is known began
     * @param seconds that it took
     */
    public static <E extends Record & Entry<E>> Session<E> begin(
            Path folder, Journal.Title title, Record settings, Entries<E> known, double seconds, PrintWriter errors)
            throws IOException {
        Journal<E> journal = Journal.begin(folder.resolve(Journal.NAME), title, settings, false);
        Session<E> session = new Session<>(journal, known, seconds, title.instant(), false, errors);
        session.writeKnown();
        return session;
    }

    private static <E extends Record & Entry<E>> Session<E> anew(
            Path file, Journal.Title title, Record settings, boolean replace, PrintWriter errors) {
        Journal<E> journal = Journal.begin(file, title, settings, replace);
        return new Session<>(journal, _ -> {}, 0, title.instant(), false, errors);
    }

    /** What a new journal would take the place of. */
    private enum Former {
        /** Results that are all written, or nothing. */
        ENDED(""),
        /** What can't be read, too. */
        UNFINISHED("unfinished work, which --resume would go on with"),
        /** A merge of that question's shards has nothing else. */
        NEEDED("a shard of another question, which a merge needs");

        private final String words;

        Former(String words) {
            this.words = words;
        }

        static <S extends Record, E extends Record & Entry<E>> Former at(
                Path file, Journal.Title title, S settings, Class<S> settingsType, Class<E> entryType) {
            if (!Files.exists(file)) {
                return ENDED;
            }
            try {
                return Contents.read(file, Journal.Use.RESUME, title.kind(), settingsType, entryType)
                        .map(contents -> of(contents, title, settings))
                        .orElse(ENDED);
            } catch (IOException unreadable) {
                return UNFINISHED;
            }
        }

        private static <S extends Record, E extends Record & Entry<E>> Former of(
                Contents<S, E> contents, Journal.Title title, S settings) {
            if (!contents.last().map(Entry::end).orElse(true)) {
                return UNFINISHED;
            }
            Optional<String> chosen = contents.title().shard().map(Shard::chosen);
            boolean same = chosen.equals(title.shard().map(Shard::chosen))
                    && Journal.difference(contents.settings(), settings).isEmpty();
            return chosen.isEmpty() || same ? ENDED : NEEDED;
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

    /** What earlier runs finished, or shards. */
    public Entries<E> known() {
        return known;
    }

    /** Writes down what is known from elsewhere, as well as that goes. */
    public void writeKnown() throws IOException {
        known.forEach(entry -> {
            // What can't be written isn't kept: it may be more than memory holds.
            if (journal.complete()) {
                append(entry);
            } else {
                lacking = true;
            }
        });
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
        return journal.complete() && !lacking;
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
