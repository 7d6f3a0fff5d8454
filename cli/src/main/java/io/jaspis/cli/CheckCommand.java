package io.jaspis.cli;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.certify.certificate.CertificateFile;
import io.jaspis.certify.certificate.MethodKind;
import io.jaspis.certify.certificate.SmoothingCertificate;
import io.jaspis.certify.certificate.SmoothingCertificate.Example;
import io.jaspis.certify.certificate.SmoothingChecker;
import io.jaspis.certify.certificate.StrictRecords;
import io.jaspis.cli.options.NormalizeOption;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.QuietOption;
import io.jaspis.cli.options.ReadingOptions;
import io.jaspis.cli.options.TwoClassOptions;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} check smoothing/certificate.json",
            "  ${sys:jaspis.command:-./jaspis} check smoothing/certificate.json --samples 30 --seed 1"
        })
final class CheckCommand implements Callable<Integer> {
    private static final int MOST_OBJECTIONS = 20;

    @Parameters(paramLabel = "CERTIFICATE", description = "A certificate.json that jaspis smooth wrote.")
    private Path file;

    @Option(names = "--model", paramLabel = "FILE", description = "The model. Default: where the certificate found it.")
    private Path model;

    @Option(names = "--data", paramLabel = "PATH", description = "The data. Default: where the certificate found it.")
    private Path data;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "A file of labels. Default: where the certificate found them.")
    private Path labels;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private TwoClassOptions twoClasses;

    @Mixin
    private NormalizeOption normalize;

    @Option(
            names = "--samples",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "Votes of each example to replay, drawn at random, or 'all', which may take hours. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String samples;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Of the choice of votes. Default: unpredictable.")
    private Long seed;

    @Mixin
    private QuietOption quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean silent = quiet.applied();
        int replays = replays();
        SmoothingCertificate certificate = CertificateFile.read(file);
        if (certificate.examples().isEmpty()) {
            throw new InputException(file + " has no example, so there is nothing to check");
        }
        reading.as(certificate.reading());
        opening.as(certificate.reading().opening(), this::named);
        twoClasses.as(certificate.reading());
        normalize.as(certificate.reading());
        if (labels == null && !certificate.reading().labels().isEmpty()) {
            labels = named(certificate.reading().labels());
        }
        Path network = model != null ? model : named(certificate.model().path());
        OnnxModel read = twoClasses.applied(
                model(network, certificate.model()), spec.commandLine().getOut());
        Path examples = data != null ? data : named(certificate.data().path());
        Dataset shaped = dataset(read, examples, certificate.data());
        Graph graph =
                normalize.applied(read, shaped, spec.commandLine().getOut()).graph();
        String asked = normalize.reading(opening.told(twoClasses.reading(shaped)));
        long choice = seed != null ? seed : new SecureRandom().nextLong();
        SmoothingChecker checker = new SmoothingChecker(certificate, graph, shaped, replays, choice);
        try (Interruption interruption = new Interruption()) {
            SmoothingChecker.Finding finding;
            try (ProgressBar bar = Terminal.bar("check", certificate.examples().size(), "examples", silent)) {
                finding = checker.check(bar::stepTo, interruption);
            }
            String from = "%s on %s%s%s"
                    .formatted(network.getFileName(), examples.getFileName(), asked.isEmpty() ? "" : "; ", asked);
            tell(certificate, from, finding, replays, choice, interruption.getAsBoolean());
            return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : finding.valid() ? ExitCode.OK : ExitCode.BELOW;
        }
    }

    /**
     * Where a file is that the certificate names: by the way from the folder of the certificate, or where it isn't there,
     * from the working folder, such as when the certificate alone was moved. Its hash says whether it is the one.
     */
    private Path named(String path) throws IOException {
        Path there = CertificateFile.resolve(file, path);
        Path here = Path.of(path);
        return !Files.exists(there) && Files.exists(here) ? here : there;
    }

    /** The certified network, from one read of its file. */
    private OnnxModel model(Path path, SmoothingCertificate.Model certified) throws IOException {
        requireFile(path, "the certified model", "--model");
        if (Files.isDirectory(path)) {
            throw new InputException(
                    shown(path.toString()) + ", which is the certified model, is a folder; give the file with --model");
        }
        OnnxModel read;
        try {
            read = opening.open(path, spec.commandLine().getOut());
        } catch (OnnxException e) {
            throw new InputException(e.getMessage() + "; if this is not the certified model, whose SHA-256 is "
                    + certified.sha256() + ", give the right one with --model");
        }
        if (!read.sha256().equals(certified.sha256())) {
            throw new InputException(path + " is not the certified model: its SHA-256 is " + read.sha256() + ", not "
                    + certified.sha256() + "; give the right one with --model");
        }
        if (!read.elementTypes().equals(certified.elementTypes())) {
            throw new InputException(
                    path + " has the element types " + read.elementTypes() + ", but the certificate speaks of "
                            + shown(certified.elementTypes().toString()));
        }
        return read;
    }

    /** The data that examples were taken from. */
    private Dataset dataset(OnnxModel network, Path path, SmoothingCertificate.Source certified) throws IOException {
        requireFile(path, "the data of the certificate", "--data");
        Dataset dataset =
                reading.readFor(network, path, labels, spec.commandLine().getOut());
        if (!dataset.sha256().equals(certified.sha256())) {
            throw new InputException(path + " is not the data of the certificate: its SHA-256 is " + dataset.sha256()
                    + ", not " + certified.sha256() + "; give the right one with --data"
                    + (labels == null ? ", and with --labels if its labels were in a file of their own" : ""));
        }
        return dataset;
    }

    private static void requireFile(Path path, String what, String option) {
        if (!Files.exists(path)) {
            throw new InputException(
                    "there is no file " + shown(path.toString()) + ", which is " + what + "; give it with " + option);
        }
    }

    /** A text of a file that nobody vouches for yet, without what would steer a terminal. */
    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 1000 ? plain : plain.substring(0, 1000) + "…";
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
        throw new InputException("--samples must be a number from 0 on or 'all', but is '" + samples + "'");
    }

    private void tell(
            SmoothingCertificate certificate,
            String read,
            SmoothingChecker.Finding finding,
            int replays,
            long choice,
            boolean stopped) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf(
                "%s: %,d of %,d certificates checked; it says that it was made with %s%n",
                file, finding.examples(), certificate.examples().size(), shown(certificate.command()));
        // What the certificate asks of which model isn't anyone's word but its own.
        terminal.println("Claimed: of " + shown(read));
        terminal.println(claim(certificate));
        terminal.printf("%,d votes replayed by scalar noise and the network in float64", finding.replayed());
        if (replays != SmoothingChecker.ALL) {
            terminal.printf(" (%d drawn at random from each example, --seed %d)", replays, choice);
        }
        terminal.println();
        if (finding.tied() > 0) {
            terminal.printf(
                    "%,d of them would be others in float64, by no more than float32's rounding, and count as agreeing%n",
                    finding.tied());
        }
        long none = certificate.examples().stream().mapToLong(Example::none).sum();
        if (none > 0) {
            terminal.printf(
                    "%,d votes in the certificates are for no class, and count against the predictions%n", none);
        }
        if (replays != SmoothingChecker.ALL && replays > 0) {
            // A share f of false votes stays unseen with the probability (1 − f)^replays.
            terminal.printf(
                    "An example with more than %.0f %% of votes that rounding can't explain would have been found with the"
                            + " probability 95 %%; --samples all replays all, and how the classes were chosen%n",
                    100 * (1 - Math.pow(0.05, 1.0 / replays)));
        }
        finding.objections().stream()
                .limit(MOST_OBJECTIONS)
                .forEach(objection -> terminal.println("WRONG: " + objection));
        if (finding.objections().size() > MOST_OBJECTIONS) {
            terminal.printf("… and %,d more%n", finding.objections().size() - MOST_OBJECTIONS);
        }
        terminal.println(verdict(finding, replays == SmoothingChecker.ALL, stopped));
        terminal.flush();
    }

    /** What is claimed, by the fields that are checked. */
    private static String claim(SmoothingCertificate certificate) {
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
                Claimed: %s radii under %s%s%s, %s, each wrong with a probability of at most %s; at most %,d samples after %,d to choose
                Claimed: certified %s%s""".formatted(
                        settings.norm().symbol(),
                        noise,
                        settings.scale(),
                        settings.axes().isEmpty() ? "" : " in units of each value",
                        settings.method() == MethodKind.ADAPTIVE
                                ? "adaptive for the radius " + settings.radius()
                                : StrictRecords.word(settings.method()),
                        settings.alpha(),
                        settings.estimation(),
                        settings.selection(),
                        shares,
                        part);
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
