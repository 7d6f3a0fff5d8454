package io.jaspis.cli.options;

import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where examples come from. */
public final class DataOptions {
    private static final String DEFAULT = "data/mnist/t10k-images-idx3-ubyte.gz";

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Examples with labels: IDX, NPY or NPZ, CSV, Parquet, or a folder or zip of PNG or JPEG. Default: MNIST's test"
                            + " images in data/mnist.")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are not found beside the data.")
    private Path labels;

    @Mixin
    private ReadingOptions reading;

    /**
     * The examples, or those of the default file, in the shape that a model takes and with classes numbered as its
     * outputs are, as {@link ReadingOptions#readFor} says.
     */
    public Dataset readFor(OnnxModel model, NormalizeOption normalize, PrintWriter terminal) throws IOException {
        return reading.readFor(model, path(), labels, normalize, terminal);
    }

    /** The file of labels, where one was named. */
    public Optional<Path> labels() {
        return Optional.ofNullable(labels);
    }

    /** How columns are to be understood, as far as that was said. */
    public Columns columns() {
        return reading.columns();
    }

    /** Where the examples are. */
    public Path path() {
        return data != null ? data : standard();
    }

    /** The test images of MNIST that come with Jaspis. */
    public static Path standard() {
        return Home.file(DEFAULT);
    }
}
