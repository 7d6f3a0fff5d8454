package io.jaspis.cli;

import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.Followed;
import io.jaspis.check.proof.Axis;
import io.jaspis.check.proof.Proof;
import io.jaspis.cli.terminal.ForeignText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the terminal is told of a check of proofs by bounds.
 *
 * @param inputs their names, or none
 */
record BoundsCheckText(Path file, List<String> inputs, PrintWriter terminal) {
    /**
     * Says what came of a check.
     *
     * @param read of which model and data, fit for a terminal
     * @param stopped whether it was stopped before its end
     */
    void tell(BoundsCertificate certificate, String read, Followed finding, boolean stopped) {
        terminal.printf(
                "%s: %,d of %,d proofs followed; it says that it was made with %s%n",
                file, finding.count(), certificate.count(), ForeignText.shown(certificate.command()));
        // What the certificate asks of which model isn't anyone's word but its own.
        terminal.println("Claimed: of " + read);
        terminal.println("Claimed: " + axes(certificate)
                + " gets another class than their labels, in real arithmetic over the file's numbers");
        if (certificate.count() < certificate.asked()) {
            terminal.printf(
                    "Claimed: these are %,d of the %,d examples asked for; nothing is claimed of the others%n",
                    certificate.count(), certificate.asked());
        }
        terminal.println("Proofs: " + ways(certificate.examples()));
        CheckCommand.object(finding.objections(), terminal);
        terminal.println(CheckCommand.verdict(finding.valid(), stopped));
        terminal.flush();
    }

    /** What inputs can be. */
    private String axes(BoundsCertificate certificate) {
        List<Axis> axes = certificate.axes();
        Axis first = axes.getFirst();
        if (axes.size() == 1 && first.equals(Axis.between(first.lower(), first.upper()))) {
            return "no input within %s %s of these examples and from %s to %s"
                    .formatted(certificate.norm().symbol(), certificate.epsilon(), first.lower(), first.upper());
        }
        return "no input within %s 1 of these examples, %s,"
                .formatted(
                        certificate.norm().symbol(),
                        new AxesText(
                                axes.stream()
                                        .map(axis -> axis(axis, certificate.epsilon()))
                                        .toList(),
                                inputs));
    }

    private static AxesText.Kind axis(Axis axis, double epsilon) {
        String way = switch (axis.way()) {
            case EITHER -> "±";
            case UP -> "+";
            case DOWN -> "−";
        };
        double length = epsilon * axis.unit();
        return new AxesText.Kind(
                length,
                room(axis, length),
                way + length + " from " + axis.lower() + " to " + axis.upper()
                        + (axis.group().isEmpty()
                                ? axis.whole() ? ", whole" : ""
                                : ", category of " + ForeignText.shown(axis.group())));
    }

    /** How far an input can move at most, wherever it is: not beyond its range, and a whole number by whole numbers. */
    private static double room(Axis axis, double length) {
        return axis.whole()
                ? Math.max(0, Math.min(Math.floor(length), Math.floor(axis.upper()) - Math.ceil(axis.lower())))
                : Math.min(length, (double) axis.upper() - axis.lower());
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
