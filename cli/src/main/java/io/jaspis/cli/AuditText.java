package io.jaspis.cli;

import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.Counted;
import io.jaspis.audit.report.ReportText;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.options.ThreatOptions;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.threat.Threat;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What an audit tells while it goes on, and at its end.
 *
 * @param terminal takes what isn't a warning or an error
 * @param silent whether no bar is to show how far it is
 */
record AuditText(PrintWriter terminal, PrintWriter errors, boolean silent) {
    /** Says what is read. */
    void reading(Path model, Path data) {
        terminal.printf("Reading %s and %s%n", model, data);
        terminal.flush();
    }

    /**
     * Says what is done with which examples.
     *
     * @param doing a word that begins a sentence
     * @param data the name of the data
     * @param target what attacks aim at, as a report says it
     */
    void start(String doing, Path model, String data, AuditQuestion question, String target) {
        Threat threat = question.problem().threat();
        terminal.printf(
                "%s %s on %s of %s, %s ball of radius %s%s%n",
                doing,
                model.getFileName(),
                Counted.examples(question.count()),
                data,
                threat.norm().symbol(),
                threat.epsilon(),
                ThreatOptions.unit(threat));
        terminal.println("Chosen: " + question.chosen().text());
        if (question.problem().targeted()) {
            terminal.println("Attacks aim at " + target);
        }
    }

    /**
     * Says what of so many examples was done before.
     *
     * @param resumed whether an earlier run is gone on with
     */
    void known(Session<AuditEntry> session, Known known, int count, boolean resumed) {
        if (session.merges()) {
            terminal.printf("Merged %s%n", Counted.examples(count));
        } else if (resumed) {
            terminal.printf("Going on after %,d of %s%n", known.findings().size(), Counted.examples(count));
        }
        terminal.flush();
    }

    /** Tells the figures of a report. */
    void report(AuditReport report) {
        terminal.println(ReportText.of(report, Terminal.charset(), Terminal.columns()));
        terminal.flush();
    }

    /** Says that a report has all of so many examples. */
    void nothingLeft(Path report, int count) {
        terminal.printf(
                "Nothing is left to do: %s has %s%n",
                report, count == 1 ? "the example" : "all " + Counted.examples(count));
    }

    /**
     * Says that the device was lost, and what there is of so many examples all the same.
     *
     * @param written whether a report has it
     */
    void lost(DeviceException lost, AuditResult result, int count, boolean written) {
        errors.println("jaspis: " + lost.getMessage());
        errors.printf(
                "jaspis: %s what was finished before: %,d of %s%s%n",
                written ? "the report has" : "this is",
                result.findings().size(),
                Counted.examples(count),
                result.partial() || !result.curve().isEmpty() ? "" : ", without the curve over other radii");
    }

    /** Says where what speaks of all examples comes from, behind the whole report of a shard. */
    void whole(Shard part) {
        terminal.println("This is shard " + part.name()
                + ". What speaks of all examples, such as conditions, comes of 'jaspis merge', which takes the folders of"
                + " all shards.");
    }
}
