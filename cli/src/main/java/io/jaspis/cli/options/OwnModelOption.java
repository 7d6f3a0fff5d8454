package io.jaspis.cli.options;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What says which model, where none is the default: an option, or a word without one. */
public final class OwnModelOption {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "The model: an ONNX file, also gzipped.")
    private Path word;

    @Option(names = "--model", paramLabel = "FILE", description = "The same as an option.")
    private Path option;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Where the model is.
     *
     * @throws io.jaspis.autodiff.InputException where there are two
     * @throws CommandLine.ParameterException where there is none
     */
    public Path path() {
        return Named.of(word, option, "model", "--model")
                .orElseThrow(() -> new CommandLine.ParameterException(
                        command.commandLine(),
                        "jaspis " + command.name() + " needs a model, as in: jaspis " + command.name()
                                + " model.onnx"));
    }
}
