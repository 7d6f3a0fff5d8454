package io.jaspis.cli;

import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.report.ReportText;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.Session;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis audit}: attack and certificate side by side, and a report. */
@Command(
        name = "audit",
        description = "Attacks a classifier and certifies it on the same examples, and reports both side by side.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    static final String DEFAULT_MODEL = "models/mnist-certified.onnx";
    static final String DEFAULT_DATA = "data/mnist/t10k-images-idx3-ubyte.gz";
    private static final int DEFAULT_IMAGES = 500;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The classifier, as ONNX. Default: " + DEFAULT_MODEL + ".")
    private Path model;

    @Mixin
    private DataOptions data;

    @Mixin
    private DeviceOption compute;

    @Option(
            names = "--norm",
            paramLabel = "NORM",
            defaultValue = "inf",
            description = "How far apart two examples are: inf, 2 or 1. Default: ${DEFAULT-VALUE}.")
    private String norm;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            converter = Decimal.class,
            description =
                    "How far an attacker may move an example, as a number or a fraction such as 8/255, in units of"
                            + " the data (images: 0 to 1). Default: 0.1 for inf, 1 for 2, 5 for 1.")
    private Double epsilon;

    @Mixin
    private RangeOption range;

    @Option(
            names = "--images",
            paramLabel = "COUNT",
            description = "How many examples to audit, from the first. Default: 500, or all where there are fewer.")
    private Integer images;

    @Mixin
    private TrialOptions trials;

    @Option(
            names = "--batch",
            paramLabel = "COUNT",
            defaultValue = "64",
            description = "Examples in a run of the network. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Of all chance; the same seed gives the same report. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "report",
            description = "Where report.html and report.json go. Reports that say more than the new one, or speak of"
                    + " something else, are kept. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = TypedCommand.RESUME,
            description = "Goes on with the examples that journal.jsonl in the folder lacks, after a stop of any kind;"
                    + " --images may be another than before.")
    private boolean resume;

    @Option(
            names = "--fail-below",
            paramLabel = "SHARE",
            converter = Decimal.class,
            description = "Exit with 1 when the certified accuracy is below this share, from 0 to 1.")
    private Double failBelow;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Instant started = Instant.now();
        Path file = model != null ? model : Home.file(DEFAULT_MODEL);
        Threat threat = threat();
        if (failBelow != null && !(failBelow >= 0 && failBelow <= 1)) {
            throw new BadInputException("--fail-below must be a share from 0 to 1, but is " + failBelow);
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf("Reading %s and %s%n", file, data.path(DEFAULT_DATA));
        terminal.flush();
        // While the model loads, the compiler takes the kernels.
        Kernels.warm();
        OnnxModel opened = Onnx.open(file);
        Graph network = opened.graph();
        Dataset dataset = data.readFor(opened, DEFAULT_DATA, terminal);
        int count = count(dataset);
        Dataset shaped = dataset.first(count).loaded();
        OutputFolder folder = OutputFolder.prepared(out);
        ReportHtml.prepare();
        Device device = compute.open(spec.commandLine().getErr());
        Problem problem = Asked.of(() -> problem(network, shaped, threat, device));
        AuditPlan plan = trials.plan(problem, seed);
        ReportAssembly assembly = new ReportAssembly(Model.of(opened), dataset, problem, plan);
        Optional<AuditReport> finished =
                resume ? finished(assembly, opened.sha256(), dataset.sha256(), count) : Optional.empty();
        if (finished.isPresent()) {
            terminal.println(ReportText.of(finished.get(), Terminal.charset()));
            terminal.printf("Nothing is left to do: %s has all %,d examples%n", out.resolve(ReportJson.NAME), count);
            terminal.flush();
            return exitCode(finished.get(), false);
        }
        try (Session<AuditEntry> session = Session.open(
                        out,
                        resume,
                        Journal.Title.of("audit", Jaspis.VERSION, started),
                        AuditSettings.of(
                                plan,
                                problem,
                                opened.sha256(),
                                dataset.sha256(),
                                Processor.kind(),
                                Processor.kind(device)),
                        AuditSettings.class,
                        AuditEntry.class,
                        terminal,
                        spec.commandLine().getErr());
                Interruption interruption = new Interruption()) {
            Known known = AuditRun.known(session, shaped, problem.classes());
            terminal.printf(
                    "Auditing %s on %,d examples of %s, %s ball of radius %s%n",
                    file.getFileName(), count, dataset.name(), threat.norm().symbol(), threat.epsilon());
            if (resume) {
                terminal.printf(
                        "Going on after %,d of %,d examples%n", known.findings().size(), count);
            }
            terminal.flush();
            AuditRun.Ending ending = AuditRun.run(
                    new Audit(problem, plan),
                    shaped,
                    known,
                    session,
                    spec.commandLine().getErr(),
                    interruption);
            AuditResult result = ending.result();
            if (result.findings().isEmpty()) {
                return nothing(ending);
            }
            AuditReport report = assembly.report(
                    result, new Provenance.Run(TypedCommand.of(spec), session.started(), session.seconds()));
            terminal.println(ReportText.of(report, Terminal.charset()));
            terminal.flush();
            boolean written = write(report, folder, session);
            if (ending.lost() != null) {
                PrintWriter errors = spec.commandLine().getErr();
                errors.println("jaspis: " + ending.lost().getMessage());
                errors.printf(
                        "jaspis: %s what was finished before: %,d of %,d examples%s%n",
                        written ? "the report has" : "this is",
                        result.findings().size(),
                        count,
                        result.partial() ? "" : ", without the curve over other radii");
                return ExitCode.DEVICE;
            }
            return written ? exitCode(report, interruption.getAsBoolean()) : ExitCode.BAD_INPUT;
        }
    }

    /** The report in the folder, where it has all that is asked for. */
    private Optional<AuditReport> finished(ReportAssembly assembly, String modelHash, String dataHash, int count)
            throws IOException {
        Path file = out.resolve(ReportJson.NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        AuditReport report = ReportJson.read(file);
        String difference = difference(report, modelHash, dataHash, assembly.settings());
        if (!difference.isEmpty() && !Files.exists(out.resolve(Journal.NAME))) {
            throw new BadInputException("--resume goes on with the same settings only, but " + difference + " (" + file
                    + "); give the same ones, or leave out --resume");
        }
        Standing standing = standing(report);
        return difference.isEmpty() && standing.whole() && standing.done() == count
                ? Optional.of(report)
                : Optional.empty();
    }

    /** Where the model, the data, the settings or the kind of processor of a report are others, in words; else empty. */
    private String difference(AuditReport report, String modelHash, String dataHash, AuditReport.Settings settings) {
        if (!report.model().sha256().equals(modelHash)) {
            return "the model was another one";
        }
        if (!report.data().sha256().equals(dataHash)) {
            return "the data were others";
        }
        if (report.provenance().seed() != seed) {
            return "seed was " + report.provenance().seed() + " and is " + seed;
        }
        String kernels = Kernels.best().name();
        String difference = Journal.difference(report.settings(), settings);
        return difference.isEmpty() && !report.machine().kernels().equals(kernels)
                ? "the kernels were " + report.machine().kernels() + " and are " + kernels
                : difference;
    }

    /** Says that nothing was finished; there is no report then. */
    private int nothing(AuditRun.Ending ending) {
        if (ending.lost() != null) {
            throw ending.lost();
        }
        spec.commandLine()
                .getErr()
                .println(
                        ending.result().cutOff()
                                ? "jaspis: the time limit ended it before any example was finished; nothing is written"
                                : "jaspis: stopped before any example was finished; nothing is written");
        return ending.result().cutOff() ? ExitCode.BAD_INPUT : ExitCode.INTERRUPTED;
    }

    private static Standing standing(AuditReport report) {
        return new Standing(
                ReportAssembly.question(report),
                report.completion().done(),
                !report.completion().partial() && !report.curve().isEmpty());
    }

    private boolean write(AuditReport report, OutputFolder folder, Session<AuditEntry> session) {
        SequencedMap<String, WholeFile.Content> contents = new LinkedHashMap<>();
        contents.put(ReportJson.NAME, ReportJson.content(report));
        contents.put(ReportHtml.NAME, ReportHtml.content(report));
        Delivery delivery = new Delivery(
                folder, session, spec.commandLine().getOut(), spec.commandLine().getErr());
        Standing standing = standing(report);
        boolean written = delivery.write(
                standing, file -> standing(ReportJson.read(file)), contents, Map.of(ReportHtml.NAME, "Report: %s"));
        if (written && standing.whole()) {
            session.append(AuditEntry.end(session.seconds()));
        }
        return written;
    }

    private Threat threat() {
        Norm kind = Arrays.stream(Norm.values())
                .filter(candidate -> candidate.option().equalsIgnoreCase(norm))
                .findFirst()
                .orElseThrow(() -> new BadInputException("--norm must be inf, 2 or 1, but is '" + norm + "'"));
        double radius = epsilon != null
                ? epsilon
                : switch (kind) {
                    case LINF -> 0.1;
                    case L2 -> 1;
                    case L1 -> 5;
                };
        return range.threat(kind, radius, "--epsilon");
    }

    private Problem problem(Graph network, Dataset examples, Threat threat, Device device) {
        try {
            return new Problem(network, examples, threat, device, batch);
        } catch (Problem.OutOfRangeException e) {
            throw new BadInputException(e.getMessage() + " with --range LOWER,UPPER");
        }
    }

    private int count(Dataset dataset) throws IOException {
        if (images == null) {
            return Math.min(DEFAULT_IMAGES, dataset.count());
        }
        if (images < 1) {
            throw new BadInputException("--images must be at least 1, but is " + images);
        }
        return dataset.first(images).count();
    }

    static Shape classifierInput(Graph network, Path file) {
        if (network.inputs().size() != 1 || network.outputs().size() != 1) {
            throw new BadInputException(
                    file + " has the inputs " + network.inputs().keySet() + " and the outputs "
                            + network.outputs().keySet() + "; needed is a classifier with one of each");
        }
        return network.input(network.onlyInput()).shape();
    }

    private int exitCode(AuditReport report, boolean interrupted) {
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        // What a time limit left out isn't certified.
        double certified = report.completion().cutOff()
                ? report.sandwich().robustLower()
                        * report.completion().done()
                        / report.completion().asked()
                : report.sandwich().robustLower();
        if (failBelow != null && !(certified >= failBelow)) {
            spec.commandLine()
                    .getErr()
                    .printf("jaspis: the certified accuracy %.4f is below %s%n", certified, failBelow);
            return ExitCode.BELOW;
        }
        return ExitCode.OK;
    }
}
