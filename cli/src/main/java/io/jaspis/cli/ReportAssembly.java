package io.jaspis.cli;

import io.jaspis.attacks.GradientDescent;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Finding;
import io.jaspis.audit.report.AuditReport;
import io.jaspis.audit.report.Image;
import io.jaspis.audit.report.VerdictKind;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.IntervalCertifier;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.terminal.Version;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Puts what an audit found, and what it was found on, into the form of a report. */
final class ReportAssembly {
    private static final int GALLERY = 12;

    private final OnnxModel model;
    private final Graph network;
    private final Dataset dataset;
    private final Problem problem;
    private final List<GradientDescent> attacks;
    private final long seed;

    ReportAssembly(OnnxModel model, Dataset dataset, Problem problem, List<GradientDescent> attacks, long seed) {
        this.model = model;
        this.network = model.graph();
        this.dataset = dataset;
        this.problem = problem;
        this.attacks = attacks;
        this.seed = seed;
    }

    AuditReport report(AuditResult result, String command, Instant started, double seconds) {
        AuditReport.Data data = new AuditReport.Data(
                dataset.name(),
                dataset.sha256(),
                dataset.count(),
                dataset.classes(),
                extents(dataset.imageShape().orElse(dataset.shape())),
                classNames());
        List<AuditReport.ExampleResult> examples =
                result.findings().stream().map(ReportAssembly::example).toList();
        return new AuditReport(
                AuditReport.SCHEMA,
                Version.NUMBER,
                command,
                started,
                seconds,
                AuditReport.Completion.of(result.findings().size(), result.asked()),
                new AuditReport.Model(
                        model.name(),
                        model.sha256(),
                        model.elementTypes(),
                        model.classNames(),
                        ports(network.inputs()),
                        ports(network.outputs()),
                        InfoCommand.weights(network),
                        InfoCommand.operations(network)),
                data,
                settings(),
                machine(),
                remarks(result),
                AuditReport.Sandwich.of(examples),
                result.curve().stream()
                        .map(point -> new AuditReport.CurvePoint(point.epsilon(), point.upper(), point.lower()))
                        .toList(),
                AuditReport.ClassResult.of(examples, data),
                examples,
                gallery(result.findings()));
    }

    /** What a report's findings are about, but for how many there are. */
    static String question(AuditReport report) {
        return String.join(
                " ",
                report.model().sha256(),
                report.data().sha256(),
                report.settings().toString());
    }

    /**
     * Where the model, the data, the settings or the kind of processor of a report are others, in words; else empty.
     */
    String difference(AuditReport report) {
        if (!report.model().sha256().equals(model.sha256())) {
            return "the model was another one";
        }
        if (!report.data().sha256().equals(dataset.sha256())) {
            return "the data were others";
        }
        String settings = Journal.difference(report.settings(), settings());
        return settings.isEmpty()
                        && !report.machine().kernels().equals(Kernels.best().name())
                ? "the kernels were " + report.machine().kernels() + " and are "
                        + Kernels.best().name()
                : settings;
    }

    /** The names that the data has for its classes, or else the model. */
    private List<String> classNames() {
        boolean model =
                dataset.classNames().isEmpty() && this.model.classNames().size() == problem.classes();
        return model ? this.model.classNames() : dataset.classNames();
    }

    private AuditReport.Remarks remarks(AuditResult result) {
        return new AuditReport.Remarks(
                problem.decision().cut(),
                result.ties(),
                result.withoutClass(),
                result.brokenToNoClass(),
                result.changedByRounding(),
                result.warnings());
    }

    private AuditReport.Settings settings() {
        return new AuditReport.Settings(
                problem.threat().norm().option(),
                problem.threat().epsilon(),
                problem.threat().lower(),
                problem.threat().upper(),
                seed,
                attacks.stream()
                        .map(attack -> new AuditReport.Attack(
                                attack.name(),
                                attack.settings().steps(),
                                attack.settings().restarts()))
                        .toList(),
                IntervalCertifier.NAME);
    }

    private AuditReport.Machine machine() {
        return new AuditReport.Machine(
                Processor.model(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Kernels.best().name(),
                problem.device().name());
    }

    private static AuditReport.ExampleResult example(Finding finding) {
        Witness witness = finding.verdict() instanceof Verdict.Falsified(var found) ? found : null;
        VerdictKind verdict = switch (finding.verdict()) {
            case Verdict.Certified _ -> VerdictKind.CERTIFIED;
            case Verdict.Falsified _ -> VerdictKind.FALSIFIED;
            case Verdict.Misclassified() -> VerdictKind.MISCLASSIFIED;
            case Verdict.Unknown() -> VerdictKind.UNKNOWN;
        };
        return new AuditReport.ExampleResult(
                finding.index(),
                finding.label(),
                finding.prediction(),
                verdict,
                witness == null ? null : witness.attack(),
                witness == null ? null : witness.prediction(),
                Double.isFinite(finding.margin()) ? finding.margin() : Double.NaN,
                witness == null ? Double.NaN : witness.distance());
    }

    private static List<AuditReport.Port> ports(Map<String, Value> values) {
        return values.entrySet().stream()
                .map(entry -> new AuditReport.Port(
                        entry.getKey(), extents(entry.getValue().shape())))
                .toList();
    }

    private static List<Integer> extents(Shape shape) {
        return Arrays.stream(shape.extents()).boxed().toList();
    }

    /** The broken examples to show, a few of each class before more of any. */
    private List<AuditReport.GalleryItem> gallery(List<Finding> findings) {
        if (dataset.imageShape().isEmpty()) {
            return List.of();
        }
        List<Finding> broken = findings.stream()
                .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                .toList();
        int[] rank = new int[dataset.classes()];
        List<Finding> ordered = new ArrayList<>(broken);
        int[] turn = new int[broken.size()];
        for (int i = 0; i < broken.size(); i++) {
            turn[i] = rank[broken.get(i).label()]++;
        }
        ordered.sort((a, b) -> Integer.compare(turn[broken.indexOf(a)], turn[broken.indexOf(b)]));
        List<AuditReport.GalleryItem> items = new ArrayList<>();
        // A few images, one by one: no work for a device, which may be lost by now.
        try (Execution outputs = Cpu.best().load(Plan.of(network, 1));
                Execution scores = Cpu.best().load(Plan.of(problem.scores(), 1))) {
            for (Finding finding : ordered.subList(0, Math.min(GALLERY, ordered.size()))) {
                items.add(item(finding, outputs, scores));
            }
        }
        return items;
    }

    private AuditReport.GalleryItem item(Finding finding, Execution outputs, Execution scores) {
        Witness witness = ((Verdict.Falsified) finding.verdict()).witness();
        float[] clean = new float[dataset.shape().size()];
        dataset.copy(finding.index(), clean, 0);
        return new AuditReport.GalleryItem(
                finding.index(),
                finding.label(),
                finding.prediction(),
                finding.confidence(),
                witness.prediction(),
                problem.decision()
                        .confidence(
                                run(outputs, network, witness.x()),
                                run(scores, problem.scores(), witness.x()),
                                0,
                                problem.classes(),
                                witness.prediction()),
                image(clean),
                image(witness.x()));
    }

    private static float[] run(Execution alone, Graph graph, float[] x) {
        alone.write(graph.onlyInput(), x);
        alone.run();
        return alone.read(graph.onlyOutput());
    }

    private Image image(float[] values) {
        Shape shape = dataset.imageShape().orElseThrow();
        return new Image(shape.extent(0), shape.extent(1), shape.extent(2), dataset.image(values));
    }
}
