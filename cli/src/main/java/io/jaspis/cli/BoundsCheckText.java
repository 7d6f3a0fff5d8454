package io.jaspis.cli;

import io.jaspis.certify.certificate.BoundsCertificate;
import io.jaspis.certify.certificate.BoundsChecker;
import io.jaspis.certify.proof.Axis;
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
                "Claimed: no input within %s %s of these examples%s gets another class than their labels, in real"
                        + " arithmetic over the file's numbers%n",
                certificate.norm().symbol(), certificate.epsilon(), axes(certificate.axes()));
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

    /** What inputs can be. */
    private static String axes(List<Axis> axes) {
        Axis first = axes.getFirst();
        if (axes.size() == 1 && first.equals(Axis.between(first.lower(), first.upper()))) {
            return " and from %s to %s".formatted(first.lower(), first.upper());
        }
        long fixed = axes.stream().filter(axis -> axis.unit() == 0).count();
        long whole = axes.stream().filter(Axis::whole).count();
        long groups = axes.stream()
                .map(Axis::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .count();
        long oneWay =
                axes.stream().filter(axis -> axis.way() != Axis.Way.EITHER).count();
        return ", in units of %,d axes (%,d stay as they are, %,d have whole numbers, %,d move one way, %,d groups have one category each), each within its range,"
                .formatted(axes.size(), fixed, whole, oneWay, groups);
    }

    /** How many examples are proved which way. */
    private static String ways(List<BoundsCertificate.Example> examples) {
        long split = 0;
        long crown = 0;
        long parts = 0;
        long choices = 0;
        for (BoundsCertificate.Example example : examples) {
            long own = example.proofs().stream()
                    .flatMap(proof -> proof.rivals().stream())
                    .mapToLong(rival -> rival.cases().size())
                    .sum();
            boolean bounded = example.proofs().stream().anyMatch(proof -> proof.neurons() == Proof.Neurons.CROWN);
            split += own > 0 ? 1 : 0;
            crown += own == 0 && bounded ? 1 : 0;
            parts += own;
            choices += example.proofs().size() > 1 ? 1 : 0;
        }
        List<String> ways = new ArrayList<>();
        if (examples.size() > crown + split) {
            ways.add("%,d with neurons between intervals".formatted(examples.size() - crown - split));
        }
        if (crown > 0) {
            ways.add("%,d with neurons bounded by CROWN".formatted(crown));
        }
        if (split > 0) {
            ways.add("%,d by slopes and splits, in %,d parts".formatted(split, parts));
        }
        return String.join(", ", ways) + (choices == 0 ? "" : "; %,d category by category".formatted(choices));
    }
}
