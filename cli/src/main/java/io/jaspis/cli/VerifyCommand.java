package io.jaspis.cli;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.certify.verifying.Progress;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.cli.options.Decimal;
import io.jaspis.cli.options.OpeningOptions;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Interruption;
import io.jaspis.threat.Model;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    private static final double TOLD_SECONDS = 2;
    private static final int INPUTS_TOLD = 20;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model: an ONNX file, also gzipped.")
    private Path modelFile;

    @Parameters(index = "1", paramLabel = "SPEC", description = "The specification: a VNN-LIB file, also gzipped.")
    private Path specification;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            converter = Decimal.class,
            description = "Answers timeout after so many seconds, counted from the start of Java. Default: no limit.")
    private Double timeout;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the answer goes: sat, unsat, unknown or timeout in the first line, behind sat the"
                    + " counterexample; error where there is none.")
    private Path out;

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

    @Option(names = "--seed", paramLabel = "N", description = "The seed of the attacks' random starts. Default: 1.")
    private long seed = 1;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints the answer alone.")
    private boolean quiet;

    @Mixin
    private OpeningOptions opening;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (timeout != null && !(timeout > 0)) {
            throw new InputException("--timeout must be above 0 seconds, but is " + timeout);
        }
        if (out != null) {
            new Destination("--out", out).requireFile(List.of(modelFile, specification), VerifyCommand::isAnswer);
        }
        try {
            return answer();
        } catch (IOException | RuntimeException | Error failure) {
            write("error\n");
            throw failure;
        }
    }

    private int answer() throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        Query query = VnnLib.read(specification);
        Model model =
                Model.of(opening.open(modelFile, quiet ? spec.commandLine().getErr() : terminal));
        query.requireFits(model);
        Answer.Format written = format != null
                ? format
                : query.variables().isEmpty() ? Answer.Format.COMPETITION : Answer.Format.STANDARD;
        VerifySettings settings =
                VerifySettings.STANDARD.withAttack(!noAttack).withSeed(seed).withSplitting(splitting);
        Verifier verifier = new Verifier(model.graph(), query, settings);
        Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        try (Interruption interruption = new Interruption()) {
            Clock clock = new Clock(start, timeout, interruption);
            Answer answer = verifier.answer(
                    clock, quiet ? Progress.NONE : new Lines(spec.commandLine().getErr(), clock));
            boolean stopped = interruption.getAsBoolean();
            if (stopped && answer instanceof Answer.Timeout) {
                answer = new Answer.Unknown();
            }
            write(answer.text(written));
            tell(answer, written, verifier, clock);
            return stopped && answer instanceof Answer.Unknown ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    private void tell(Answer answer, Answer.Format written, Verifier verifier, Clock clock) {
        PrintWriter terminal = spec.commandLine().getOut();
        if (quiet) {
            terminal.println(answer.word(written));
        } else if (answer instanceof Answer.Sat sat) {
            if (sat.x().length <= INPUTS_TOLD) {
                terminal.print(answer.text(written));
            } else {
                terminal.println("sat");
            }
            terminal.printf(
                    Locale.ROOT,
                    "A counterexample, checked in float32: its rows hold by %.3g. %s%n",
                    sat.margin(),
                    work(verifier, clock));
            if (out == null && sat.x().length > INPUTS_TOLD) {
                terminal.println("Its " + sat.x().length + " inputs are written with --out FILE.");
            }
        } else {
            terminal.println(answer.word(written));
            terminal.println(switch (answer) {
                        case Answer.Unsat _ -> proved(verifier.arithmetic());
                        case Answer.Timeout _ -> "Neither found nor proved in time. ";
                        case Answer.Unknown _, Answer.Sat _ -> "Neither found nor proved. ";
                    }
                    + work(verifier, clock));
        }
        terminal.flush();
    }

    private static String proved(Arithmetic arithmetic) {
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
        if (out != null) {
            WholeFile.write(out, WholeFile.Content.of(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static boolean isAnswer(Path file) throws IOException {
        String first = Files.readString(file).lines().findFirst().orElse("");
        return List.of("sat", "unsat", "unknown", "timeout", "timed-out", "error")
                .contains(first.strip());
    }

    /** The time since Java was started, and when it is over. */
    private record Clock(Instant start, Double timeout, BooleanSupplier interrupted) implements BooleanSupplier {
        double seconds() {
            return Duration.between(start, Instant.now()).toMillis() / 1000.0;
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
                    "%5.0f s  %,d domains, %,.0f a second, %,d open, %.4f %% proved%n",
                    now,
                    domains,
                    (domains - last) / Math.max(1e-3, now - lastTime),
                    open,
                    100 * closed);
            err.flush();
            last = domains;
            lastTime = now;
            next = now + TOLD_SECONDS * Math.max(1, now / 20);
        }
    }
}
