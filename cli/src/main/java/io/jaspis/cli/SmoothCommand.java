package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.audit.report.Counted;
import io.jaspis.audit.report.SmoothingText;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.certify.smoothing.NoisyVotes;
import io.jaspis.certify.smoothing.Sampling;
import io.jaspis.certify.smoothing.SmoothingRun;
import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.check.StrictRecords;
import io.jaspis.cli.journal.KnownSmoothing;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shards;
import io.jaspis.cli.journal.SmoothingEntry;
import io.jaspis.cli.journal.SmoothingSettings;
import io.jaspis.cli.options.Asked;
import io.jaspis.cli.options.DataOptions;
import io.jaspis.cli.options.DeviceOption;
import io.jaspis.cli.options.GivenPaths;
import io.jaspis.cli.options.Least;
import io.jaspis.cli.options.NoiseFeatures;
import io.jaspis.cli.options.NormalizeOption;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.OwnModelOption;
import io.jaspis.cli.options.QuietOption;
import io.jaspis.cli.options.RadiiOption;
import io.jaspis.cli.options.RecordedReading;
import io.jaspis.cli.options.SamplingOptions;
import io.jaspis.cli.options.SelectionOptions;
import io.jaspis.cli.options.ShardOption;
import io.jaspis.cli.options.TwoClassOptions;
import io.jaspis.cli.options.VerdictsOption;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.terminal.Ending;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.cli.terminal.TypedOptions;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis smooth}: certificates by randomized smoothing, a report, and a file to check them with. */
@Command(
        name = "smooth",
        description =
                "Certifies a classifier under random noise: the class it gives most often, and the radius in which"
                        + " that can't change. Best is a model that was trained with such noise.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ${sys:jaspis.command:-./jaspis} smooth models/mnist-cnn.onnx --sigma 0.1 --n 300 --images 5"})
final class SmoothCommand implements Callable<Integer>, Merging<SmoothingSettings, SmoothingEntry> {
    /** Examples whose outputs without noise are looked at first. */
    private static final int FIRST = 64;

    @Mixin
    private OwnModelOption own;

    @Mixin
    private DataOptions data;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private TwoClassOptions twoClasses;

    @Mixin
    private NormalizeOption normalize;

    @Mixin
    private SamplingOptions asked;

    @Mixin
    private SelectionOptions examples;

    @Mixin
    private ShardOption shard;

    @Mixin
    private RadiiOption radii;

    @Option(
            names = "--batch",
            paramLabel = "COUNT",
            defaultValue = "1024",
            description = "Samples in a run of the network; of no influence on results. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Of the noise; the same seed gives the same certificates. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "smoothing",
            description = "Where report.html and certificate.json go. Certificates that say more than the new ones, or"
                    + " speak of something else, are kept. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = TypedCommand.RESUME,
            description = "Goes on with the examples that journal.jsonl in the folder lacks, after a stop of any kind.")
    private boolean resume;

    @Mixin
    private NoiseFeatures features;

    @Mixin
    private VerdictsOption verdicts;

    @Mixin
    private DeviceOption compute;

    @Mixin
    private QuietOption quiet;

    @Spec
    private CommandSpec spec;

    /** What is merged, where something is. */
    private Optional<Shards<SmoothingSettings, SmoothingEntry>> shards = Optional.empty();

    @Override
    public void merge(Shards<SmoothingSettings, SmoothingEntry> of) {
        shards = Optional.of(of);
    }

    /** Where results go. */
    private Path place() {
        return shard.folder(out);
    }

    @Override
    public Integer call() throws IOException {
        Instant started = Instant.now();
        boolean silent = quiet.applied();
        Question question = question();
        PrintWriter terminal = spec.commandLine().getOut();
        Read read = read(terminal);
        Selection all = examples.of(read.dataset(), seed);
        Selection selected = shard.among(all);
        int count = selected.indices().size();
        Dataset shaped = read.dataset().loaded(selected);
        OutputFolder folder = OutputFolder.prepared(place());
        RecordedReading recorded = new RecordedReading.Options(data, twoClasses, opening, normalize)
                .recorded(place(), own.path(), read.file(), read.model(), read.dataset());
        Device device = compute.open(spec.commandLine().getErr());
        tellStart(question, read, selected, terminal);
        Graph network = read.model().graph();
        RunJournal<SmoothingSettings, SmoothingEntry> journal =
                new RunJournal<>(spec, place(), resume, shards, SmoothingSettings.class, SmoothingEntry.class);
        try (NoisyVotes votes =
                        Asked.of(() -> new NoisyVotes(network, question.noise(), read.axes(), device, batch, seed));
                Session<SmoothingEntry> session =
                        journal.open(started, settings(question, read, all, device), all.indices(), shard.told(all));
                Interruption interruption = new Interruption(() -> journal.kept(session))) {
            SmoothingRun run = Asked.of(
                    () -> new SmoothingRun(votes, question.sampling(), shaped, question.method(), question.norm()));
            List<Example> known = known(journal, session, all, shaped);
            tellKnown(session, known, count, terminal);
            SmoothRun.warn(
                    device,
                    network,
                    shaped,
                    selected.indices().subList(0, Math.min(count, Math.min(batch, FIRST))),
                    spec.commandLine().getErr());
            Ending<List<Example>> ending = SmoothRun.run(
                    run,
                    selected.indices(),
                    all.indices().size(),
                    known,
                    session,
                    Terminal.bar("smooth", count, "examples", silent),
                    interruption);
            List<Example> done = ending.result();
            if (done.isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("jaspis: stopped before any example was finished; nothing is written");
                return ExitCode.INTERRUPTED;
            }
            SmoothingReport report = new SmoothingReport(
                    provenance(read, selected, device, session),
                    certificate(recorded, run, all.indices().size(), done, question.method()));
            terminal.print(SmoothingText.of(report, Terminal.charset()));
            terminal.flush();
            SmoothDelivery delivery = new SmoothDelivery(spec, verdicts);
            boolean written = delivery.write(report, done.size() == count, folder, session)
                    & (shard.isGiven() || delivery.keep(report, terminal));
            return exitCode(ending, count, written, interruption);
        }
    }

    /** How examples are smoothed. */
    private record Question(Noise noise, Sampling sampling, Method method, Norm norm) {}

    /** What is asked; options that make no sense are refused before anything is read. */
    private Question question() throws IOException {
        Path model = own.path();
        features.require();
        verdicts.require(GivenPaths.read(spec, model, data.path()));
        Least.require("--batch", batch, 1);
        Noise noise = asked.noise();
        Question question = new Question(noise, asked.sampling(), asked.method(), asked.norm(noise));
        radii.require();
        return question;
    }

    /**
     * What was read: of each file once, so that what the certificate vouches for is what is smoothed, though the files be
     * exchanged meanwhile.
     *
     * @param file the model as its file has it
     * @param model that is smoothed: with what the options put behind it and before it
     * @param cut the operations at its end before which votes are counted, in words
     * @param axes a factor for the noise of each value; empty where all are alike
     */
    private record Read(OnnxModel file, Model model, Dataset dataset, List<String> cut, List<Float> axes) {}

    private Read read(PrintWriter terminal) throws IOException {
        OnnxModel file = opening.open(own.path(), terminal);
        OnnxModel scored = twoClasses.applied(file, terminal);
        Dataset dataset = data.readFor(scored, normalize, terminal);
        Model model = normalize.applied(Model.of(scored), dataset, terminal);
        NormalizeOption.warn(model, terminal);
        Graph network = model.graph();
        List<String> cut = Asked.of(() -> Decision.of(network)).cut();
        List<Float> axes = features.axes(dataset, terminal);
        NoisyVotes.requireReal(model, axes);
        return new Read(file, model, dataset, cut, axes);
    }

    /** Says what is smoothed how, on which examples. */
    private void tellStart(Question question, Read read, Selection selected, PrintWriter terminal) {
        Noise noise = question.noise();
        terminal.printf(
                "Smoothing %s with %s noise of %s on %s of %s, α = %s%n",
                own.path().getFileName(),
                StrictRecords.word(noise.kind()),
                (noise instanceof Noise.Gaussian ? "σ = " : "half width ") + noise.scale(),
                Counted.examples(selected.indices().size()),
                read.dataset().name(),
                question.sampling().alpha());
        terminal.println("Chosen: " + selected.text());
        if (!read.cut().isEmpty()) {
            terminal.println(
                    "Votes are counted before the model's last operations, which keep the order of the classes: "
                            + String.join(", ", read.cut()));
        }
        terminal.flush();
    }

    /** What the certificates depend on, as the journal has it. */
    private SmoothingSettings settings(Question question, Read read, Selection all, Device device) {
        Sampling sampling = question.sampling();
        return new SmoothingSettings(
                read.model().sha256(),
                read.dataset().sha256(),
                normalize.reading(opening.told(twoClasses.reading(read.dataset()))),
                all.indices().size(),
                StrictRecords.word(question.noise().kind()),
                question.noise().scale(),
                read.axes(),
                question.norm().option(),
                StrictRecords.word(question.method().kind()),
                question.method() instanceof Method.Adaptive(double radius) ? radius : 0,
                sampling.selection(),
                sampling.estimation(),
                sampling.alpha(),
                seed,
                Processor.kind(),
                Processor.kind(device));
    }

    /** The examples that were finished before. */
    private static List<Example> known(
            RunJournal<SmoothingSettings, SmoothingEntry> journal,
            Session<SmoothingEntry> session,
            Selection all,
            Dataset shaped)
            throws IOException {
        KnownSmoothing before = new KnownSmoothing(shaped);
        journal.known(
                session,
                all.indices(),
                before::add,
                () -> before.examples().stream().mapToInt(Example::index));
        return before.examples();
    }

    /** Says what of it was done before. */
    private void tellKnown(Session<SmoothingEntry> session, List<Example> known, int count, PrintWriter terminal) {
        if (session.merges()) {
            terminal.printf("Merged %s%n", Counted.examples(count));
        } else if (resume) {
            terminal.printf("Going on after %,d of %s%n", known.size(), Counted.examples(count));
            terminal.flush();
        }
    }

    /** @param together how many examples were asked for, of other shards too */
    private SmoothingCertificate certificate(
            RecordedReading recorded, SmoothingRun run, int together, List<Example> done, Method method) {
        return new SmoothingCertificate(
                SmoothingCertificate.SCHEMA,
                SmoothingCertificate.KIND,
                Provenance.VERSION,
                TypedCommand.of(spec),
                recorded.model(),
                recorded.data(),
                recorded.reading(),
                run.settings(),
                together,
                SmoothingCertificate.accuracy(done, radii.over(done, method)),
                done);
    }

    private Provenance provenance(Read read, Selection selected, Device device, Session<SmoothingEntry> session) {
        Provenance.Model about = Provenance.Model.of(read.model());
        return Provenance.of(
                new Provenance.Run(TypedCommand.of(spec), TypedOptions.of(spec), session.started(), session.seconds()),
                about,
                Provenance.Data.of(read.dataset(), selected.text(), about),
                seed,
                Provenance.Machine.with(device));
    }

    private int exitCode(Ending<List<Example>> ending, int count, boolean written, Interruption interruption) {
        if (ending.lost() != null) {
            PrintWriter errors = spec.commandLine().getErr();
            errors.println("jaspis: " + ending.lost().getMessage());
            errors.printf(
                    "jaspis: the certificates are those of what was finished before: %,d of %s%n",
                    ending.result().size(), Counted.examples(count));
            return ExitCode.DEVICE;
        }
        if (!written) {
            return ExitCode.BAD_INPUT;
        }
        return interruption.getAsBoolean() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
}
