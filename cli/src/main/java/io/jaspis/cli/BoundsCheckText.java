package io.jaspis.cli;

import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.Followed;
import io.jaspis.check.proof.Axis;
import io.jaspis.check.proof.Proof;
import io.jaspis.cli.terminal.ForeignText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the terminal is told of a check of proofs by bounds. */
record BoundsCheckText(Path file, PrintWriter terminal) {
    /** Kinds of axes that are told. */
    private static final int MOST_AXES = 12;

    /**
     * Says what came of a check.
     *
     * @param read of which model and data
     * @param stopped whether it was stopped before its end
     */
    void tell(BoundsCertificate certificate, String read, Followed finding, boolean stopped) {
        terminal.printf(
                "%s: %,d of %,d proofs followed; it says that it was made with %s%n",
                file, finding.count(), certificate.count(), ForeignText.shown(certificate.command()));
        // What the certificate asks of which model isn't anyone's word but its own.
        terminal.println("Claimed: of " + ForeignText.shown(read));
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

    /** What inputs can be: each axis that isn't as the others, as long as they are few. */
    private static String axes(BoundsCertificate certificate) {
        List<Axis> axes = certificate.axes();
        Axis first = axes.getFirst();
        if (axes.size() == 1 && first.equals(Axis.between(first.lower(), first.upper()))) {
            return "no input within %s %s of these examples and from %s to %s"
                    .formatted(certificate.norm().symbol(), certificate.epsilon(), first.lower(), first.upper());
        }
        // What moves first.
        Map<String, Integer> kinds = new LinkedHashMap<>();
        Stream.concat(
                        axes.stream().filter(axis -> axis.unit() > 0),
                        axes.stream().filter(axis -> axis.unit() == 0))
                .forEach(axis -> kinds.merge(axis(axis, certificate.epsilon()), 1, Integer::sum));
        String each = kinds.entrySet().stream()
                .limit(MOST_AXES)
                .map(kind -> kind.getValue() + " × " + kind.getKey())
                .collect(Collectors.joining("; "));
        return "no input within %s 1 of these examples, where each of %,d axes counts in units of its own (%s%s),"
                .formatted(
                        certificate.norm().symbol(),
                        axes.size(),
                        each,
                        kinds.size() > MOST_AXES ? "; and others of %,d kinds in all".formatted(kinds.size()) : "");
    }

    private static String axis(Axis axis, double epsilon) {
        if (axis.unit() == 0) {
            return "stays as it is";
        }
        String way = switch (axis.way()) {
            case EITHER -> "±";
            case UP -> "+";
            case DOWN -> "−";
        };
        return way + epsilon * axis.unit() + " from " + axis.lower() + " to " + axis.upper()
                + (axis.group().isEmpty()
                        ? axis.whole() ? ", whole" : ""
                        : ", category of " + ForeignText.shown(axis.group()));
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
