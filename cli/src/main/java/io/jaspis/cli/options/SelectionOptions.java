package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.IndexList;
import io.jaspis.autodiff.data.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say which examples are taken. */
public final class SelectionOptions {
    private static final int DEFAULT_IMAGES = 500;

    @Option(
            names = "--images",
            paramLabel = "COUNT",
            description = "How many examples, drawn by --seed in the proportions of the classes. Default: 500, or all"
                    + " where there are fewer.")
    private Integer images;

    @Option(names = "--first", paramLabel = "COUNT", description = "Instead: so many examples, from the first.")
    private Integer first;

    @Option(
            names = "--indices",
            paramLabel = "FILE",
            description = "Instead: the examples that a text names by their numbers in the data, from 0, with commas,"
                    + " blanks or line ends between.")
    private Path indices;

    /**
     * The examples of a data set that are asked for.
     *
     * @param seed of a sample
     * @throws InputException where they are asked for in two ways
     * @throws io.jaspis.autodiff.data.DataException where the data hasn't so many, or hasn't one of those named
     */
    public Selection of(Dataset data, long seed) throws IOException {
        if (Stream.of(images, first, indices).filter(Objects::nonNull).count() > 1) {
            throw new InputException(
                    "--images, --first and --indices each say which examples are taken: give one of them");
        }
        Least.require("--images", images, 1);
        Least.require("--first", first, 1);
        if (indices != null) {
            return IndexList.read(indices, data);
        }
        if (first != null) {
            return asked("--first", () -> Selection.first(data, first));
        }
        return images == null
                ? Selection.sample(data, Math.min(DEFAULT_IMAGES, data.count()), seed)
                : asked("--images", () -> Selection.sample(data, images, seed));
    }

    /** A choice that the data may not have enough examples for. */
    private interface Choice {
        Selection made() throws DataException;
    }

    private static Selection asked(String option, Choice choice) throws DataException {
        try {
            return choice.made();
        } catch (DataException e) {
            throw new DataException(option + ": " + e.getMessage(), e);
        }
    }
}
