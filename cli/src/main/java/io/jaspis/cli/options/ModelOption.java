package io.jaspis.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says which classifier. */
public final class ModelOption {
    private static final String DEFAULT = "models/mnist-certified.onnx";

    @Option(names = "--model", paramLabel = "FILE", description = "The classifier, as ONNX. Default: " + DEFAULT + ".")
    private Path model;

    /** Where the model is. */
    public Path path() {
        return model != null ? model : Home.file(DEFAULT);
    }
}
