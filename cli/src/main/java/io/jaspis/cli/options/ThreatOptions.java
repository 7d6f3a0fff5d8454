package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say how far an attacker may move an example. */
public final class ThreatOptions {
    @Option(
            names = "--norm",
            paramLabel = "NORM",
            defaultValue = "inf",
            converter = NormName.class,
            description = "How far apart two examples are: inf, 2 or 1. Default: ${DEFAULT-VALUE}.")
    private Norm norm;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS",
            split = ",",
            converter = Decimal.class,
            description =
                    "How far an attacker may move an example, as a number or a fraction such as 8/255, in units of"
                            + " the data (images: 0 to 1). Several, with commas between, are the curve: the figures are"
                            + " those of the largest, and the others get the same attacks and certifiers. Default: 0.1"
                            + " for inf, 1 for 2, 5 for 1; with --features 1.")
    private List<Double> radii = List.of();

    @Mixin
    private RangeOption range;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "What each column of a table can be, and how far it may move where --epsilon is 1: CSV or JSON"
                            + " with name, epsilon (a number, or 0.1std), lower, upper and kind (real, integer, one-hot:GROUP,"
                            + " immutable, only-up, only-down). A column without a line stays as it is.")
    private Path features;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private FeatureFile file;

    /**
     * Looks at what can be told without the data.
     *
     * @throws io.jaspis.autodiff.InputException where radius and range make no sense together, or a file of features is none
     */
    public void require() throws IOException {
        radii.forEach(radius -> Least.require("--epsilon", radius));
        if (features == null) {
            alike();
            return;
        }
        if (command.commandLine().getParseResult().hasMatchedOption("--range")) {
            throw new InputException("--features gives each column its own range: leave out --range");
        }
        file = FeatureFile.read(features);
    }

    private Threat alike() {
        radii.forEach(radius -> range.threat(norm, radius, "--epsilon"));
        return range.threat(norm, radius(standard(norm)), "--epsilon");
    }

    /** The largest of those that are asked for, or this one. */
    private double radius(double standard) {
        return radii.stream().max(Double::compare).orElse(standard);
    }

    /** The radii of the curve, ascending, where several are asked for; else none. */
    public List<Double> curve() {
        return radii.size() > 1 ? radii.stream().sorted().distinct().toList() : List.of();
    }

    /**
     * The attacker of these examples, after {@link #require}.
     *
     * @param terminal where it is told what may be changed, where features say so
     * @throws io.jaspis.autodiff.InputException where the features aren't those of the examples
     */
    public Threat over(Dataset examples, PrintWriter terminal) {
        if (file == null) {
            return alike();
        }
        Features all = ColumnFeatures.of(file, examples);
        String moving = all.list().stream()
                .filter(feature -> feature.way() != Feature.Way.NONE && feature.epsilon() > 0)
                .map(feature -> "%s %s (%s)".formatted(feature.name(), feature.epsilon(), feature.kind()))
                .collect(Collectors.joining(", "));
        String staying = all.list().stream()
                .filter(feature -> feature.way() == Feature.Way.NONE || feature.epsilon() == 0)
                .map(Feature::name)
                .collect(Collectors.joining(", "));
        terminal.printf("Features that may change, and by how much at ε = 1: %s%n", moving.isEmpty() ? "none" : moving);
        terminal.printf("Features that stay as they are: %s%n", staying.isEmpty() ? "none" : staying);
        terminal.flush();
        return Threat.of(norm, radius(1), all);
    }

    private static double standard(Norm norm) {
        return switch (norm) {
            case LINF -> 0.1;
            case L2 -> 1;
            case L1 -> 5;
        };
    }
}
