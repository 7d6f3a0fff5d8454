package io.jaspis.cli;

import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where examples come from. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "Examples with labels: IDX, NPY or NPZ, CSV, or a folder of PNG or JPEG. Default: MNIST's test"
                            + " images in data/mnist.")
    Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are not found beside the data.")
    Path labels;

    @Mixin
    private ReadingOptions reading;

    /**
     * The examples, or those of the default file, in the shape that a model takes and with classes numbered as its
     * outputs are, as {@link ReadingOptions#readFor} says.
     */
    Dataset readFor(OnnxModel model, String standard, PrintWriter terminal) throws IOException {
        return reading.readFor(model, path(standard), labels, terminal);
    }

    /** Where the examples are. */
    Path path(String standard) {
        return data != null ? data : Home.file(standard);
    }
}
