package io.jaspis.cli;

import io.jaspis.audit.AuditResult;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.options.AttackOptions;
import io.jaspis.cli.results.Delivery;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.TypedCommand;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What an audit ends with: what speaks against its number is looked for, its report is told and delivered, and what was certified
 * is proved where that is asked for.
 *
 * @param trials which know what checks attacks are put to
 * @param proofs of what is certified, in a file; empty where none are asked for here
 * @param part which shard this is, if it is one
 */
record AuditEnd(
        AuditQuestion question,
        AttackOptions trials,
        JudgedReports reports,
        AuditDelivery delivery,
        Optional<ProvedExamples> proofs,
        Optional<Shard> part,
        AuditText text) {
    /** Tells and writes what was found; the exit code. */
    int of(Ending<AuditResult> ending, Session<AuditEntry> session, BooleanSupplier stopped) throws IOException {
        AuditResult result = ending.result();
        if (result.findings().isEmpty()) {
            return delivery.nothing(ending);
        }
        Doubts doubts = doubts(ending, stopped);
        AuditReport report = reports.of(result, doubts, session, stopped);
        text.report(report);
        boolean written = delivery.write(report, result, session)
                & (part.isPresent() || delivery.keep(report, result, text.terminal()));
        if (proofs.isPresent()) {
            written &= prove(proofs.get(), result, stopped);
        }
        if (doubts.failure() != null) {
            throw doubts.failure();
        }
        if (doubts.lost() != null) {
            text.lost(doubts.lost(), result, question.count(), written);
            return ExitCode.DEVICE;
        }
        if (part.isPresent() && written && !result.partial()) {
            text.whole(part.get());
        }
        return written ? delivery.exitCode(report, stopped.getAsBoolean()) : ExitCode.BAD_INPUT;
    }

    /** Tells what an earlier report has that says all that is asked for, and ends as the run that wrote it. */
    int again(EarlierReport whole) {
        AuditReport report = reports.judged(whole.report());
        text.report(report);
        text.nothingLeft(whole.file(), question.count());
        return delivery.writeAgain(report) ? delivery.exitCode(report, false) : ExitCode.BAD_INPUT;
    }

    /** What speaks against the number of a whole run; of others nothing is looked for. */
    private Doubts doubts(Ending<AuditResult> ending, BooleanSupplier stopped) {
        AuditResult result = ending.result();
        return ending.lost() == null && !result.cutOff() && part.isEmpty()
                ? Doubts.of(() -> trials.checks(question.problem(), question.plan())
                        .of(result.standing(), result.findings().size(), stopped))
                : Doubts.none(ending.lost());
    }

    /** Writes proofs of what is certified; whether that went well. */
    private boolean prove(ProvedExamples certified, AuditResult result, BooleanSupplier stopped) {
        boolean written = Delivery.beside(
                () -> certified.write(
                        result.findings(),
                        TypedCommand.of(delivery.spec()),
                        question.count(),
                        !result.partial(),
                        text.silent(),
                        text.terminal(),
                        stopped),
                text.errors());
        text.terminal().flush();
        return written;
    }
}
