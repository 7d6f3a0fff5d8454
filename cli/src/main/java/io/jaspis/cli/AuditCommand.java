package io.jaspis.cli;

import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.ClassOrder;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.audit.report.ReportText;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.options.Asked;
import io.jaspis.cli.options.DataOptions;
import io.jaspis.cli.options.Decimal;
import io.jaspis.cli.options.DeviceOption;
import io.jaspis.cli.options.ModelOption;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.SelectionOptions;
import io.jaspis.cli.options.ThreatOptions;
import io.jaspis.cli.options.TrialOptions;
import io.jaspis.cli.options.TwoClassOptions;
import io.jaspis.cli.results.Delivery;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.results.Standing;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    @Mixin
    private ModelOption model;

    @Mixin
    private DataOptions data;

    @Mixin
    private TwoClassOptions twoClasses;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private DeviceOption compute;

    @Mixin
    private ThreatOptions attacker;

    @Mixin
    private SelectionOptions examples;

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
            description =
                    "Goes on with the examples that journal.jsonl in the folder lacks, or report.json where there is no"
                            + " journal, after a stop of any kind; other examples may be asked for than before.")
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
        Path file = model.path();
        attacker.require();
        if (failBelow != null && !(failBelow >= 0 && failBelow <= 1)) {
            throw new InputException("--fail-below must be a share from 0 to 1, but is " + failBelow);
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf("Reading %s and %s%n", file, data.path());
        terminal.flush();
        // While the model loads, the compiler takes the kernels.
        Kernels.warm();
        OnnxModel opened = twoClasses.applied(opening.open(file, terminal), terminal);
        Graph network = opened.graph();
        Dataset dataset = data.readFor(opened, terminal);
        Threat threat = attacker.over(dataset, terminal);
        Selection chosen = examples.of(dataset, seed);
        int count = chosen.indices().size();
        Dataset shaped = dataset.loaded(chosen);
        OutputFolder folder = OutputFolder.prepared(out);
        ReportHtml.prepare();
        Device device = compute.open(spec.commandLine().getErr());
        Problem problem = Asked.of(() -> problem(network, shaped, threat, device));
        AuditPlan plan = trials.plan(problem, seed);
        ReportAssembly assembly = new ReportAssembly(
                Model.of(opened), dataset, chosen, problem, plan, opening.told(twoClasses.reading(dataset)));
        Optional<EarlierReport> earlier = resume
                ? EarlierReport.in(out, opened.sha256(), dataset.sha256(), seed, assembly.settings())
                : Optional.empty();
        if (earlier.isPresent() && earlier.get().whole(chosen.indices())) {
            AuditReport report = earlier.get().report();
            terminal.println(ReportText.of(report, Terminal.charset()));
            terminal.printf(
                    "Nothing is left to do: %s has all %,d examples%n",
                    earlier.get().file(), count);
            terminal.flush();
            return exitCode(report, false);
        }
        AuditSettings settings = AuditSettings.of(
                plan,
                problem,
                opened.sha256(),
                dataset.sha256(),
                opening.told(twoClasses.reading(dataset)),
                Processor.kind(),
                Processor.kind(device));
        try (Session<AuditEntry> session = session(started, settings, earlier, shaped);
                Interruption interruption = new Interruption()) {
            Known known = AuditRun.known(session, shaped, problem.classes());
            terminal.printf(
                    "Auditing %s on %,d examples of %s, %s ball of radius %s%n",
                    file.getFileName(), count, dataset.name(), threat.norm().symbol(), threat.epsilon());
            terminal.println("Chosen: " + chosen.text());
            if (resume) {
                terminal.printf(
                        "Going on after %,d of %,d examples%n", known.findings().size(), count);
            }
            terminal.flush();
            Ending<AuditResult> ending = AuditRun.run(
                    new Audit(problem, plan),
                    shaped,
                    chosen.indices(),
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
            ClassOrder.warning(ClassOrder.counts(result.findings(), problem.classes()), dataset.classNames())
                    .ifPresent(terminal::println);
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

    /** What is written down of this audit, with what earlier ones did if it goes on with them. */
    private Session<AuditEntry> session(
            Instant started, AuditSettings settings, Optional<EarlierReport> earlier, Dataset examples)
            throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        if (earlier.isPresent() && !Files.exists(out.resolve(Journal.NAME))) {
            AuditReport report = earlier.get().report();
            AuditEntry known = earlier.get().entry(examples, settings.device());
            terminal.printf(
                    "%s is gone, and %s suffices for %,d of its %,d examples: the others, and the curve, are done again%n",
                    out.resolve(Journal.NAME),
                    earlier.get().file(),
                    known.examples().size(),
                    report.completion().done());
            return Session.begin(
                    out,
                    Journal.Title.of(
                            "audit", Provenance.VERSION, report.provenance().started()),
                    settings,
                    known,
                    spec.commandLine().getErr());
        }
        return Session.open(
                out,
                resume,
                Journal.Title.of("audit", Provenance.VERSION, started),
                settings,
                AuditSettings.class,
                AuditEntry.class,
                terminal,
                spec.commandLine().getErr());
    }

    /** Says that nothing was finished; there is no report then. */
    private int nothing(Ending<AuditResult> ending) {
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
                report.examples().stream().map(AuditReport.ExampleResult::index).collect(Collectors.toSet()),
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

    private Problem problem(Graph network, Dataset examples, Threat threat, Device device) {
        try {
            return new Problem(network, examples, threat, device, batch);
        } catch (Problem.OutOfRangeException e) {
            throw new InputException(e.getMessage() + " with --range LOWER,UPPER");
        }
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
