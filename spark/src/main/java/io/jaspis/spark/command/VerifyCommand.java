package io.jaspis.spark.command;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.certify.verifying.Splitting;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.spark.ModelFile;
import io.jaspis.spark.search.VerifyJob;
import io.jaspis.threat.vnnlib.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: whether a specification holds, searched by all machines together. */
@Command(
        name = "verify",
        description =
                "Finds an input that a specification in VNN-LIB calls unsafe (sat), or proves that there is none (unsat).",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "The model: an ONNX file on the driver's machine, also gzipped.")
    private Path model;

    @Parameters(
            index = "1",
            paramLabel = "SPEC",
            description = "The specification: a VNN-LIB file there, also gzipped.")
    private Path specification;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Answers timeout after so many seconds of the search. Default: no limit.")
    private Double timeout;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the answer goes, with a counterexample, if there is one.")
    private Path out;

    @Option(names = "--no-attack", description = "Searches by proofs alone.")
    private boolean noAttack;

    @Option(
            names = "--split",
            paramLabel = "auto|loss|longest|relu",
            defaultValue = "AUTO",
            description = "How domains are split. Default: auto.")
    private Splitting splitting;

    @Option(
            names = "--arithmetic",
            paramLabel = "float32|real",
            description =
                    "In which arithmetic no input may be unsafe for the answer unsat. Default: as the specification"
                            + " declares its variables, of version 1.0 real.")
    private Arithmetic arithmetic;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of attacks. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--tasks", paramLabel = "N", description = "Tasks of a round. Default: four for each core.")
    private Integer tasks;

    @Option(
            names = "--slice",
            paramLabel = "DOMAINS",
            defaultValue = "2000",
            description = "Work of each task in the first round. Default: ${DEFAULT-VALUE}.")
    private long slice;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        require();
        VerifySettings settings = VerifyJob.Plan.STANDARD
                .settings()
                .withAttack(!noAttack)
                .withSeed(seed)
                .withSplitting(splitting)
                .needing(arithmetic);
        try (Driver.Held session = Driver.session(spec)) {
            long start = System.nanoTime();
            VerifyJob job = VerifyJob.of(
                    session.spark().sparkContext(),
                    ModelFile.read(model),
                    specification,
                    new VerifyJob.Plan(settings, tasks == null ? 0 : tasks, slice));
            VerifyJob.Result result = job.run(
                    () -> timeout != null && seconds(start) >= timeout,
                    (domains, open, closed) -> tell(String.format(
                            Locale.ROOT,
                            "%5.0f s  %,d domains, %,d subtrees open, %s proved%n",
                            seconds(start),
                            domains,
                            open,
                            Shares.terminal(Shares.proved(closed)))));
            Answer.Format format =
                    job.query().variables().isEmpty() ? Answer.Format.COMPETITION : Answer.Format.STANDARD;
            if (out != null) {
                String text = result.answer().text(format);
                WholeFile.write(out, WholeFile.Content.of(text.getBytes(StandardCharsets.UTF_8)));
            }
            tell(result, format, start);
        }
        return CommandLine.ExitCode.OK;
    }

    /** Refuses options that make no sense, before anything is begun. */
    private void require() throws IOException {
        if (timeout != null && !(timeout > 0)) {
            throw new InputException("--timeout must be above 0 seconds, but is " + timeout);
        }
        if (tasks != null && tasks < 1) {
            throw new InputException("--tasks must be at least 1, but is " + tasks);
        }
        if (slice < 1) {
            throw new InputException("--slice must be at least 1, but is " + slice);
        }
        for (Path file : new Path[] {model, specification}) {
            if (!Files.isReadable(file)) {
                throw new InputException("there is no file " + file + " that can be read");
            }
        }
        if (out != null) {
            Results.requireRoom(out);
        }
    }

    /** Tells the answer, and what it took since the start. */
    private void tell(VerifyJob.Result result, Answer.Format format, long start) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(result.answer().word(format));
        if (result.answer() instanceof Answer.Unsat) {
            terminal.println(
                    result.arithmetic() == Arithmetic.REAL
                            ? "Proved in real arithmetic."
                            : "Proved in real arithmetic, and in float32 in any order of summation.");
        }
        terminal.printf(
                Locale.ROOT,
                "%s, %s of %s, %.2f s.%n",
                counted(result.domains(), "domain"),
                counted(result.rounds(), "round"),
                counted(result.tasks(), "task"),
                seconds(start));
        terminal.flush();
    }

    private static String counted(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private void tell(String line) {
        spec.commandLine().getErr().print(line);
        spec.commandLine().getErr().flush();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
