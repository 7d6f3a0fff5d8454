package io.jaspis.cli;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.report.Counted;
import io.jaspis.audit.report.Places;
import io.jaspis.audit.report.ReportHtml;
import io.jaspis.audit.report.ReportText;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
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
import io.jaspis.cli.results.Delivery;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.cli.terminal.TypedOptions;
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
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter errors = spec.commandLine().getErr();
        require();
        terminal.printf("Reading %s and %s%n", model.path(), data.path());
        terminal.flush();
        // While the model loads, the compiler takes the kernels.
        Warming warming = Providers.warm();
        Read read = read(warming, terminal);
        Dataset dataset = read.dataset();
        Selection all = target.among(examples.of(dataset, seed), read.model(), dataset);
        Selection chosen = shard.among(all);
        int count = chosen.indices().size();
        Dataset loaded = dataset.loaded(chosen);
        OutputFolder folder = OutputFolder.prepared(place());
        if (formats.hasPage()) {
            ReportHtml.prepare();
        }
        Places places = Places.of(model.path(), data.path(), dataset);
        Device device = compute.open(errors);
        Question question = question(read, all, chosen, loaded, device);
        Problem problem = question.problem();
        AuditPlan plan = question.plan();
        adversarial.prepare(data.path(), data.labels().orElse(null), dataset, chosen, problem);
        Optional<ProvedExamples> proofs = proofs(read, problem);
        ReportAssembly assembly =
                new ReportAssembly(Model.of(read.model()), dataset, chosen, problem, plan, read.reading());
        RunJournal<AuditSettings, AuditEntry> journal =
                new RunJournal<>(spec, place(), resume, shards, AuditSettings.class, AuditEntry.class);
        AuditDelivery delivery = new AuditDelivery(spec, formats, verdicts, adversarial, attacker.curve());
        Optional<EarlierReport> earlier = resume && !shard.isGiven()
                ? EarlierReport.in(place(), read.model().sha256(), dataset.sha256(), seed, assembly.settings())
                : Optional.empty();
        if (earlier.isPresent() && saysAll(earlier.get(), chosen, proofs.isPresent())) {
            EarlierReport whole = earlier.get().requireOf(question.shaped(), Processor.kind(device));
            return tellAgain(whole, count, delivery, places, terminal);
        }
        boolean alone = Attack.Company.of(plan.everyAttack()) == Attack.Company.NONE;
        if (shards.isPresent() || journal.exists() || !alone) {
            // It says more than a report, which is large where there are many examples. And what attacks that look at
            // other examples found among some isn't what they find among all.
            earlier = Optional.empty();
        }
        AuditSettings settings = settings(question, read, all, device);
        try (Session<AuditEntry> session = earlier.isPresent()
                        ? AuditJournal.begin(journal, earlier.get(), settings, question.shaped())
                        : journal.open(started, settings, all.indices(), shard.told(all));
                Interruption interruption = new Interruption(() -> journal.kept(session))) {
            Known known = AuditJournal.known(journal, session, question.shaped(), all.indices(), problem.classes());
            tellStart(read, chosen, problem, assembly, terminal);
            tellKnown(session, known, count, terminal);
            warming.end();
            Ending<AuditResult> ending = AuditRun.run(
                    new Audit(problem, plan),
                    question.shaped(),
                    chosen.indices(),
                    known,
                    session,
                    AuditRun.bar(spec.name(), count, silent),
                    errors,
                    interruption);
            AuditResult result = ending.result();
            if (result.findings().isEmpty()) {
                return delivery.nothing(ending);
            }
            Doubts doubts = ending.lost() == null && !result.cutOff() && !shard.isGiven()
                    ? doubts(question, result, interruption)
                    : new Doubts(Trust.NONE, ending.lost(), null);
            AuditReport report = report(assembly, result, doubts, session, interruption);
            terminal.println(ReportText.of(report, Terminal.charset(), Terminal.columns()));
            terminal.flush();
            boolean written = delivery.write(report, result, places, folder, session)
                    & (shard.isGiven() || delivery.keep(report, result, terminal));
            if (proofs.isPresent()) {
                written &= prove(proofs.get(), result, count, silent, interruption);
            }
            if (doubts.failure() != null) {
                throw doubts.failure();
            }
            if (doubts.lost() != null) {
                tellLost(doubts.lost(), result, count, written, errors);
                return ExitCode.DEVICE;
            }
            if (shard.isGiven() && written && !result.partial()) {
                terminal.println(
                        "This is shard " + shard.told(all).orElseThrow().name()
                                + ". What speaks of all examples, such as conditions, comes of 'jaspis merge', which takes the folders of"
                                + " all shards.");
            }
            return written ? delivery.exitCode(report, interruption.getAsBoolean()) : ExitCode.BAD_INPUT;
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
    private record Read(OnnxModel file, OnnxModel model, Dataset dataset, String reading, Threat threat) {}

    private Read read(Warming warming, PrintWriter terminal) throws IOException {
        OnnxModel file = opening.open(model.path(), terminal);
        if (file.hasGraph()
                && file.graph().values().stream().anyMatch(value -> value.op() instanceof Linear.Convolve)) {
            warming.convolve();
        }
        OnnxModel classifier = twoClasses.applied(file, terminal);
        Dataset dataset = data.readFor(classifier, normalize, terminal);
        OnnxModel attacked = normalize.applied(classifier, dataset, terminal);
        trials.open(Model.of(attacked), source -> normalize.applied(source, dataset));
        String reading = normalize.reading(opening.told(twoClasses.reading(dataset)));
        // Behind a normalization the model's own whole numbers aren't those of the data.
        Threat threat = normalize.isGiven()
                ? attacker.over(dataset, terminal)
                : attacker.over(Model.of(attacked), dataset, terminal);
        return new Read(file, attacked, dataset, reading, threat);
    }

    /**
     * What is asked, and what is tried.
     *
     * @param shaped the examples whose elements there are: those that are chosen, and those that attacks look at besides
     */
    private record Question(Dataset shaped, Problem problem, AuditPlan plan) {}

    private Question question(Read read, Selection all, Selection chosen, Dataset loaded, Device device)
            throws IOException {
        Question own = question(read, chosen, loaded, device);
        return shard.needsOthers(own.plan().everyAttack())
                ? question(read, chosen, read.dataset().loaded(all), device)
                : own;
    }

    private Question question(Read read, Selection chosen, Dataset shaped, Device device) {
        Problem problem = problem(read.model(), shaped, read.threat(), device, chosen);
        return new Question(shaped, problem, plan(problem));
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
    private static AuditSettings settings(Question question, Read read, Selection all, Device device) {
        return AuditSettings.of(
                question.plan(),
                question.problem(),
                all.indices(),
                read.model().sha256(),
                read.dataset().sha256(),
                read.reading(),
                Processor.kind(),
                Processor.kind(device));
    }

    /** Tells what a report has that says all that is asked for, and ends as the run that wrote it. */
    private int tellAgain(EarlierReport whole, int count, AuditDelivery delivery, Places places, PrintWriter terminal) {
        AuditReport report = judged(whole.report());
        terminal.println(ReportText.of(report, Terminal.charset(), Terminal.columns()));
        terminal.printf(
                "Nothing is left to do: %s has %s%n",
                whole.file(), count == 1 ? "the example" : "all " + Counted.examples(count));
        return delivery.writeAgain(report, places, place()) ? delivery.exitCode(report, false) : ExitCode.BAD_INPUT;
    }

    /** Says what is done with which examples. */
    private void tellStart(
            Read read, Selection chosen, Problem problem, ReportAssembly assembly, PrintWriter terminal) {
        terminal.printf(
                "%s %s on %s of %s, %s ball of radius %s%s%n",
                doing(),
                model.path().getFileName(),
                Counted.examples(chosen.indices().size()),
                read.dataset().name(),
                read.threat().norm().symbol(),
                read.threat().epsilon(),
                ThreatOptions.unit(read.threat()));
        terminal.println("Chosen: " + chosen.text());
        if (problem.targeted()) {
            terminal.println("Attacks aim at " + assembly.settings().target());
        }
    }

    /** Says what of it was done before. */
    private void tellKnown(Session<AuditEntry> session, Known known, int count, PrintWriter terminal) {
        if (session.merges()) {
            terminal.printf("Merged %s%n", Counted.examples(count));
        } else if (resume) {
            terminal.printf("Going on after %,d of %s%n", known.findings().size(), Counted.examples(count));
        }
        terminal.flush();
    }

    /**
     * What was looked for of signs that attacks failed.
     *
     * @param lost the device that was lost on the way, or before; else null
     * @param failure what else ended it; else null
     */
    private record Doubts(Trust trust, DeviceException lost, RuntimeException failure) {
        boolean ended() {
            return lost != null || failure != null;
        }
    }

    private Doubts doubts(Question question, AuditResult result, Interruption interruption) {
        try {
            Trust trust = trials.checks(question.problem(), question.plan())
                    .of(result.standing(), result.findings().size(), interruption);
            return new Doubts(trust, null, null);
        } catch (DeviceException e) {
            return new Doubts(Trust.NONE, e, null);
        } catch (RuntimeException e) {
            // An attack of whatever jar may fail in a check; what is known by then is told first.
            return new Doubts(Trust.NONE, null, e);
        }
    }

    private AuditReport report(
            ReportAssembly assembly,
            AuditResult result,
            Doubts doubts,
            Session<AuditEntry> session,
            Interruption interruption) {
        Provenance.Run run = new Provenance.Run(
                TypedCommand.of(spec),
                TypedOptions.of(spec, attacker.refused(), attacker.taken()),
                session.started(),
                session.seconds());
        AuditReport report = judged(assembly.report(result, run).with(doubts.trust()));
        return doubts.ended() || interruption.getAsBoolean() ? report.stopped() : report;
    }

    /** Writes proofs of what is certified; whether that went well. */
    private boolean prove(
            ProvedExamples proofs, AuditResult result, int count, boolean silent, Interruption interruption) {
        PrintWriter terminal = spec.commandLine().getOut();
        boolean written = Delivery.beside(
                () -> proofs.write(
                        result.findings(),
                        TypedCommand.of(spec),
                        count,
                        !result.partial(),
                        silent,
                        terminal,
                        interruption),
                spec.commandLine().getErr());
        terminal.flush();
        return written;
    }

    private static void tellLost(
            DeviceException lost, AuditResult result, int count, boolean written, PrintWriter errors) {
        errors.println("jaspis: " + lost.getMessage());
        errors.printf(
                "jaspis: %s what was finished before: %,d of %s%s%n",
                written ? "the report has" : "this is",
                result.findings().size(),
                Counted.examples(count),
                result.partial() || !result.curve().isEmpty() ? "" : ", without the curve over other radii");
    }

    /** The report with the conditions on it; those on all examples say nothing of a part. */
    private AuditReport judged(AuditReport report) {
        return shard.isGiven() ? report : gates.applied(report, certifiedLimit());
    }

    private AuditPlan plan(Problem problem) {
        return trials.plan(problem, certifiers(problem), attacker.curve(), seed);
    }

    private Problem problem(OnnxModel opened, Dataset shaped, Threat threat, Device device, Selection chosen) {
        return Asked.of(() -> target.of(
                attacker.problem(opened.graph(), shaped, threat, device, batch), chosen.indices(), opened, shaped));
    }
}
