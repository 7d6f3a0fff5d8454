package io.jaspis.cli;

import io.jaspis.audit.AuditResult;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.report.GateText;
import io.jaspis.audit.report.Places;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.options.AdversarialOption;
import io.jaspis.cli.options.FormatOption;
import io.jaspis.cli.options.VerdictsOption;
import io.jaspis.cli.results.Delivery;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.results.Standing;
import io.jaspis.cli.results.VerdictTable;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.TypedCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The end of an audit: its files are written, and its exit code says how it went.
 *
 * @param spec the command
 * @param formats of the report
 * @param verdicts a table that may be asked for beside it
 * @param adversarial a file of adversarial examples, likewise
 * @param curve the radii over which attacks and certifiers went
 * @param places where model and data lie
 * @param folder where the files go
 */
record AuditDelivery(
        CommandSpec spec,
        FormatOption formats,
        VerdictsOption verdicts,
        AdversarialOption adversarial,
        List<Double> curve,
        Places places,
        OutputFolder folder) {
    /** Says that nothing was finished; there is no report then. */
    int nothing(Ending<AuditResult> ending) {
        if (ending.lost() != null) {
            throw ending.lost();
        }
        spec.commandLine()
                .getErr()
                .println(
                        ending.result().cutOff()
                                ? "jaspis: the time limit ended it before any example was finished; nothing is written"
                                : "jaspis: stopped before any example was finished; nothing is written");
        return ending.result().cutOff() ? ExitCode.BAD_INPUT : ExitCode.INTERRUPTED;
    }

    private static Standing standing(AuditReport report) {
        return Standing.of(
                ReportAssembly.question(report),
                report.examples().stream().mapToInt(AuditReport.ExampleResult::index),
                report.whole());
    }

    /** Writes the report, and after a whole one that nothing is left to do. */
    boolean write(AuditReport report, AuditResult result, Session<AuditEntry> session) throws IOException {
        SequencedMap<String, WholeFile.Content> contents =
                formats.contents(report, places, () -> VerdictTable.of(report, result.reaches(), curve));
        Delivery delivery = new Delivery(
                folder,
                session,
                TypedCommand.again(spec),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        Standing standing = standing(report);
        boolean written =
                delivery.write(standing, file -> standing(ReportJson.read(file)), contents, forms(), formats.told());
        if (written && standing.whole()) {
            session.append(AuditEntry.end(session.seconds()));
        }
        return written;
    }

    /** The files of reports in the folder, but for a table of verdicts that is asked for there in its own right. */
    private List<String> forms() throws IOException {
        List<String> forms = new ArrayList<>();
        for (String name : FormatOption.NAMES) {
            if (!verdicts.goesTo(folder.file(name))) {
                forms.add(name);
            }
        }
        return forms;
    }

    /** Writes the forms of a whole report for other programs, and a page that isn't there: conditions, and forms, may be others than before. */
    boolean writeAgain(AuditReport report) {
        Map<Path, WholeFile.Content> contents = new LinkedHashMap<>();
        formats.contents(report, places, () -> {
                    throw new AssertionError("a report alone has no verdicts at other radii");
                })
                .forEach((name, content) -> {
                    Path file = folder.file(name);
                    boolean stays = name.equals(ReportJson.NAME) || name.equals(ReportHtml.NAME) && Files.exists(file);
                    if (!stays) {
                        contents.put(file, content);
                    }
                });
        return contents.isEmpty()
                || Delivery.beside(
                        () -> WholeFile.writeTogether(contents),
                        spec.commandLine().getErr());
    }

    /** Writes what is asked for beside the report. */
    boolean keep(AuditReport report, AuditResult result, PrintWriter terminal) {
        boolean whole = !report.completion().partial();
        return Delivery.beside(
                () -> {
                    verdicts.write(VerdictTable.of(report, result.reaches(), curve), whole, terminal);
                    adversarial.write(result.findings(), whole, terminal);
                    terminal.flush();
                },
                spec.commandLine().getErr());
    }

    /** The exit code, where every condition is told with it, and every doubt. */
    int exitCode(AuditReport report, boolean interrupted) {
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        for (Gate gate : report.gates()) {
            if (gate.passed()) {
                spec.commandLine().getOut().println(GateText.of(gate, report));
            } else {
                spec.commandLine().getErr().println("jaspis: " + GateText.of(gate, report));
            }
        }
        if (report.trust().doubtful()) {
            report.trust()
                    .doubts()
                    .forEach(doubt -> spec.commandLine().getErr().println("jaspis: unreliable: " + doubt));
            return ExitCode.UNRELIABLE;
        }
        return report.gates().stream().allMatch(Gate::passed) ? ExitCode.OK : ExitCode.BELOW;
    }
}
