package io.jaspis.cli;

import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Finding;
import io.jaspis.audit.Known;
import io.jaspis.audit.ProofStep;
import io.jaspis.audit.RadiusStep;
import io.jaspis.audit.Work;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.threat.Verdict;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ProgressBar;

/** An audit under way: a bar shows how far it is, a journal has what is finished. */
final class AuditRun implements Audit.Listener {
    private final Audit audit;
    private final Session<AuditEntry> session;
    private final Examples examples;
    private final PrintWriter errors;
    private final ProgressBar bar;
    private List<Finding> finished = List.of();
    private boolean counted;
    private long proved;
    private long broken;
    private final List<String> warnings = new ArrayList<>();

    private AuditRun(Audit audit, Session<AuditEntry> session, Examples examples, PrintWriter errors, ProgressBar bar) {
        this.audit = audit;
        this.session = session;
        this.examples = examples;
        this.errors = errors;
        this.bar = bar;
    }

    /** The bar that shows how far a run of this name is on so many examples. */
    static ProgressBar bar(String name, int count, boolean quiet) {
        ProgressBar bar = Terminal.bar(name, count, "examples", quiet);
        bar.setExtraMessage("");
        return bar;
    }

    /** Audits the examples of these indices, but for those that are known. */
    static Ending<AuditResult> run(
            Audit audit,
            Examples examples,
            List<Integer> indices,
            Known known,
            Session<AuditEntry> session,
            ProgressBar progress,
            PrintWriter errors,
            BooleanSupplier stopped) {
        int count = indices.size();
        try (ProgressBar bar = progress) {
            AuditRun run = new AuditRun(audit, session, examples, errors, bar);
            try {
                return new Ending<>(audit.run(indices, known, run, stopped), null);
            } catch (DeviceException e) {
                return new Ending<>(
                        new AuditResult(List.copyOf(run.finished), count, List.of(), run.warnings, false), e);
            }
        }
    }

    @Override
    public void warned(String warning) {
        warnings.add(warning);
        errors.println("jaspis: warning: " + warning);
        errors.flush();
    }

    @Override
    public void found(List<Finding> news, Work work) {
        session.append(AuditEntry.of(session.seconds(), news, examples, work));
        if (counted) {
            count(news);
        }
    }

    @Override
    public void portion(List<Finding> findings, int asked) {
        if (!counted) {
            count(findings);
            counted = true;
        }
        finished = findings;
        bar.stepTo(findings.size());
        bar.setExtraMessage(" "
                + (audit.plan().certifiers().isEmpty()
                        ? ""
                        : proved + (Terminal.narrow() ? " proved, " : " certified, "))
                + broken + " broken");
    }

    private void count(List<Finding> findings) {
        for (Finding finding : findings) {
            proved += finding.verdict() instanceof Verdict.Certified ? 1 : 0;
            broken += finding.verdict() instanceof Verdict.Falsified ? 1 : 0;
        }
    }

    @Override
    public void found(RadiusStep news, Work work) {
        session.append(AuditEntry.of(session.seconds(), news, work));
    }

    @Override
    public void found(ProofStep news, Work work) {
        session.append(AuditEntry.of(session.seconds(), news, work));
    }

    @Override
    public void curvePoint(int done, int asked) {
        bar.setExtraMessage(" other radii, %d of %d".formatted(done, asked));
    }
}
