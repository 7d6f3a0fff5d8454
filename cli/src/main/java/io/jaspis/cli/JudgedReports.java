package io.jaspis.cli;

import io.jaspis.audit.AuditResult;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.options.GateOptions;
import io.jaspis.cli.options.ThreatOptions;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.cli.terminal.TypedOptions;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Reports of an audit with the conditions on it.
 *
 * @param spec the command that made them
 * @param certified the share that is to be certified, or null
 * @param part whether they are of a part of the examples: conditions on all of them say nothing of it
 */
record JudgedReports(
        CommandSpec spec,
        ReportAssembly assembly,
        ThreatOptions attacker,
        GateOptions gates,
        Double certified,
        boolean part) {
    /** What attacks aim at, in words. */
    String target() {
        return assembly.settings().target();
    }

    /** The report of what was found in this run. */
    AuditReport of(AuditResult result, Doubts doubts, Session<AuditEntry> session, BooleanSupplier stopped) {
        Provenance.Run run = new Provenance.Run(
                TypedCommand.of(spec),
                TypedOptions.of(spec, attacker.refused(), attacker.taken()),
                session.started(),
                session.seconds());
        AuditReport report = judged(assembly.report(result, run).with(doubts.trust()));
        return doubts.ended() || stopped.getAsBoolean() ? report.stopped() : report;
    }

    /** A report with how the conditions came out that are asked for now. */
    AuditReport judged(AuditReport report) {
        return part ? report : gates.applied(report, certified);
    }
}
