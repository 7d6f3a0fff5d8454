package io.jaspis.cli;

import io.jaspis.check.Followed;
import io.jaspis.check.VerificationCertificate;
import io.jaspis.check.VerificationChecker;
import io.jaspis.cli.terminal.ForeignText;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What the terminal is told of a check of why an answer is unsat. */
record VerificationCheckText(Path file, PrintWriter terminal) {

    /**
     * Says what came of a check.
     *
     * @param read of which model, fit for a terminal
     * @param specification that was answered
     * @param stopped whether it was stopped before its end
     */
    void tell(VerificationCertificate certificate, String read, Path specification, Followed finding, boolean stopped) {
        terminal.printf(
                "%s: %,d of %,d regions followed; it says that it was made with %s%n",
                file, finding.count(), certificate.count(), ForeignText.shown(certificate.command()));
        terminal.println("Claimed: of " + read);
        terminal.println("Claimed: unsat, no input of "
                + ForeignText.shown(specification.getFileName().toString())
                + " is unsafe, in real arithmetic over the file's numbers");
        terminal.println("Proofs: " + VerificationChecker.ways(certificate));
        CheckCommand.object(finding.objections(), terminal);
        terminal.println(CheckCommand.verdict(finding.valid(), stopped));
        terminal.flush();
    }
}
