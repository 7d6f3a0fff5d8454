package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.cli.journal.Entry;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.journal.Shards;
import io.jaspis.cli.terminal.TypedCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What is written down of a run, and what is known of it before it begins: of an earlier run, or of shards.
 *
 * @param <S> the record of settings
 * @param <E> the record of an entry
 * @param spec the command
 * @param folder where the journal is
 * @param resume whether to go on with what is there
 * @param shards what is merged, where something is
 */
record RunJournal<S extends Record, E extends Record & Entry<E>>(
        CommandSpec spec,
        Path folder,
        boolean resume,
        Optional<Shards<S, E>> shards,
        Class<S> settingsType,
        Class<E> entryType) {
    /**
     * Opens it.
     *
     * @param indices of all examples that were chosen
     * @param part which shard this is, if it is one
     */
    Session<E> open(Instant started, S settings, List<Integer> indices, Optional<Shard> part) throws IOException {
        PrintWriter errors = spec.commandLine().getErr();
        if (shards.isPresent()) {
            shards.get().requireChosen(indices);
            return Session.merged(
                    folder, shards.get(), title(shards.get().started()), settings, settingsType, entryType, errors);
        }
        Journal.Title title = title(started);
        return Session.open(
                folder,
                resume,
                part.map(title::of).orElse(title),
                settings,
                settingsType,
                entryType,
                spec.commandLine().getOut(),
                errors);
    }

    /** The title of a journal of this command whose work began then. */
    Journal.Title title(Instant started) {
        return Journal.Title.of(spec.name(), Provenance.VERSION, started);
    }

    /** Where it is. */
    Path file() {
        return folder.resolve(Journal.NAME);
    }

    /** What it keeps of a run that ends without its results, and the command that goes on; "" where it hasn't all of it. */
    String kept(Session<E> session) {
        return exists() && session.complete()
                ? session.file() + " has what was finished, and with --resume the same command goes on from there: "
                        + TypedCommand.again(spec)
                : "";
    }

    /** Whether there is one already. */
    boolean exists() {
        return Files.exists(file());
    }

    /**
     * Gives what it tells, entry by entry; of shards, after they were seen to have all, it is written down.
     *
     * @param indices of all examples that were chosen
     * @param add takes an entry up, or refuses it by an {@link IllegalArgumentException}
     * @param found the indices of the examples that were taken up, asked for behind the last entry
     */
    void known(Session<E> session, List<Integer> indices, Consumer<E> add, Supplier<IntStream> found)
            throws IOException {
        try {
            session.known().forEach(add);
        } catch (IllegalArgumentException e) {
            throw session.refusal(e);
        }
        if (shards.isPresent()) {
            BitSet all = new BitSet();
            found.get().forEach(all::set);
            shards.get().requireAll(indices, all);
            session.writeKnown();
        }
    }
}
