package io.jaspis.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What says which classifier: an option, or a word without one. */
public final class ModelOption {
    private static final String DEFAULT = "models/mnist-certified.onnx";

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The classifier, as ONNX. Default: " + DEFAULT + ".")
    private Path word;

    @Option(names = "--model", paramLabel = "FILE", description = "The same as an option.")
    private Path option;

    /**
     * Where the model is.
     *
     * @throws io.jaspis.autodiff.InputException where there are two
     */
    public Path path() {
        return Named.of(word, option, "model", "--model").orElseGet(() -> Home.file(DEFAULT));
    }
}
