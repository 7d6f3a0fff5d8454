package io.jaspis.cli.options;

import io.jaspis.audit.features.FeatureFile;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The option that gives each column of a table noise of its own. */
public final class NoiseFeatures {
    @Option(
            names = "--features",
            paramLabel = "FILE",
            description =
                    "Which columns of a table may change, and in which units: the noise of each is --sigma times its"
                            + " epsilon, and so are radii. A column that is immutable or has no line gets none and is taken to stay;"
                            + " whole numbers and categories must.")
    private Path features;

    private FeatureFile file;

    /** Reads the file, if one is given. */
    public void require() throws IOException {
        file = features == null ? null : FeatureFile.read(features);
    }

    /**
     * A factor for the noise of each column, 0 where it stays; empty without a file.
     *
     * @param terminal where it is told which columns have noise
     * @throws InputException where the file doesn't fit the data, or lets change what noise can't
     */
    public List<Float> axes(Dataset examples, PrintWriter terminal) {
        if (file == null) {
            tellCategories(
                    examples, "--features says which columns may change, and leaves these as they are", terminal);
            return List.of();
        }
        Features all = file.features(examples);
        for (Feature feature : all.list()) {
            requireReal(feature);
        }
        List<Float> axes = IntStream.range(0, all.size())
                .mapToObj(i -> (float) all.radius(i))
                .toList();
        if (axes.stream().noneMatch(axis -> axis > 0)) {
            throw new InputException(features + " lets no column change, so there is nothing to certify");
        }
        terminal.printf(
                "Noise in units of each column's own: %s; without noise: %s%n",
                told(all, axes, true), told(all, axes, false));
        terminal.flush();
        return axes;
    }

    /**
     * Without a file all inputs have noise, those of categories too.
     *
     * @param advice what can be done about it
     */
    public static void tellCategories(Dataset examples, String advice, PrintWriter terminal) {
        List<Columns.OneHot> categories = examples.columns().oneHot();
        if (!categories.isEmpty()) {
            terminal.printf(
                    "Note: noise makes numbers such as 0.3 of the categories of %s, which they can't have; %s%n",
                    ForeignText.shown(
                            categories.stream().map(Columns.OneHot::column).collect(Collectors.joining(", "))),
                    advice);
            terminal.flush();
        }
    }

    private void requireReal(Feature feature) {
        boolean moves = feature.way() != Feature.Way.NONE && feature.epsilon() > 0;
        if (moves && feature.values() != Feature.Values.REAL) {
            throw new InputException(
                    ("%s: %s is %s, and noise would make numbers of it that it can't have, such as 0.3, on"
                                    + " which the votes would say nothing of it; write immutable for it here, so that the certificates"
                                    + " hold for changes of the other columns, or use audit, which takes it as it is")
                            .formatted(file.place(feature.name()), feature.name(), feature.kind()));
        }
    }

    private static String told(Features all, List<Float> axes, boolean noisy) {
        String names = IntStream.range(0, all.size())
                .filter(i -> axes.get(i) > 0 == noisy)
                .mapToObj(i -> all.of(i).name() + (noisy ? " " + axes.get(i) : ""))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }
}
