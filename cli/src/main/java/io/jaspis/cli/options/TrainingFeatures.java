package io.jaspis.cli.options;

import io.jaspis.audit.features.FeatureFile;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option that says of training what each column of a table can be. */
final class TrainingFeatures {
    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "What each column of a table can be, and how far it may move where --epsilon is 1, as for audit."
                            + " Training attacks and bounds the box of each column's own radius, range and direction; whole numbers"
                            + " and categories move in it as real numbers do.")
    private Path path;

    private FeatureFile file;
    private Features features;

    boolean given() {
        return path != null;
    }

    /** Reads the file, if one is given. */
    void require(CommandSpec command, NamedGoal goal) throws IOException {
        if (path == null) {
            return;
        }
        switch (goal) {
            case NamedGoal.Plain _ ->
                throw new InputException("--features says how far columns move, but the goal '" + goal
                        + "' has no attacker; leave it out, and give it to audit");
            case NamedGoal.Robust robust -> {
                if (robust.norm() != Norm.LINF) {
                    throw new InputException(
                            "--features is for goals in L-infinity, but '" + goal
                                    + "' trains in L2 under noise that is alike in all columns; leave it out, or choose another goal");
                }
            }
        }
        for (String other : new String[] {"--range", "--certify-at"}) {
            if (command.commandLine().getParseResult().hasMatchedOption(other)) {
                throw new InputException("--features gives each column its own range and radius: leave out " + other);
            }
        }
        file = FeatureFile.read(path);
    }

    Features of(Dataset training, PrintWriter terminal) {
        features = file.features(training);
        ToldFeatures.tell(features, terminal);
        return features;
    }

    InputException misfit(Problem.MisfitException e, Dataset part) {
        return file.misfit(e, part, features);
    }
}
