package io.jaspis.spark.command;

import io.jaspis.audit.report.SmoothingHtml;
import io.jaspis.audit.report.SmoothingText;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.check.NoiseKind;
import io.jaspis.spark.AuditJob;
import io.jaspis.spark.ModelFile;
import io.jaspis.spark.SmoothJob;
import io.jaspis.spark.SmoothQuestion;
import io.jaspis.spark.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smooth}: certificates by randomized smoothing. */
@Command(
        name = "smooth",
        description = "Certifies each example under random noise.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class SmoothCommand implements Callable<Integer> {
    @Mixin
    private DataOptions data;

    @Option(
            names = "--noise",
            paramLabel = "KIND",
            defaultValue = "GAUSSIAN",
            description = "gaussian, for L2 radii, or uniform, for L1. Default: gaussian.")
    private NoiseKind noise;

    @Option(
            names = "--sigma",
            paramLabel = "SCALE",
            defaultValue = "0.25",
            description =
                    "The noise's standard deviation, or half the width of uniform noise. Default: ${DEFAULT-VALUE}.")
    private float sigma;

    @Option(
            names = "--n0",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "Samples that choose the class. Default: ${DEFAULT-VALUE}.")
    private int selection;

    @Option(
            names = "--n",
            paramLabel = "COUNT",
            defaultValue = "10000",
            description = "Samples that bound its probability. Default: ${DEFAULT-VALUE}.")
    private int estimation;

    @Option(
            names = "--alpha",
            paramLabel = "SHARE",
            defaultValue = "0.001",
            description = "The probability that a certificate may be wrong. Default: ${DEFAULT-VALUE}.")
    private double alpha;

    @Option(names = "--two-sided", description = "Bounds the other classes by their own votes.")
    private boolean twoSided;

    @Option(
            names = "--reach",
            paramLabel = "RADIUS",
            converter = Fraction.class,
            description = "Asks for this radius only, with as few samples as that takes.")
    private Double reach;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of all noise. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (twoSided && reach != null) {
            throw new InputException("--two-sided and --reach exclude each other: give one of them");
        }
        AuditJob.Run run = Driver.now(spec);
        Results.requireRoom(data.out, SmoothingHtml.CERTIFICATE, SmoothingHtml.NAME);
        ModelFile file = data.model();
        file.model();
        SmoothQuestion question = new SmoothQuestion(
                noise, sigma, selection, estimation, alpha, twoSided, reach == null ? Double.NaN : reach, seed);
        try (Driver.Held session = Driver.session(spec)) {
            Source source = data.source(session.spark(), file, -Float.MAX_VALUE, Float.MAX_VALUE);
            SmoothJob.Result result =
                    new SmoothJob(session.spark(), file, question).run(source, data.rows(), run, Driver.progress(spec));
            PrintWriter terminal = spec.commandLine().getOut();
            terminal.print(SmoothingText.of(result.report(), StandardCharsets.UTF_8));
            Map<Path, WholeFile.Content> contents = new LinkedHashMap<>();
            SmoothingHtml.contents(result.report())
                    .forEach((name, content) -> contents.put(data.out.resolve(name), content));
            WholeFile.writeTogether(contents);
            Driver.tell(terminal, data.out.resolve(SmoothingHtml.NAME), data.rows(), result.sha256());
        }
        return CommandLine.ExitCode.OK;
    }
}
