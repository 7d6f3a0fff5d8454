package io.jaspis.cli;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Norm;
import io.jaspis.attacks.Problem;
import io.jaspis.attacks.Threat;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.audit.Audit;
import io.jaspis.certify.audit.AuditResult;
import io.jaspis.certify.audit.Finding;
import io.jaspis.certify.audit.Verdict;
import io.jaspis.cli.report.AuditReport;
import io.jaspis.cli.report.ReportHtml;
import io.jaspis.cli.report.ReportJson;
import io.jaspis.cli.report.ReportText;
import io.jaspis.opencl.runtime.OpenClException;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Kernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
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
    private static final double[] CURVE = {0, 0.25, 0.5, 0.75, 1.25, 1.5, 2, 3};

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

    @Option(
            names = "--steps",
            paramLabel = "COUNT",
            defaultValue = "40",
            description = "Steps of each gradient attack. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--restarts",
            paramLabel = "COUNT",
            defaultValue = "2",
            description = "Random starts of each gradient attack. Default: ${DEFAULT-VALUE}.")
    private int restarts;

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
            description = "Where report.html and report.json go. Default: ${DEFAULT-VALUE}.")
    private Path out;

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
        long clock = System.nanoTime();
        Path file = model != null ? model : Home.file(DEFAULT_MODEL);
        Threat threat = threat();
        if (failBelow != null && !(failBelow >= 0 && failBelow <= 1)) {
            throw new BadInputException("--fail-below must be a share from 0 to 1, but is " + failBelow);
        }
        // While the model loads, the compiler takes the kernels.
        Kernels.warm();
        OnnxModel opened = Onnx.open(file);
        Graph network = opened.graph();
        Dataset dataset = data.readFor(opened, DEFAULT_DATA, spec.commandLine().getOut());
        int count = count(dataset);
        Dataset shaped = dataset.first(count).loaded();
        OutputFolder.prepare(out);
        ReportHtml.prepare();
        Device device = compute.open(spec.commandLine().getErr());
        Problem problem = Asked.of(() -> problem(network, shaped, threat, device));
        List<GradientDescent> attacks = Asked.of(() -> attacks(steps, restarts, problem.classes()));
        Audit audit = new Audit(problem, List.copyOf(attacks), curveAttacks(), curve(threat), seed);
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf(
                "Auditing %s on %,d examples of %s, %s ball of radius %s%n",
                file.getFileName(), count, dataset.name(), threat.norm().symbol(), threat.epsilon());
        terminal.flush();
        try (Interruption interruption = new Interruption()) {
            Ending ending = run(audit, count, interruption);
            AuditResult result = ending.result();
            AuditReport report = new ReportAssembly(opened, dataset, problem, attacks, seed)
                    .report(result, TypedCommand.of(spec), started, (System.nanoTime() - clock) * 1e-9);
            ReportJson.write(report, out.resolve("report.json"));
            ReportHtml.write(report, out.resolve("report.html"));
            terminal.println(ReportText.of(report, Terminal.charset()));
            terminal.println("Report: " + out.resolve("report.html"));
            terminal.flush();
            if (ending.lost() != null) {
                PrintWriter errors = spec.commandLine().getErr();
                errors.println("jaspis: " + ending.lost().getMessage());
                errors.printf(
                        "jaspis: the report has what was finished before: %,d of %,d examples%s%n",
                        result.findings().size(),
                        count,
                        result.partial() ? "" : ", without the curve over other radii");
                return ExitCode.DEVICE;
            }
            return exitCode(report, interruption.getAsBoolean());
        }
    }

    /**
     * How an audit ended.
     *
     * @param lost what the device failed with, or null
     */
    private record Ending(AuditResult result, OpenClException lost) {}

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

    private static List<GradientDescent> attacks(int steps, int restarts, int classes) {
        List<GradientDescent> attacks = new ArrayList<>();
        attacks.add(GradientDescent.fgsm());
        attacks.add(GradientDescent.pgd(Loss.CROSS_ENTROPY, steps, restarts));
        attacks.add(GradientDescent.pgd(Loss.MARGIN, steps, restarts));
        if (classes >= 3) {
            attacks.add(GradientDescent.pgd(Loss.DIFFERENCE_OF_LOGITS_RATIO, steps, restarts));
        }
        return attacks;
    }

    private static List<Attack> curveAttacks() {
        return List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 20, 1));
    }

    /** Radii around the audit's own, as far as the range has room for them. */
    private static double[] curve(Threat threat) {
        double widest = threat.norm() == Norm.LINF ? (double) threat.upper() - threat.lower() : Double.MAX_VALUE;
        return Arrays.stream(CURVE)
                .map(factor -> factor * threat.epsilon())
                .filter(radius -> radius <= widest)
                .toArray();
    }

    private Ending run(Audit audit, int count, Interruption interruption) {
        List<Finding> finished = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try (ProgressBar bar = Terminal.bar("audit", count, "examples")) {
            bar.setExtraMessage("");
            AuditResult whole = audit.run(
                    count,
                    new Audit.Listener() {
                        @Override
                        public void warned(String warning) {
                            warnings.add(warning);
                            PrintWriter errors = spec.commandLine().getErr();
                            errors.println("jaspis: warning: " + warning);
                            errors.flush();
                        }

                        @Override
                        public void portion(List<Finding> findings, int asked) {
                            finished.addAll(findings.subList(finished.size(), findings.size()));
                            bar.stepTo(findings.size());
                            bar.setExtraMessage(" " + tally(findings));
                        }

                        @Override
                        public void curvePoint(int done, int asked) {
                            bar.setExtraMessage(" other radii, %d of %d".formatted(done, asked));
                        }
                    },
                    interruption);
            return new Ending(whole, null);
        } catch (OpenClException e) {
            if (finished.isEmpty()) {
                throw e;
            }
            return new Ending(new AuditResult(finished, count, List.of(), warnings), e);
        }
    }

    private static String tally(List<Finding> findings) {
        long broken = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                .count();
        long proved = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Certified)
                .count();
        return proved + " certified, " + broken + " broken";
    }

    private int exitCode(AuditReport report, boolean interrupted) {
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        double certified = report.sandwich().robustLower();
        if (failBelow != null && !(certified >= failBelow)) {
            spec.commandLine()
                    .getErr()
                    .printf("jaspis: the certified accuracy %.4f is below %s%n", certified, failBelow);
            return ExitCode.BELOW;
        }
        return ExitCode.OK;
    }
}
