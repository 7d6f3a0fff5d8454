package io.jaspis.cli;

import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
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

    /** Reads the examples, or those of the default file. */
    Dataset read(String standard) throws IOException {
        return Datasets.read(path(standard), labels);
    }

    /** Where the examples are. */
    Path path(String standard) {
        return data != null ? data : Home.file(standard);
    }

    /** The examples under the shape that a network takes, where only the arrangement of axes differs. */
    static Dataset shapedFor(Dataset dataset, Shape input) throws IOException {
        if (dataset.shape().size() != input.size()) {
            throw new BadInputException("the examples of " + dataset.name() + " have the shape " + dataset.shape()
                    + ", but the model takes " + input + "; give data of the model's shape");
        }
        return dataset.reshaped(input);
    }
}
