package io.jaspis.cli;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.KnownAudit;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.journal.Shards;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What is written down of an audit, and what is known of it before it begins: of an earlier run, of a report whose journal is gone, or
 * of shards.
 *
 * @param spec the command
 * @param folder where the journal is
 * @param resume whether to go on with what is there
 * @param shards what is merged, where something is
 */
record AuditJournal(CommandSpec spec, Path folder, boolean resume, Optional<Shards<AuditSettings, AuditEntry>> shards) {
    /**
     * Opens it.
     *
     * @param earlier the report to go on from, if there is one
     * @param part which shard this is, if it is one
     */
    Session<AuditEntry> open(
            Instant started,
            AuditSettings settings,
            Optional<EarlierReport> earlier,
            Examples examples,
            Optional<Shard> part)
            throws IOException {
        PrintWriter errors = spec.commandLine().getErr();
        if (shards.isPresent()) {
            return Session.merged(
                    folder,
                    shards.get(),
                    Journal.Title.of(
                            spec.name(), Provenance.VERSION, shards.get().started()),
                    settings,
                    AuditSettings.class,
                    AuditEntry.class,
                    errors);
        }
        if (earlier.isPresent() && !exists()) {
            return open(earlier.get(), settings, examples);
        }
        Journal.Title title = Journal.Title.of(spec.name(), Provenance.VERSION, started);
        return Session.open(
                folder,
                resume,
                part.map(title::of).orElse(title),
                settings,
                AuditSettings.class,
                AuditEntry.class,
                spec.commandLine().getOut(),
                errors);
    }

    /** Whether there is one already. */
    boolean exists() {
        return Files.exists(folder.resolve(Journal.NAME));
    }

    private Session<AuditEntry> open(EarlierReport earlier, AuditSettings settings, Examples examples)
            throws IOException {
        AuditReport report = earlier.report();
        List<Finding> findings = earlier.findings(examples, settings.device());
        spec.commandLine()
                .getOut()
                .printf(
                        "%s is gone, and %s suffices for %,d of its %,d examples: the others, and the curve, are done again%n",
                        folder.resolve(Journal.NAME),
                        earlier.file(),
                        findings.size(),
                        report.completion().done());
        double seconds = report.provenance().seconds();
        return Session.begin(
                folder,
                Journal.Title.of(
                        spec.name(), Provenance.VERSION, report.provenance().started()),
                settings,
                AuditEntry.all(seconds, findings, examples),
                seconds,
                spec.commandLine().getErr());
    }

    /**
     * What it tells of these examples; of shards, after they were seen to have all, it is written down.
     *
     * @param indices of all examples that were chosen
     * @param classes that the network tells apart
     */
    Known known(Session<AuditEntry> session, Examples examples, List<Integer> indices, int classes) throws IOException {
        KnownAudit audit = new KnownAudit(examples, classes);
        try {
            session.known().forEach(audit::add);
        } catch (IllegalArgumentException e) {
            throw session.refusal(e);
        }
        Known known = audit.known();
        if (shards.isPresent()) {
            BitSet found = new BitSet();
            known.findings().forEach(finding -> found.set(finding.index()));
            shards.get().requireAll(indices, found);
            session.writeKnown();
        }
        return known;
    }
}
