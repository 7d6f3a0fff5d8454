package io.jaspis.cli.options;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that keeps a command from telling what isn't a warning or an error. */
public final class QuietOption {
    @Option(
            names = {"-q", "--quiet"},
            description = "Prints warnings and errors alone, neither progress nor figures: files and the exit code have"
                    + " the rest.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Whether it is given; then what the command prints is thrown away from here on, but for errors. */
    public boolean applied() {
        if (quiet) {
            command.commandLine().setOut(new PrintWriter(Writer.nullWriter()));
        }
        return quiet;
    }
}
