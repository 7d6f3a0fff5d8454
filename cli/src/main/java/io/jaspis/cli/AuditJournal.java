package io.jaspis.cli;

import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.cli.journal.KnownAudit;
import io.jaspis.cli.journal.Session;
import java.io.IOException;
import java.util.List;

/** What a journal tells of an audit before it begins, or a report in its place. */
final class AuditJournal {
    private AuditJournal() {}

    /** Begins one with what a report tells whose own journal is gone. */
    static Session<AuditEntry> begin(
            RunJournal<AuditSettings, AuditEntry> journal,
            EarlierReport earlier,
            AuditSettings settings,
            Examples examples)
            throws IOException {
        AuditReport report = earlier.report();
        List<Finding> findings = earlier.requireOf(examples, settings.device()).findings(examples);
        journal.spec()
                .commandLine()
                .getOut()
                .printf(
                        "%s is gone, and %s suffices for %,d of its %,d examples: the others, and the curve, are done again%n",
                        journal.file(),
                        earlier.file(),
                        findings.size(),
                        report.completion().done());
        double seconds = report.provenance().seconds();
        return Session.begin(
                journal.folder(),
                journal.title(report.provenance().started()),
                settings,
                AuditEntry.all(seconds, findings, examples),
                seconds,
                journal.spec().commandLine().getErr());
    }

    /**
     * What it tells of these examples.
     *
     * @param indices of all examples that were chosen
     * @param classes that the network tells apart
     */
    static Known known(
            RunJournal<AuditSettings, AuditEntry> journal,
            Session<AuditEntry> session,
            Examples examples,
            List<Integer> indices,
            int classes)
            throws IOException {
        KnownAudit audit = new KnownAudit(examples, classes);
        journal.known(
                session,
                indices,
                audit::add,
                () -> audit.known().findings().stream().mapToInt(Finding::index));
        return audit.known();
    }
}
