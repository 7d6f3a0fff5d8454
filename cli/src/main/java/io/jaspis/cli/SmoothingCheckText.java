package io.jaspis.cli;

import io.jaspis.audit.Shares;
import io.jaspis.check.MethodKind;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.SmoothingChecker;
import io.jaspis.check.StrictRecords;
import io.jaspis.cli.terminal.ForeignText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the terminal is told of a check of smoothing.
 *
 * @param inputs their names, or none
 * @param replays votes of each example that were replayed
 * @param choice the seed by which they were chosen
 */
record SmoothingCheckText(Path file, List<String> inputs, int replays, long choice, PrintWriter terminal) {
    /**
     * Says what came of a check.
     *
     * @param read of which model and data, fit for a terminal
     * @param stopped whether it was stopped before its end
     */
    void tell(SmoothingCertificate certificate, String read, SmoothingChecker.Finding finding, boolean stopped) {
        terminal.printf(
                "%s: %,d of %,d certificates checked; it says that it was made with %s%n",
                file, finding.examples(), certificate.examples().size(), ForeignText.shown(certificate.command()));
        // What the certificate asks of which model isn't anyone's word but its own.
        terminal.println("Claimed: of " + read);
        terminal.println(claim(certificate));
        terminal.printf(
                "%,d votes replayed by scalar noise and the network in float64 and in float32", finding.replayed());
        if (replays != SmoothingChecker.ALL) {
            terminal.printf(" (%d drawn at random from each example, --seed %d)", replays, choice);
        }
        terminal.println();
        if (finding.tied() > 0) {
            terminal.printf(
                    "%,d of them would be others in float64, or in float32 operation by operation, and count as"
                            + " agreeing%n",
                    finding.tied());
        }
        if (finding.apart() > 0) {
            terminal.printf(
                    "Of %,d of these float32 is far from float64: its rounding decides them, not the network's"
                            + " numbers%n",
                    finding.apart());
        }
        long none = certificate.examples().stream().mapToLong(Example::none).sum();
        if (none > 0) {
            terminal.printf(
                    "%,d votes in the certificates are for no class, and count against the predictions%n", none);
        }
        if (replays != SmoothingChecker.ALL && replays > 0) {
            terminal.printf(
                    "An example with more than %s of votes that rounding can't explain would have been found with the"
                            + " probability 95 %%; --samples all replays all, and how the classes were chosen%n",
                    hidden(replays));
        }
        CheckCommand.object(finding.objections(), terminal);
        terminal.println(verdict(finding, replays == SmoothingChecker.ALL, stopped));
        terminal.flush();
    }

    /** The share f of false votes that stays unseen with the probability (1 − f)^replays of 0.05. */
    static String hidden(int replays) {
        return Shares.terminal(Shares.atMost(-Math.expm1(Math.log(0.05) / replays)));
    }

    /** What is claimed, by the fields that are checked. */
    private String claim(SmoothingCertificate certificate) {
        SmoothingCertificate.Settings settings = certificate.settings();
        String noise = switch (settings.noise()) {
            case GAUSSIAN -> "Gaussian noise with σ = ";
            case UNIFORM -> "uniform noise with λ = ";
        };
        int count = certificate.examples().size();
        Shares shown = new Shares(count);
        String shares = certificate.accuracy().stream()
                .map(share -> shown.terminal(Math.round(share.single() * count)) + " at radius " + share.radius())
                .collect(Collectors.joining(", "));
        String part = certificate.examples().size() < certificate.asked()
                ? "; of the %,d examples asked for these are %,d, and the shares speak of them alone"
                        .formatted(certificate.asked(), certificate.examples().size())
                : "";
        return """
                Claimed: %s radii under %s%s (seed %d)%s, %s, each wrong with a probability of at most %s; at most %,d samples after %,d to choose
                Claimed: certified %s%s""".formatted(
                        settings.norm().symbol(),
                        noise,
                        settings.scale(),
                        settings.seed(),
                        axes(settings),
                        settings.method() == MethodKind.ADAPTIVE
                                ? "adaptive for the radius " + settings.radius()
                                : StrictRecords.word(settings.method()),
                        settings.alpha(),
                        settings.estimation(),
                        settings.selection(),
                        shares,
                        part);
    }

    /** What has how much of the noise, where that isn't the same everywhere. */
    private String axes(SmoothingCertificate.Settings settings) {
        return settings.axes().isEmpty()
                ? ""
                : ", "
                        + new AxesText(
                                settings.axes().stream()
                                        .map(axis -> new AxesText.Kind(axis, "moves in units of " + axis))
                                        .toList(),
                                inputs);
    }

    private static String verdict(SmoothingChecker.Finding finding, boolean all, boolean stopped) {
        if (!finding.valid()) {
            return "NOT valid.";
        }
        if (stopped) {
            return "Stopped: nothing is wrong with what was checked; nothing is known of the rest.";
        }
        return finding.replayed() > 0
                ? "Valid: hashes, counts, bounds, accuracies and replayed votes agree."
                        + (all ? "" : " How the classes were chosen wasn't replayed.")
                : "Valid but for the votes, none of which was replayed: hashes, counts, bounds and accuracies agree.";
    }
}
