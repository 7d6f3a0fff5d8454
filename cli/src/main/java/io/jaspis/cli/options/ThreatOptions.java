package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            converter = Decimal.class,
            description =
                    "How far an attacker may move an example, as a number or a fraction such as 8/255, in units of"
                            + " the data (images: 0 to 1). Default: 0.1 for inf, 1 for 2, 5 for 1; with --features 1.")
    private Double epsilon;

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
    private Features threatened;

    /**
     * Looks at what can be told without the data.
     *
     * @throws io.jaspis.autodiff.InputException where radius and range make no sense together, or a file of features is none
     */
    public void require() throws IOException {
        if (features == null) {
            alike();
            return;
        }
        if (command.commandLine().getParseResult().hasMatchedOption("--range")) {
            throw new InputException("--features gives each column its own range: leave out --range");
        }
        if (epsilon != null && !(epsilon >= 0)) {
            throw new InputException("--epsilon must be at least 0, but is " + epsilon);
        }
        file = FeatureFile.read(features);
    }

    private Threat alike() {
        return range.threat(norm, epsilon != null ? epsilon : standard(norm), "--epsilon");
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
        threatened = all;
        ColumnFeatures.tell(all, terminal);
        return Threat.of(norm, epsilon != null ? epsilon : 1, all);
    }

    /** Where an example and the file of features contradict each other, and what to do. */
    public InputException misfit(Problem.MisfitException e, Dataset examples) {
        return file.misfit(e, examples, threatened);
    }

    private static double standard(Norm norm) {
        return switch (norm) {
            case LINF -> 0.1;
            case L2 -> 1;
            case L1 -> 5;
        };
    }
}
