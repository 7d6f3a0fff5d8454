package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.verifying.RefutationFinder;
import io.jaspis.check.Certificate;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.FileSource;
import io.jaspis.check.ModelSource;
import io.jaspis.check.Opening;
import io.jaspis.check.VerificationCertificate;
import io.jaspis.check.VerificationChecker;
import io.jaspis.check.proof.Refutation;
import io.jaspis.cli.options.CertificatesOption;
import io.jaspis.threat.Model;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Why a specification's answer is unsat, in a file that {@code jaspis check} follows. */
final class ProvedAnswer {
    private final CertificatesOption option;
    private final Model model;
    private final VnnLib.Specification specification;
    private final RefutationFinder finder;

    /**
     * Sees before the work that there can be such proofs.
     *
     * @throws InputException otherwise, saying why
     */
    ProvedAnswer(CertificatesOption option, Model model, VnnLib.Specification specification) {
        this.option = option;
        this.model = model;
        this.specification = specification;
        try {
            this.finder = new RefutationFinder(model.graph(), specification.query());
        } catch (InputException e) {
            throw option.refused(e.getMessage());
        }
    }

    /**
     * Finds the proof of an unsat and writes it.
     *
     * @param command that made it
     * @param modelFile where the model is
     * @param file where the specification is
     * @param opening what was said of the model
     * @param terminal where it is told
     * @param stopped ends the search early
     */
    void write(
            Answer answer,
            String command,
            Path modelFile,
            Path file,
            Opening opening,
            PrintWriter terminal,
            BooleanSupplier stopped)
            throws IOException {
        if (!(answer instanceof Answer.Unsat)) {
            none(option, "the answer isn't unsat", terminal);
            return;
        }
        terminal.println("Seeking a proof that can be followed ...");
        terminal.flush();
        List<Refutation> refutations = finder.find(stopped);
        if (refutations.isEmpty()) {
            none(
                    option,
                    "no proof was found that can be followed" + (stopped.getAsBoolean() ? " in time" : ""),
                    terminal);
            return;
        }
        Path place = option.folder();
        VerificationCertificate certificate = new VerificationCertificate(
                VerificationCertificate.SCHEMA,
                VerificationCertificate.KIND,
                Provenance.VERSION,
                command,
                new ModelSource(CertificateFile.path(place, modelFile), model.sha256(), model.elementTypes()),
                new FileSource(CertificateFile.path(place, file), specification.sha256()),
                opening,
                refutations);
        Path written = option.placed(true);
        try {
            write(certificate, written);
        } catch (CertificateFile.TooLargeException e) {
            none(option, e.getMessage(), terminal);
            return;
        }
        terminal.printf(
                "Certificates: %s (%s; jaspis check follows them)%n", written, VerificationChecker.ways(certificate));
        terminal.flush();
    }

    /**
     * Writes a certificate, whole or not at all.
     *
     * @throws CertificateFile.TooLargeException where it would be too large to be read again
     */
    static void write(Certificate certificate, Path file) throws IOException {
        try {
            WholeFile.write(file, out -> CertificateFile.write(certificate, out));
        } catch (WholeFile.UnwrittenException e) {
            throw e.getCause() instanceof CertificateFile.TooLargeException tooLarge ? tooLarge : e;
        }
    }

    /** Says that there are none, and that an earlier file there has nothing to do with this run. */
    static void none(CertificatesOption option, String why, PrintWriter terminal) {
        Path there = option.placed(true);
        terminal.println(
                "Certificates: none, as " + why + (Files.exists(there) ? "; " + there + " is of another run" : ""));
        terminal.flush();
    }
}
