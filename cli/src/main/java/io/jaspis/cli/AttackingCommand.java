package io.jaspis.cli;

import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.report.Places;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.check.BoundsCertificate;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shards;
import io.jaspis.cli.options.AdversarialOption;
import io.jaspis.cli.options.Asked;
import io.jaspis.cli.options.AttackOptions;
import io.jaspis.cli.options.CertificatesOption;
import io.jaspis.cli.options.DataOptions;
import io.jaspis.cli.options.DeviceOption;
import io.jaspis.cli.options.FormatOption;
import io.jaspis.cli.options.GateOptions;
import io.jaspis.cli.options.GivenPaths;
import io.jaspis.cli.options.Least;
import io.jaspis.cli.options.ModelOption;
import io.jaspis.cli.options.NormalizeOption;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.QuietOption;
import io.jaspis.cli.options.RecordedReading;
import io.jaspis.cli.options.SelectionOptions;
import io.jaspis.cli.options.ShardOption;
import io.jaspis.cli.options.TargetOption;
import io.jaspis.cli.options.ThreatOptions;
import io.jaspis.cli.options.TwoClassOptions;
import io.jaspis.cli.options.VerdictsOption;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.tensor.kernels.provider.Warming;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What {@code audit} and {@code attack} have in common: the model, the data, the attacker and the attacks, a journal, a
 * report and what goes beside it. They differ in what else is tried on an example, and in what they say of it.
 */
abstract class AttackingCommand implements Callable<Integer>, Merging<AuditSettings, AuditEntry> {
    @Mixin
    private ModelOption model;

    @Mixin
    private DataOptions data;

    @Mixin
    private TwoClassOptions twoClasses;

    @Mixin
    private NormalizeOption normalize;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private DeviceOption compute;

    @Mixin
    private ThreatOptions attacker;

    @Mixin
    private TargetOption target;

    @Mixin
    private SelectionOptions examples;

    @Mixin
    private ShardOption shard;

    @Mixin
    private AttackOptions trials;

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
            names = TypedCommand.RESUME,
            description =
                    "Goes on with the examples that journal.jsonl in the folder lacks, or report.json where there is no"
                            + " journal, after a stop of any kind; other examples may be asked for than before.")
    private boolean resume;

    @Mixin
    private GateOptions gates;

    @Mixin
    private FormatOption formats;

    @Mixin
    private QuietOption quiet;

    @Mixin
    private VerdictsOption verdicts;

    @Mixin
    private AdversarialOption adversarial;

    @Spec
    private CommandSpec spec;

    /** What is merged, where something is. */
    private Optional<Shards<AuditSettings, AuditEntry>> shards = Optional.empty();

    /** Where the report goes. */
    abstract Path out();

    /** The names of the certifiers that are tried beside the attacks; none where nothing is to be proved. */
    abstract List<String> certifiers(Problem problem);

    /** The share that is to be certified, or null. */
    abstract Double certifiedLimit();

    /** What is done with examples, in a word that begins a sentence. */
    abstract String doing();

    /** Where proofs go that can be followed; nowhere where nothing is to be proved. */
    CertificatesOption certificates() {
        return new CertificatesOption();
    }

    @Override
    public void merge(Shards<AuditSettings, AuditEntry> of) {
        shards = Optional.of(of);
    }

    /** Where results go. */
    private Path place() {
        return shard.folder(out());
    }

    @Override
    public Integer call() throws IOException {
        Instant started = Instant.now();
        boolean silent = quiet.applied();
        AuditText text =
                new AuditText(spec.commandLine().getOut(), spec.commandLine().getErr(), silent);
        require();
        text.reading(model.path(), data.path());
        // While the model loads, the compiler takes the kernels.
        Warming warming = Providers.warm();
        Read read = read(warming, text.terminal());
        Dataset dataset = read.dataset();
        Selection all = target.among(examples.of(dataset, seed), read.model(), dataset);
        Selection chosen = shard.among(all);
        Dataset loaded = dataset.loaded(chosen);
        OutputFolder folder = OutputFolder.prepared(place());
        if (formats.hasPage()) {
            ReportHtml.prepare();
        }
        Places places = Places.of(model.path(), data.path(), dataset);
        AuditQuestion question = question(read, all, chosen, loaded, compute.open(text.errors()));
        Problem problem = question.problem();
        adversarial.prepare(data.path(), data.labels().orElse(null), dataset, chosen, problem);
        Optional<ProvedExamples> proofs = proofs(read, problem);
        ReportAssembly assembly =
                new ReportAssembly(read.model(), dataset, chosen, problem, question.plan(), read.reading());
        JudgedReports reports = new JudgedReports(spec, assembly, attacker, gates, certifiedLimit(), shard.isGiven());
        AuditDelivery delivery =
                new AuditDelivery(spec, formats, verdicts, adversarial, attacker.curve(), places, folder);
        AuditEnd end = new AuditEnd(question, trials, reports, delivery, proofs, shard.told(all), text);
        Optional<EarlierReport> earlier = resume && !shard.isGiven()
                ? EarlierReport.in(place(), read.model().sha256(), dataset.sha256(), seed, assembly.settings())
                : Optional.empty();
        if (earlier.isPresent() && saysAll(earlier.get(), chosen, proofs.isPresent())) {
            return end.again(earlier.get().requireOf(question.shaped(), Processor.kind(problem.device())));
        }
        return run(started, warming, read, earlier, end);
    }

    /** Attacks what neither a journal nor an earlier report knows, and ends as that went. */
    private int run(Instant started, Warming warming, Read read, Optional<EarlierReport> earlier, AuditEnd end)
            throws IOException {
        AuditQuestion question = end.question();
        RunJournal<AuditSettings, AuditEntry> journal =
                new RunJournal<>(spec, place(), resume, shards, AuditSettings.class, AuditEntry.class);
        AuditSettings settings = settings(question, read);
        List<Integer> all = question.all().indices();
        // A journal says more than a report, which is large where there are many examples. And what attacks that look
        // at other examples found among some isn't what they find among all.
        boolean fromReport = earlier.isPresent() && shards.isEmpty() && !journal.exists() && question.alone();
        try (Session<AuditEntry> session = fromReport
                        ? AuditJournal.begin(journal, earlier.get(), settings, question.shaped())
                        : journal.open(started, settings, all, end.part());
                Interruption interruption = new Interruption(() -> journal.kept(session))) {
            Problem problem = question.problem();
            Known known = AuditJournal.known(journal, session, question.shaped(), all, problem.classes());
            AuditText text = end.text();
            text.start(
                    doing(),
                    model.path(),
                    read.dataset().name(),
                    question,
                    end.reports().target());
            text.known(session, known, question.count(), resume);
            warming.end();
            Ending<AuditResult> ending = AuditRun.run(
                    new Audit(problem, question.plan()),
                    question.shaped(),
                    question.chosen().indices(),
                    known,
                    session,
                    AuditRun.bar(spec.name(), question.count(), text.silent()),
                    text.errors(),
                    interruption);
            return end.of(ending, session, interruption);
        }
    }

    /** Refuses options that make no sense, before anything is read. */
    private void require() throws IOException {
        Path file = model.path();
        attacker.require();
        gates.require(certifiedLimit());
        List<Path> named = GivenPaths.read(spec, file, data.path());
        verdicts.require(named);
        adversarial.require(named, verdicts);
        if (!shard.isGiven()) {
            certificates().require(named, BoundsCertificate.class);
        }
        Least.require("--batch", batch, 1);
    }

    /**
     * What was read.
     *
     * @param file the model as its file has it
     * @param model that is attacked: with what the options put behind it and before it
     * @param reading how both were read otherwise than by themselves, in words; else empty
     * @param threat how an attacker may change the examples
     */
    private record Read(OnnxModel file, Model model, Dataset dataset, String reading, Threat threat) {}

    private Read read(Warming warming, PrintWriter terminal) throws IOException {
        OnnxModel file = opening.open(model.path(), terminal);
        if (file.hasGraph()
                && file.graph().values().stream().anyMatch(value -> value.op() instanceof Linear.Convolve)) {
            warming.convolve();
        }
        OnnxModel classifier = twoClasses.applied(file, terminal);
        Dataset dataset = data.readFor(classifier, normalize, terminal);
        Model attacked = normalize.applied(Model.of(classifier), dataset, terminal);
        trials.open(attacked, source -> normalize.applied(source, dataset));
        String reading = normalize.reading(opening.told(twoClasses.reading(dataset)));
        return new Read(file, attacked, dataset, reading, attacker.over(attacked, dataset, terminal));
    }

    private AuditQuestion question(Read read, Selection all, Selection chosen, Dataset loaded, Device device)
            throws IOException {
        Problem problem = problem(read, chosen, loaded, device);
        AuditPlan plan = plan(problem);
        if (!shard.needsOthers(plan.everyAttack())) {
            return new AuditQuestion(all, chosen, loaded, problem, plan);
        }
        Dataset shaped = read.dataset().loaded(all);
        Problem wider = problem(read, chosen, shaped, device);
        return new AuditQuestion(all, chosen, shaped, wider, plan(wider));
    }

    /** What writes proofs that can be followed; empty where none are asked for here. */
    private Optional<ProvedExamples> proofs(Read read, Problem problem) throws IOException {
        if (!certificates().isGiven()) {
            return Optional.empty();
        }
        if (shard.isGiven()) {
            // The merge of all shards writes them, and would be refused for the same reasons, after all the work.
            ProvedExamples.require(certificates(), problem, trials.effort());
            return Optional.empty();
        }
        return Optional.of(new ProvedExamples(
                certificates(),
                problem,
                new RecordedReading.Options(data, twoClasses, opening, normalize)
                        .recorded(certificates().folder(), model.path(), read.file(), read.model(), read.dataset()),
                trials.effort()));
    }

    /** Whether a report says all that is asked for. None has adversarial examples, nor what was found at other radii. */
    private boolean saysAll(EarlierReport earlier, Selection chosen, boolean proofs) {
        boolean more = adversarial.isGiven() || verdicts.isGiven() || formats.hasVerdicts() || proofs;
        return earlier.whole(chosen.indices())
                && trials.haveLooked(earlier.report().trust())
                && !more;
    }

    /** What the findings depend on, as the journal has it. */
    private static AuditSettings settings(AuditQuestion question, Read read) {
        return AuditSettings.of(
                question.plan(),
                question.problem(),
                question.all().indices(),
                read.model().sha256(),
                read.dataset().sha256(),
                read.reading(),
                Processor.kind(),
                Processor.kind(question.problem().device()));
    }

    private AuditPlan plan(Problem problem) {
        return trials.plan(problem, certifiers(problem), attacker.curve(), seed);
    }

    private Problem problem(Read read, Selection chosen, Dataset shaped, Device device) {
        return Asked.of(() -> target.of(
                attacker.problem(read.model().graph(), shaped, read.threat(), device, batch),
                chosen.indices(),
                read.model(),
                shaped));
    }
}
