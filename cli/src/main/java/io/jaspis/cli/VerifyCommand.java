package io.jaspis.cli;

import io.jaspis.audit.Shares;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.check.StrictRecords;
import io.jaspis.check.VerificationCertificate;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.Session;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.journal.VerifyingEntry;
import io.jaspis.cli.journal.VerifyingSettings;
import io.jaspis.cli.options.CertificatesOption;
import io.jaspis.cli.options.Decimal;
import io.jaspis.cli.options.GivenPaths;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.options.ShardOption;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.results.OutputFolder;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.threat.Model;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Pieces;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis verify}: whether a specification holds. */
@Command(
        name = "verify",
        description =
                "Finds an input that a specification in VNN-LIB calls unsafe (sat), or proves that there is none (unsat).",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${sys:jaspis.command:-./jaspis} verify examples/fraud/fraud.onnx examples/fraud/flagged.vnnlib",
            "  ${sys:jaspis.command:-./jaspis} verify model.onnx property.vnnlib --timeout 60 --out result.txt"
        })
final class VerifyCommand implements Callable<Integer> {
    /** In the folder of a part. */
    private static final String ANSWER = "answer.txt";

    private static final double TOLD_SECONDS = 2;
    private static final int INPUTS_TOLD = 20;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model: an ONNX file, also gzipped.")
    private Path modelFile;

    @Parameters(index = "1", paramLabel = "SPEC", description = "The specification: a VNN-LIB file, also gzipped.")
    private Path specification;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = Decimal.Seconds.class,
            description = "Answers timeout after so many seconds, counted from the start of Java. Default: no limit.")
    private Double timeout;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the answer goes: sat, unsat, unknown or timeout in the first line, behind sat the"
                    + " counterexample; error where there is none.")
    private Path out;

    @Option(
            names = ShardOption.NAME,
            paramLabel = "i/n",
            converter = ShardOption.Reader.class,
            description =
                    "Answers a part, i from 1 to n: every n-th region of the specification, halved where there are"
                            + " fewer. --out is then a folder, and 'jaspis merge' makes the whole answer of all n.")
    private ShardOption.Part part;

    @Option(
            names = "--format",
            paramLabel = "competition|standard",
            description =
                    "How the answer is written: as VNN-COMP does, or as VNN-LIB 2.0. Default: by the version of SPEC.")
    private Answer.Format format;

    @Option(
            names = "--no-attack",
            description =
                    "Searches by proofs alone. What holds is proved all the same; counterexamples are hardly found.")
    private boolean noAttack;

    @Option(
            names = "--split",
            paramLabel = "auto|loss|longest|relu",
            description = "How domains are split: boxes along the side that the relaxation loses most by, or along the"
                    + " longest; or ReLUs. Default: auto, by the network and by what closes more.")
    private Splitting splitting = Splitting.AUTO;

    @Option(
            names = "--arithmetic",
            paramLabel = "float32|real",
            description =
                    "In which arithmetic no input may be unsafe for the answer unsat. Default: as the specification"
                            + " declares its variables, of version 1.0 real.")
    private Arithmetic arithmetic;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of the attacks' random starts. Default: 1.")
    private long seed = 1;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints the answer alone.")
    private boolean quiet;

    @Mixin
    private CertificatesOption certificates;

    @Mixin
    private OpeningOptions opening;

    @Spec
    private CommandSpec spec;

    /** Of a part. */
    private OutputFolder folder;

    /** Whether an answer may be put in its place, as nothing else is there. */
    private boolean placed;

    /** Whether the answer is written: nothing that fails later changes it. */
    private boolean answered;

    private Path place() {
        return out != null ? out : Path.of("answer-%d-of-%d".formatted(part.number(), part.of()));
    }

    @Override
    public Integer call() throws IOException {
        if (timeout != null && !(timeout > 0)) {
            throw new InputException("--timeout must be above 0 seconds, but is " + timeout);
        }
        if (part != null && certificates.isGiven()) {
            throw certificates.refused("proofs are of a whole answer; leave " + ShardOption.NAME + " out");
        }
        certificates.require(
                out == null ? GivenPaths.read(spec) : GivenPaths.read(spec, out), VerificationCertificate.class);
        if (part != null) {
            folder = OutputFolder.prepared(place());
        } else if (out != null) {
            new Destination("--out", out).requireFile(List.of(modelFile, specification), VerifyCommand::isAnswer);
            forget(out);
            placed = true;
        }
        try {
            return answer();
        } catch (IOException | RuntimeException | Error failure) {
            if (placed && !answered) {
                write(Answer.Verdict.ERROR.word(Answer.Format.COMPETITION) + "\n");
            }
            throw failure;
        }
    }

    /** Sees to it that of a run that is killed no answer to another question is left; a pipe or device stays as it is. */
    private static void forget(Path answer) throws IOException {
        if (Files.isSymbolicLink(answer) && Files.isRegularFile(answer)) {
            WholeFile.write(answer, WholeFile.Content.of(""));
        } else if (Files.isRegularFile(answer)) {
            Files.delete(answer);
        }
    }

    private int answer() throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        Instant begun = Instant.now();
        VnnLib.Specification read = VnnLib.specification(specification);
        Query whole = read.query();
        Query query = part == null ? whole : part(whole);
        Model model =
                Model.of(opening.open(modelFile, quiet ? spec.commandLine().getErr() : terminal));
        query.requireFits(model);
        Answer.Format written = format != null
                ? format
                : query.variables().isEmpty() ? Answer.Format.COMPETITION : Answer.Format.STANDARD;
        VerifySettings settings = VerifySettings.STANDARD
                .withAttack(!noAttack)
                .withSeed(seed)
                .withSplitting(splitting)
                .needing(arithmetic);
        Verifier verifier = Verifier.of(model, query, settings);
        ProvedAnswer proofs = certificates.isGiven() ? new ProvedAnswer(certificates, model, read) : null;
        try (Interruption interruption = new Interruption();
                Session<VerifyingEntry> session = part == null ? null : session(begun, model, read, written)) {
            // The folder of a part may be another part's, which the session refuses.
            placed = true;
            Clock clock = new Clock(ProcessAge.seconds(), System.nanoTime(), timeout, interruption);
            Answer answer = verifier.answer(
                    clock, quiet ? Progress.NONE : new Lines(spec.commandLine().getErr(), clock));
            boolean stopped = interruption.getAsBoolean();
            if (stopped && answer instanceof Answer.Timeout) {
                answer = new Answer.Unknown();
            }
            write(answer.text(written));
            answered = true;
            if (session != null && !(stopped && answer instanceof Answer.Unknown)) {
                session.append(VerifyingEntry.of(
                        session.seconds(),
                        answer,
                        written,
                        verifier.arithmetic() == Arithmetic.FLOAT32,
                        verifier.domains()));
            }
            tell(answer, written, verifier, model, clock);
            if (proofs != null) {
                proofs.write(
                        answer,
                        TypedCommand.of(spec),
                        modelFile,
                        specification,
                        opening.recorded(certificates.folder()),
                        quiet ? spec.commandLine().getErr() : spec.commandLine().getOut(),
                        clock);
            }
            return stopped && answer instanceof Answer.Unknown ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    private Query part(Query whole) {
        try {
            return Pieces.of(whole, part.number(), part.of());
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    ShardOption.NAME + ": " + specification + ": " + e.getMessage() + "; make fewer parts", e);
        }
    }

    /** Where the answer to the part is written down, for a merge. */
    private Session<VerifyingEntry> session(
            Instant begun, Model model, VnnLib.Specification read, Answer.Format written) throws IOException {
        Shard shard = new Shard(
                part.number(),
                part.of(),
                read.query().regions().size(),
                read.sha256(),
                TypedCommand.without(
                        spec.commandLine().getParent().getParseResult().expandedArgs(),
                        spec,
                        Set.of(ShardOption.NAME, ShardOption.OUT, "--quiet")));
        return Session.open(
                place(),
                false,
                Journal.Title.of(spec.name(), Provenance.VERSION, begun).of(shard),
                new VerifyingSettings(
                        model.sha256(),
                        opening.told(""),
                        shard.chosen(),
                        !noAttack,
                        StrictRecords.word(splitting),
                        seed,
                        StrictRecords.word(written)),
                VerifyingSettings.class,
                VerifyingEntry.class,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }

    private void tell(Answer answer, Answer.Format written, Verifier verifier, Model model, Clock clock) {
        PrintWriter terminal = spec.commandLine().getOut();
        if (quiet) {
            terminal.println(answer.word(written));
        } else if (answer instanceof Answer.Sat sat) {
            if (sat.x().length <= INPUTS_TOLD) {
                terminal.print(answer.text(written));
            } else {
                terminal.println(answer.word(written));
            }
            terminal.printf("%s%s %s%n", checked(sat), rounding(verifier, sat), work(verifier, clock));
            if (out == null && part == null && sat.x().length > INPUTS_TOLD) {
                terminal.println("Its " + sat.x().length + " inputs are written with --out FILE.");
            }
        } else {
            terminal.println(answer.word(written));
            terminal.println(switch (answer) {
                        case Answer.Unsat _ -> part == null ? proved(verifier.arithmetic()) : "Proved of this part. ";
                        case Answer.Timeout _ -> "Neither found nor proved in time. ";
                        case Answer.Unknown _, Answer.Sat _ ->
                            verifier.provedInRealsOnly()
                                    ? "Proved in real arithmetic, but in float32, which is asked for, rounding may do otherwise;"
                                            + " --arithmetic real takes such a proof. "
                                    : "Neither found nor proved. ";
                    }
                    + work(verifier, clock));
        }
        if (!quiet) {
            model.unboundedRounding().forEach(terminal::println);
        }
        terminal.flush();
    }

    /** How sure a counterexample is. */
    private static String checked(Answer.Sat sat) {
        if (sat.isOneOfAll()) {
            return "A counterexample, as every input of its box is: what the specification calls unsafe holds whatever the outputs are.";
        }
        return Double.isInfinite(sat.margin())
                ? "A counterexample, whatever the outputs are: what the specification calls unsafe hangs on inputs alone."
                : String.format(
                        Locale.ROOT, "A counterexample, checked in float32: its rows hold by %.3g.", sat.margin());
    }

    /** What another runtime may make of a counterexample that holds by little. */
    private static String rounding(Verifier verifier, Answer.Sat sat) {
        if (Double.isInfinite(sat.margin())) {
            return "";
        }
        OptionalDouble rounding = verifier.rounding(sat);
        return rounding.isPresent() && sat.margin() <= rounding.getAsDouble()
                ? String.format(
                        Locale.ROOT,
                        " Sums in another order may differ by up to %.3g, so that another runtime may not confirm it.",
                        rounding.getAsDouble())
                : "";
    }

    static String proved(Arithmetic arithmetic) {
        return switch (arithmetic) {
            case FLOAT32 ->
                "Proved: no input of the specification is unsafe, in real arithmetic and in float32 in any order of"
                        + " summation. ";
            case REAL -> "Proved: no input of the specification is unsafe, in real arithmetic. ";
        };
    }

    private static String work(Verifier verifier, Clock clock) {
        return "%,d %s, %.2f s."
                .formatted(verifier.domains(), verifier.domains() == 1 ? "domain" : "domains", clock.seconds());
    }

    private void write(String text) throws IOException {
        if (folder != null) {
            WholeFile.write(place().resolve(ANSWER), WholeFile.Content.of(text.getBytes(StandardCharsets.UTF_8)));
        } else if (out != null) {
            WholeFile.write(out, WholeFile.Content.of(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    static boolean isAnswer(Path file) throws IOException {
        String first = Files.readString(file).lines().findFirst().orElse("");
        return Answer.Verdict.of(first.strip()).isPresent();
    }

    /**
     * The time since Java was started, and when it is over.
     *
     * @param before what had passed at {@code since}, in nanoseconds
     */
    private record Clock(double before, long since, Double timeout, BooleanSupplier interrupted)
            implements BooleanSupplier {
        double seconds() {
            return before + (System.nanoTime() - since) * 1e-9;
        }

        @Override
        public boolean getAsBoolean() {
            return interrupted.getAsBoolean() || timeout != null && seconds() >= timeout;
        }
    }

    /** Tells every few seconds how far the search is. */
    private static final class Lines implements Progress {
        private final PrintWriter err;
        private final Clock clock;
        private double next;
        private double lastTime;
        private long last;

        Lines(PrintWriter err, Clock clock) {
            this.err = err;
            this.clock = clock;
            this.lastTime = clock.seconds();
            this.next = lastTime + TOLD_SECONDS;
        }

        @Override
        public void told(long domains, int open, double closed) {
            double now = clock.seconds();
            if (now < next || open == 0) {
                return;
            }
            err.printf(
                    Locale.ROOT,
                    "%5.0f s  %,d domains, %,.0f a second, %,d open, %s proved%n",
                    now,
                    domains,
                    (domains - last) / Math.max(1e-3, now - lastTime),
                    open,
                    Shares.terminal(Shares.proved(closed)));
            err.flush();
            last = domains;
            lastTime = now;
            next = now + TOLD_SECONDS * Math.max(1, now / 20);
        }
    }
}
