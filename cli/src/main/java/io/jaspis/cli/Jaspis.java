package io.jaspis.cli;

import io.jaspis.certify.audit.Audit;
import io.jaspis.opencl.runtime.OpenClException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command: its subcommands, and how their errors are told. */
@Command(
        name = "jaspis",
        description = "Attacks neural networks and certifies them.",
        version = "jaspis " + Jaspis.VERSION,
        mixinStandardHelpOptions = true,
        subcommands = {
            AuditCommand.class,
            SmoothCommand.class,
            CheckCommand.class,
            TrainCommand.class,
            InfoCommand.class,
            DevicesCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, but a condition such as --fail-below does not hold, or training diverged",
            "2:wrong input or option",
            "3:an error of Jaspis itself",
            "4:the device failed or was lost; what was finished is kept",
            "130:stopped by Ctrl-C; what was finished is kept"
        })
public final class Jaspis {
    /** The version of this build. */
    public static final String VERSION = "0.1.0";

    private Jaspis() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and returns its exit code. */
    public static int run(String... arguments) {
        return run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments);
    }

    /** Runs a command line with its output and errors going here, and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(out, err, CommandLine.defaultFactory(), arguments);
    }

    /** The same, with commands and their options made by a factory. */
    static int run(PrintWriter out, PrintWriter err, CommandLine.IFactory factory, String... arguments) {
        CommandLine line = new CommandLine(new Jaspis(), factory);
        // What is given on the command line counts more than what a file of options has.
        line.getSubcommands().get("train").setOverwrittenOptionsAllowed(true);
        line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, _, _) -> tell(error, err))
                .setParameterExceptionHandler((error, _) -> {
                    err.println("jaspis: " + error.getMessage());
                    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
                    err.println("Try 'jaspis " + path(error.getCommandLine()) + "--help'.");
                    return ExitCode.BAD_INPUT;
                });
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println("jaspis: the memory of " + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MiB is not enough; give more with JASPIS_OPTS=-Xmx8g, or take fewer or smaller examples or a"
                    + " smaller batch");
            if (Boolean.getBoolean("jaspis.trace")) {
                e.printStackTrace(err);
            }
            return ExitCode.INTERNAL;
        }
    }

    private static String path(CommandLine command) {
        return command.getParent() == null ? "" : command.getCommandName() + " ";
    }

    private static int tell(Exception error, PrintWriter err) {
        return switch (error) {
            case NoSuchFileException e -> bad(err, e.getFile() + " does not exist");
            case AccessDeniedException e -> bad(err, e.getFile() + " may not be read or written");
            case BadInputException e -> bad(err, e.getMessage());
            case IOException e -> bad(err, e.getMessage());
            case UncheckedIOException e -> bad(err, e.getCause().getMessage());
            case IllegalArgumentException e -> bad(err, e.getMessage());
            case ArithmeticException e -> bad(err, e.getMessage());
            case OpenClException e -> device(err, e);
            case Audit.ContradictionException e -> internal(err, e);
            case Exception e -> internal(err, e);
        };
    }

    private static int bad(PrintWriter err, String message) {
        err.println("jaspis: " + message);
        return ExitCode.BAD_INPUT;
    }

    private static int device(PrintWriter err, OpenClException error) {
        err.println("jaspis: " + error.getMessage());
        return ExitCode.DEVICE;
    }

    private static int internal(PrintWriter err, Exception error) {
        err.println("jaspis: an error that should not happen: " + error);
        if (Boolean.getBoolean("jaspis.trace")) {
            error.printStackTrace(err);
        } else {
            err.println("Set JAVA_TOOL_OPTIONS=-Djaspis.trace=true to see where, and please report it.");
        }
        return ExitCode.INTERNAL;
    }
}
