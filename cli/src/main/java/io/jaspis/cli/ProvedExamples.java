package io.jaspis.cli;

import io.jaspis.attacks.Effort;
import io.jaspis.audit.Finding;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.certify.crown.CrownBounds;
import io.jaspis.certify.crown.ProofFinder;
import io.jaspis.certify.crown.Stage;
import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.proof.Axis;
import io.jaspis.check.proof.Proof;
import io.jaspis.cli.options.CertificatesOption;
import io.jaspis.cli.options.RecordedReading;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ProgressBar;

/** Proofs of what an audit certified, in a file that {@code jaspis check} follows. */
final class ProvedExamples {
    /** How much more may be split than a certifier splits, whose bounds of neurons are closer. */
    private static final long MORE = 8;
    /** Each part has its own line in the file, with numbers for all neurons. */
    private static final long MOST_PARTS = 4096;
    /** Bytes between two examples, or a few more. */
    private static final int SEPARATOR = 8;

    private final CertificatesOption option;
    private final Problem problem;
    private final RecordedReading recorded;
    private final ProofFinder finder;

    /**
     * Sees before the work that there can be such proofs.
     *
     * @param effort that each may take
     * @throws InputException otherwise, saying why
     */
    ProvedExamples(CertificatesOption option, Problem problem, RecordedReading recorded, Effort effort) {
        this.option = option;
        this.problem = problem;
        this.recorded = recorded;
        this.finder = finder(option, problem, effort);
    }

    /**
     * Sees before the work that there can be such proofs, where another run is to write them.
     *
     * @throws InputException otherwise, saying why
     */
    static void require(CertificatesOption option, Problem problem, Effort effort) {
        finder(option, problem, effort);
    }

    private static ProofFinder finder(CertificatesOption option, Problem problem, Effort effort) {
        ProofFinder.refusal(problem).ifPresent(why -> {
            throw option.refused(why);
        });
        try {
            return new ProofFinder(problem, parts(problem, effort));
        } catch (InputException e) {
            throw option.refused(e.getMessage());
        }
    }

    /** Into how many parts the ball of an example may be split for each class, by what branch and bound may split there. */
    static long parts(Problem problem, Effort effort) {
        // The checker has bounds of some networks that branch and bound has none of.
        CrownBounds branching = CrownBounds.refusal(Stage.BRANCHING, problem).isEmpty()
                ? Stage.BRANCHING.with(effort, problem)
                : Stage.BRANCHING.with(effort);
        return Math.min(MOST_PARTS, MORE * branching.domains());
    }

    /**
     * Finds the proofs and writes them.
     *
     * @param command that made them
     * @param asked the examples of the audit
     * @param whole whether the audit has all that was asked for
     * @param stopped ends it early; what was found by then is written
     */
    void write(
            List<Finding> findings,
            String command,
            int asked,
            boolean whole,
            boolean silent,
            PrintWriter terminal,
            BooleanSupplier stopped)
            throws IOException {
        List<Integer> certified = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Certified)
                .map(Finding::index)
                .toList();
        List<BoundsCertificate.Example> proved;
        Allowance allowance = Allowance.current();
        try (ProgressBar bar = Terminal.bar("proofs", certified.size(), "examples", silent)) {
            proved = certified.parallelStream()
                    .map(index -> {
                        Optional<BoundsCertificate.Example> found = allowance.reading(() -> proved(index, stopped));
                        synchronized (bar) {
                            bar.step();
                        }
                        return found;
                    })
                    .flatMap(Optional::stream)
                    .toList();
        }
        boolean ended = stopped.getAsBoolean();
        if (proved.isEmpty()) {
            ProvedAnswer.none(
                    option,
                    (ended ? "it was stopped" : "nothing is certified")
                            + (certified.isEmpty() || ended ? "" : " in a way that can be followed"),
                    terminal);
            return;
        }
        Path file = option.placed(whole && !ended);
        int kept = written(certificate(command, asked, proved), file);
        if (kept == 0) {
            ProvedAnswer.none(option, "each proof is larger than what jaspis check reads", terminal);
            return;
        }
        terminal.printf(
                "Certificates: %s (%,d of %,d certified examples%s%s; jaspis check follows them)%n",
                file,
                kept,
                certified.size(),
                kept == proved.size()
                        ? ""
                        : ", %,d more would make a file larger than it reads".formatted(proved.size() - kept),
                proved.size() == certified.size()
                        ? ""
                        : ended ? ", then it was stopped" : ", of the others no proof was found that can be followed");
    }

    private BoundsCertificate certificate(String command, int asked, List<BoundsCertificate.Example> proved) {
        Threat threat = problem.threat();
        return new BoundsCertificate(
                BoundsCertificate.SCHEMA,
                BoundsCertificate.KIND,
                Provenance.VERSION,
                command,
                recorded.model(),
                recorded.data(),
                recorded.reading(),
                threat.norm(),
                threat.epsilon(),
                ProofFinder.axes(threat, problem.size()),
                asked,
                proved);
    }

    /** Writes a certificate with as many of its examples as its file has room for; how many these are, and nothing of none. */
    private static int written(BoundsCertificate certificate, Path file) throws IOException {
        try {
            ProvedAnswer.write(certificate, file);
            return certificate.count();
        } catch (CertificateFile.TooLargeException _) {
            BoundsCertificate fewer = within(certificate, CertificateFile.LARGEST);
            if (fewer.count() > 0) {
                ProvedAnswer.write(fewer, file);
            }
            return fewer.count();
        }
    }

    /**
     * A certificate that is too large with no more of its examples than its file has room for, in their order; those that take too
     * much are left out.
     *
     * @param most the bytes that it may have
     */
    static BoundsCertificate within(BoundsCertificate certificate, long most) {
        List<Axis> one = List.of(certificate.axes().getFirst());
        long none = CertificateFile.bytes(with(certificate, one, List.of()));
        long bytes = CertificateFile.bytes(with(certificate, certificate.axes(), List.of()));
        List<BoundsCertificate.Example> kept = new ArrayList<>();
        for (BoundsCertificate.Example example : certificate.examples()) {
            long more = CertificateFile.bytes(with(certificate, one, List.of(example))) - none + SEPARATOR;
            if (bytes + more <= most) {
                bytes += more;
                kept.add(example);
            }
        }
        return with(certificate, certificate.axes(), kept);
    }

    private static BoundsCertificate with(
            BoundsCertificate of, List<Axis> axes, List<BoundsCertificate.Example> examples) {
        return new BoundsCertificate(
                of.schema(),
                of.kind(),
                of.jaspis(),
                of.command(),
                of.model(),
                of.data(),
                of.reading(),
                of.norm(),
                of.epsilon(),
                axes,
                of.asked(),
                examples);
    }

    private Optional<BoundsCertificate.Example> proved(int index, BooleanSupplier stopped) {
        List<Proof> proofs = stopped.getAsBoolean()
                ? List.of()
                : finder.find(index, problem.threat().epsilon(), stopped);
        return proofs.isEmpty()
                ? Optional.empty()
                : Optional.of(new BoundsCertificate.Example(
                        index,
                        Fingerprint.of(example(index)),
                        problem.examples().label(index),
                        proofs));
    }

    private float[] example(int index) {
        float[] values = new float[problem.size()];
        problem.examples().copy(index, values, 0);
        return values;
    }
}
