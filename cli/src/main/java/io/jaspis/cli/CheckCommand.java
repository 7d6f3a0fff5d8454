package io.jaspis.cli;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.certify.certificate.CertificateFile;
import io.jaspis.certify.certificate.SmoothingCertificate;
import io.jaspis.certify.certificate.SmoothingChecker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis check}: whether certificates are what they claim. */
@Command(
        name = "check",
        description =
                "Checks certificates with a small separate program: hashes, counts and bounds all of them, votes as"
                        + " many as asked.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final int MOST_OBJECTIONS = 20;

    @Parameters(paramLabel = "CERTIFICATE", description = "A certificate.json that jaspis smooth wrote.")
    private Path file;

    @Option(names = "--model", paramLabel = "FILE", description = "The model. Default: where the certificate found it.")
    private Path model;

    @Option(names = "--data", paramLabel = "PATH", description = "The data. Default: where the certificate found it.")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are not found beside the data.")
    private Path labels;

    @Mixin
    private ReadingOptions reading;

    @Option(
            names = "--samples",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "Votes of each example to replay, drawn at random, or 'all', which may take hours. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String samples;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of the choice of votes. Default: unpredictable.")
    private Long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        int replays = replays();
        SmoothingCertificate certificate = CertificateFile.read(file);
        Path network = model != null ? model : Path.of(certificate.model().path());
        String hash = Fingerprint.of(Files.readAllBytes(network));
        if (!hash.equals(certificate.model().sha256())) {
            throw new BadInputException(network + " is not the certified model: its SHA-256 is " + hash + ", not "
                    + certificate.model().sha256() + "; give the right one with --model");
        }
        OnnxModel opened = Onnx.open(network);
        Graph graph = opened.graph();
        Dataset shaped = reading.readFor(
                opened,
                data != null ? data : Path.of(certificate.data().path()),
                labels,
                spec.commandLine().getOut());
        long choice = seed != null ? seed : new SecureRandom().nextLong();
        SmoothingChecker checker = new SmoothingChecker(certificate, graph, shaped, replays, choice);
        try (Interruption interruption = new Interruption()) {
            SmoothingChecker.Finding finding;
            try (ProgressBar bar = Terminal.bar("check", certificate.examples().size(), "examples")) {
                finding = checker.check(bar::stepTo, interruption);
            }
            tell(certificate, finding, replays, choice);
            return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : finding.valid() ? ExitCode.OK : ExitCode.BELOW;
        }
    }

    private int replays() {
        if (samples.equalsIgnoreCase("all")) {
            return SmoothingChecker.ALL;
        }
        try {
            int count = Integer.parseInt(samples);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, like a negative number.
        }
        throw new BadInputException("--samples must be a number from 0 on or 'all', but is '" + samples + "'");
    }

    private void tell(SmoothingCertificate certificate, SmoothingChecker.Finding finding, int replays, long choice) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf(
                "%s: %,d of %,d certificates checked, made with %s%n",
                file, finding.examples(), certificate.examples().size(), certificate.command());
        terminal.printf("%,d votes replayed by scalar noise and the network in float64", finding.replayed());
        if (replays != SmoothingChecker.ALL) {
            terminal.printf(" (%d drawn at random from each example, --seed %d)", replays, choice);
        }
        terminal.println();
        if (finding.tied() > 0) {
            terminal.printf("%,d of them are ties within float32's rounding, and count as agreeing%n", finding.tied());
        }
        if (replays != SmoothingChecker.ALL && replays > 0) {
            // A share f of false votes stays unseen with the probability (1 − f)^replays.
            terminal.printf(
                    "An example with more than %.0f %% of false votes would have been found with the probability 95 %%;"
                            + " --samples all leaves no doubt%n",
                    100 * (1 - Math.pow(0.05, 1.0 / replays)));
        }
        finding.objections().stream()
                .limit(MOST_OBJECTIONS)
                .forEach(objection -> terminal.println("WRONG: " + objection));
        if (finding.objections().size() > MOST_OBJECTIONS) {
            terminal.printf("… and %,d more%n", finding.objections().size() - MOST_OBJECTIONS);
        }
        terminal.println(
                finding.valid() ? "Valid: hashes, counts, bounds, accuracies and replayed votes agree." : "NOT valid.");
        terminal.flush();
    }
}
