package io.jaspis.cli;

import io.jaspis.certify.certificate.BoundsCertificate;
import io.jaspis.certify.certificate.BoundsChecker;
import io.jaspis.certify.proof.Proof;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the terminal is told of a check of proofs by bounds. */
record BoundsCheckText(Path file, PrintWriter terminal) {
    /**
     * Says what came of a check.
     *
     * @param read of which model and data
     * @param stopped whether it was stopped before its end
     */
    void tell(BoundsCertificate certificate, String read, BoundsChecker.Finding finding, boolean stopped) {
        terminal.printf(
                "%s: %,d of %,d proofs followed; it says that it was made with %s%n",
                file, finding.examples(), certificate.count(), CheckCommand.shown(certificate.command()));
        // What the certificate asks of which model isn't anyone's word but its own.
        terminal.println("Claimed: of " + CheckCommand.shown(read));
        terminal.printf(
                "Claimed: no input within %s %s of these examples and from %s to %s gets another class than their labels, in"
                        + " real arithmetic over the file's numbers%n",
                certificate.norm().symbol(), certificate.epsilon(), certificate.lower(), certificate.upper());
        if (certificate.count() < certificate.asked()) {
            terminal.printf(
                    "Claimed: these are %,d of the %,d examples asked for; nothing is claimed of the others%n",
                    certificate.count(), certificate.asked());
        }
        terminal.println("Proved: " + ways(certificate.examples()));
        CheckCommand.object(finding.objections(), terminal);
        terminal.println(
                !finding.valid()
                        ? "NOT valid."
                        : stopped
                                ? "Stopped: nothing is wrong with what was checked; nothing is known of the rest."
                                : "Valid: hashes agree, and every proof holds, by sums in float64 that cover their rounding.");
        terminal.flush();
    }

    /** How many examples are proved which way. */
    private static String ways(List<BoundsCertificate.Example> examples) {
        List<Proof> proofs =
                examples.stream().map(BoundsCertificate.Example::proof).toList();
        List<Proof> split =
                proofs.stream().filter(proof -> !proof.rivals().isEmpty()).toList();
        long intervals = proofs.stream()
                .filter(proof -> proof.rivals().isEmpty() && proof.neurons() == Proof.Neurons.INTERVALS)
                .count();
        long crown = proofs.size() - split.size() - intervals;
        long parts = split.stream()
                .flatMap(proof -> proof.rivals().stream())
                .mapToLong(rival -> rival.cases().size())
                .sum();
        List<String> ways = new ArrayList<>();
        if (intervals > 0) {
            ways.add("%,d with neurons between intervals".formatted(intervals));
        }
        if (crown > 0) {
            ways.add("%,d with neurons bounded by CROWN".formatted(crown));
        }
        if (!split.isEmpty()) {
            ways.add("%,d by slopes and splits, in %,d parts".formatted(split.size(), parts));
        }
        return String.join(", ", ways);
    }
}
