package io.jaspis.cli;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.check.BoundsCertificate;
import io.jaspis.check.Certificate;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.FileSource;
import io.jaspis.check.Followed;
import io.jaspis.check.ModelSource;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingChecker;
import io.jaspis.check.VerificationCertificate;
import io.jaspis.check.VerificationChecker;
import io.jaspis.cli.options.NormalizeOption;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.QuietOption;
import io.jaspis.cli.options.ReadingOptions;
import io.jaspis.cli.options.TwoClassOptions;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.threat.Model;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis check}: whether certificates are what they claim. */
@Command(
        name = "check",
        description =
                "Checks certificates with a small program of its own, which shares with what made them little but the reading of"
                        + " files: follows proofs by bounds step by step; of smoothing hashes, counts and bounds, and votes as many as asked.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} check smoothing/certificate.json",
            "  ${sys:jaspis.command:-./jaspis} check smoothing/certificate.json --samples 30 --seed 1",
            "  ${sys:jaspis.command:-./jaspis} check proofs/certificate.json"
        })
final class CheckCommand implements Callable<Integer> {
    private static final int MOST_OBJECTIONS = 20;
    /** Options that say something of answers to specifications. */
    private static final Set<String> OF_SPECIFICATIONS = Set.of(
            "--model", "--spec", "--output", "--shape", "--input", "--reading-limit", "--quiet", "--samples", "--seed");
    /** Votes of each example that are replayed where nothing is asked for. */
    private static final int REPLAYS = 10;

    @Parameters(
            paramLabel = "CERTIFICATE",
            description = "A certificate.json of jaspis smooth, or of audit or verify with --certificates.")
    private Path file;

    @Option(names = "--model", paramLabel = "FILE", description = "The model. Default: where the certificate found it.")
    private Path model;

    @Option(names = "--data", paramLabel = "PATH", description = "The data. Default: where the certificate found it.")
    private Path data;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "The specification. Default: where the certificate found it.")
    private Path specification;

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
            description =
                    "Of smoothing: votes of each example to replay, drawn at random, or 'all', which may take hours."
                            + " Default: 10.")
    private String samples;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "Of smoothing: of the choice of votes. Default: unpredictable.")
    private Long seed;

    @Mixin
    private QuietOption quiet;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        boolean silent = quiet.applied();
        int replays = replays();
        Certificate certificate = CertificateFile.read(file);
        if (certificate.count() == 0) {
            throw new InputException(file + " has no example, so there is nothing to check");
        }
        requireOptions(certificate);
        if (!(certificate instanceof SmoothingCertificate) && (samples != null || seed != null)) {
            throw new InputException(
                    "--samples and --seed choose votes, and " + file + " has none: all of its proofs are followed");
        }
        return switch (certificate) {
            case Certificate.OfExamples examples -> examples(examples, replays, silent);
            case VerificationCertificate verification -> verification(verification, silent);
        };
    }

    /** Refuses options that say nothing of certificates of this kind. */
    private void requireOptions(Certificate certificate) {
        boolean verification = certificate instanceof VerificationCertificate;
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (verification ? !OF_SPECIFICATIONS.contains(name) : name.equals("--spec")) {
                throw new InputException(name + " says nothing of " + file + ", which is a certificate of "
                        + (verification ? "an answer to a specification" : "examples") + "; leave it out");
            }
        }
    }

    private int verification(VerificationCertificate certificate, boolean silent) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        opening.as(certificate.opening(), this::named);
        Path network = model != null ? model : named(certificate.model().path());
        OnnxModel read = model(network, certificate.model());
        Path text = specification != null
                ? specification
                : named(certificate.specification().path());
        requireFile(text, "the certified specification", "--spec");
        if (Files.isDirectory(text)) {
            throw new InputException(text + " is a folder; give the specification with --spec");
        }
        VnnLib.Specification told = VnnLib.specification(text);
        if (!told.sha256().equals(certificate.specification().sha256())) {
            throw new InputException(text + " is not the certified specification: its SHA-256 is " + told.sha256()
                    + ", not " + certificate.specification().sha256() + "; give the right one with --spec");
        }
        Query query = told.query();
        query.requireFits(Model.of(read));
        VerificationChecker checker = new VerificationChecker(certificate, read.graph(), query);
        files(terminal, network, certificate.model().sha256(), text, told.sha256());
        String from =
                new ReadText(ReadText.name(network)).and(certificate.opening()).toString();
        try (Interruption interruption = new Interruption()) {
            Followed finding = watched(
                    VerificationChecker.boxes(certificate), "boxes", silent, bar -> checker.check(bar, interruption));
            new VerificationCheckText(file, terminal)
                    .tell(certificate, from, text, finding, interruption.getAsBoolean());
            return code(finding.objections(), silent, interruption);
        }
    }

    /** Which files were looked at: a certificate names its own. */
    private static void files(PrintWriter terminal, Path network, String model, Path other, String hash)
            throws IOException {
        terminal.println("Files: " + ReadText.way(network) + " (SHA-256 " + model + ")");
        terminal.println("       " + ReadText.way(other) + " (SHA-256 " + hash + ")");
    }

    /** What is said at the end of a check of proofs. */
    static String verdict(boolean valid, boolean stopped) {
        return !valid
                ? "NOT valid."
                : stopped
                        ? "Stopped: nothing is wrong with what was checked; nothing is known of the rest."
                        : "Valid: hashes agree, and every proof holds, by sums in float64 that cover their rounding.";
    }

    /** The exit code; what is wrong is an error, and so told however quiet the command is. */
    private int code(List<String> objections, boolean silent, Interruption interruption) {
        if (silent && !objections.isEmpty()) {
            PrintWriter errors = spec.commandLine().getErr();
            object(objections, errors);
            errors.println("jaspis: " + file + " is NOT valid");
        }
        return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : objections.isEmpty() ? ExitCode.OK : ExitCode.BELOW;
    }

    private int examples(Certificate.OfExamples certificate, int replays, boolean silent) throws IOException {
        Certified certified = certified(certificate);
        String from = from(certificate, certified);
        PrintWriter terminal = spec.commandLine().getOut();
        List<String> classes = certified.data().classNames();
        List<String> own = certified.model().classNames();
        if (!classes.isEmpty() && !own.isEmpty() && !classes.equals(own)) {
            terminal.println("Warning: the model's file has its classes in another order: "
                    + ForeignText.shown(String.join(", ", own)));
        }
        files(
                terminal,
                certified.network(),
                certificate.model().sha256(),
                certified.examples(),
                certificate.data().sha256());
        try (Interruption interruption = new Interruption()) {
            ExampleCheck check = new ExampleCheck(
                    file,
                    certified.checked().graph(),
                    certified.data(),
                    from,
                    new ExampleCheck.Watch(silent, terminal, interruption));
            List<String> objections = switch (certificate) {
                case SmoothingCertificate smoothing -> {
                    NoisyVotes.requireReal(
                            certified.checked(), smoothing.settings().axes());
                    yield check.replayed(smoothing, replays, seed != null ? seed : new SecureRandom().nextLong());
                }
                case BoundsCertificate bounds -> check.followed(bounds);
            };
            return code(objections, silent, interruption);
        }
    }

    /**
     * What a certificate of examples is about.
     *
     * @param network the model's file
     * @param examples the data's file or folder
     * @param model as its file has it, but for how its one output is read
     * @param checked behind what is done with the data
     */
    private record Certified(Path network, Path examples, OnnxModel model, Dataset data, Model checked) {}

    /** Reads what a certificate is about as it says. */
    private Certified certified(Certificate.OfExamples certificate) throws IOException {
        reading.as(certificate.reading());
        opening.as(certificate.opening(), this::named);
        twoClasses.as(certificate.reading());
        normalize.as(certificate.reading());
        if (labels == null && !certificate.reading().labels().isEmpty()) {
            labels = named(certificate.reading().labels());
        }
        Path network = model != null ? model : named(certificate.model().path());
        PrintWriter terminal = spec.commandLine().getOut();
        OnnxModel read = twoClasses.applied(model(network, certificate.model()), terminal);
        Path examples = data != null ? data : named(certificate.data().path());
        Dataset shaped = dataset(read, examples, certificate.data());
        Model checked = normalize.applied(Model.of(read), shaped, terminal);
        NormalizeOption.warn(checked, terminal);
        return new Certified(network, examples, read, shaped, checked);
    }

    /** Which files were read how, in words. */
    private String from(Certificate.OfExamples certificate, Certified certified) throws IOException {
        List<String> classes = certified.data().classNames();
        return new ReadText("%s on %s%s"
                        .formatted(
                                ReadText.name(certified.network()),
                                ReadText.name(certified.examples()),
                                labels == null ? "" : " with the labels of " + ReadText.way(labels)))
                .and(certified.data().reading())
                .andOutput(certificate.reading())
                .and(certificate.opening())
                .and(normalize.reading(""))
                .and(classes.isEmpty() ? "" : "its outputs are the classes " + String.join(", ", classes))
                .toString();
    }

    /** Does a check, with a bar that shows how far it is. */
    static <T> T watched(int count, String what, boolean silent, Function<IntConsumer, T> check) {
        try (ProgressBar bar = Terminal.bar("check", count, what, silent)) {
            return check.apply(bar::stepTo);
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
    private OnnxModel model(Path path, ModelSource certified) throws IOException {
        requireFile(path, "the certified model", "--model");
        if (!Files.isRegularFile(path)) {
            throw new InputException(ForeignText.shown(path.toString())
                    + ", which is the certified model, is no file; give the file with --model");
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
                            + ForeignText.shown(certified.elementTypes().toString()));
        }
        return read;
    }

    /** The data that examples were taken from. */
    private Dataset dataset(OnnxModel network, Path path, FileSource certified) throws IOException {
        requireFile(path, "the data of the certificate", "--data");
        Dataset dataset = reading.readFor(
                network, path, labels, normalize, spec.commandLine().getOut());
        if (!dataset.sha256().equals(certified.sha256())) {
            throw new InputException(path + " is not the data of the certificate: its SHA-256 is " + dataset.sha256()
                    + ", not " + certified.sha256() + "; give the right one with --data"
                    + (labels == null ? ", and with --labels if its labels were in a file of their own" : ""));
        }
        return dataset;
    }

    private static void requireFile(Path path, String what, String option) {
        if (!Files.exists(path) || !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new InputException("there is no file " + ForeignText.shown(path.toString()) + ", which is " + what
                    + "; give it with " + option);
        }
    }

    /** The first of some objections, each on a line. */
    static void object(List<String> objections, PrintWriter terminal) {
        objections.stream().limit(MOST_OBJECTIONS).forEach(objection -> terminal.println("WRONG: " + objection));
        if (objections.size() > MOST_OBJECTIONS) {
            terminal.printf("… and %,d more%n", objections.size() - MOST_OBJECTIONS);
        }
    }

    private int replays() {
        if (samples == null) {
            return REPLAYS;
        }
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
}
