package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.seams.SeamRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis bench seams}: random ONNX files, from the file to the verdict, against their exact values. */
@Command(
        name = "seams",
        description =
                "Makes random ONNX files and holds what the reader, bounds, audits and certificates say of them to"
                        + " exact values, taken from the files themselves. A run that was stopped goes on where it was. See"
                        + " bench/README.md.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing said of a file is wrong",
            "1:something is; OUT has the files",
            "2:wrong option or input, or results that cannot be written"
        })
final class SeamsCommand implements Callable<Integer> {
    @Option(
            names = "--files",
            paramLabel = "COUNT",
            defaultValue = "100000",
            description = "Default: ${DEFAULT-VALUE}.")
    private int files;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same files. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "For the counts and the files that are wrong. Default: bench/results/seams.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (files < 1 || files > SeamRun.MOST_FILES) {
            throw new InputException("--files must be from 1 to " + SeamRun.MOST_FILES + ", but is " + files);
        }
        if (Math.abs(seed) > SeamRun.LARGEST_SEED || seed == Long.MIN_VALUE) {
            throw new InputException(
                    "--seed must be from -%1$d to %1$d, but is %2$d".formatted(SeamRun.LARGEST_SEED, seed));
        }
        Path folder = out != null
                ? out
                : Path.of(System.getProperty("jaspis.home", "")).resolve("bench/results/seams");
        Destinations.requireFolder("--out", folder);
        PrintWriter terminal = spec.commandLine().getOut();
        SeamRun.Counts counts = new SeamRun(seed, files, folder, terminal).run();
        terminal.printf(
                "%,d files: %,d read, %,d without exact values; %,d points, %,d certified examples, %,d attacks"
                        + " (%,d by rounding alone), %,d smoothed examples%n",
                counts.done(),
                counts.read(),
                counts.meaningless(),
                counts.points(),
                counts.certified(),
                counts.attacks(),
                counts.roundingAttacks(),
                counts.smoothed());
        counts.refused().entrySet().stream()
                .sorted((a, b) -> b.getValue() - a.getValue())
                .forEach(reason -> terminal.printf("%8d refused: %s%n", reason.getValue(), reason.getKey()));
        counts.violations().forEach((kind, count) -> terminal.printf("%8d %s%n", count, kind));
        terminal.println(counts.holds() ? "No violation." : "Violations: see " + folder);
        terminal.flush();
        return counts.holds() ? 0 : 1;
    }
}
