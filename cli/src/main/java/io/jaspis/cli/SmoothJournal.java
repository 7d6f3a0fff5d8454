package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.KnownSmoothing;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.journal.Shards;
import io.jaspis.cli.journal.SmoothingEntry;
import io.jaspis.cli.journal.SmoothingSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What is written down of smoothing, and what is known of it before it begins: of an earlier run, or of shards.
 *
 * @param spec the command
 * @param folder where the journal is
 * @param resume whether to go on with what is there
 * @param shards what is merged, where something is
 */
record SmoothJournal(
        CommandSpec spec, Path folder, boolean resume, Optional<Shards<SmoothingSettings, SmoothingEntry>> shards) {
    /**
     * Opens it.
     *
     * @param indices of all examples that were chosen
     * @param part which shard this is, if it is one
     */
    Session<SmoothingEntry> open(
            Instant started, SmoothingSettings settings, List<Integer> indices, Optional<Shard> part)
            throws IOException {
        PrintWriter errors = spec.commandLine().getErr();
        if (shards.isPresent()) {
            shards.get().requireChosen(indices);
            return Session.merged(
                    folder,
                    shards.get(),
                    Journal.Title.of(
                            spec.name(), Provenance.VERSION, shards.get().started()),
                    settings,
                    SmoothingSettings.class,
                    SmoothingEntry.class,
                    errors);
        }
        Journal.Title title = Journal.Title.of(spec.name(), Provenance.VERSION, started);
        return Session.open(
                folder,
                resume,
                part.map(title::of).orElse(title),
                settings,
                SmoothingSettings.class,
                SmoothingEntry.class,
                spec.commandLine().getOut(),
                errors);
    }

    /** What the journal tells of these examples; of shards, after they were seen to have all, it is written down. */
    List<Example> known(Session<SmoothingEntry> session, Examples shaped, List<Integer> indices) throws IOException {
        KnownSmoothing smoothing = new KnownSmoothing(shaped);
        try {
            session.known().forEach(smoothing::add);
        } catch (IllegalArgumentException e) {
            throw session.refusal(e);
        }
        List<Example> known = smoothing.examples();
        if (shards.isPresent()) {
            BitSet found = new BitSet();
            known.forEach(example -> found.set(example.index()));
            shards.get().requireAll(indices, found);
            session.writeKnown();
        }
        return known;
    }
}
