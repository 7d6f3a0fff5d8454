package io.jaspis.cli;

import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.Failure;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.cli.terminal.PlainText;
import io.jaspis.cli.terminal.Terminal;
import java.io.File;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;

/**
 * The command, from outside: whatever goes wrong inside, in whatever class, ends here in a line of text and an exit
 * code that says whose it is.
 */
public final class Jaspis {
    private Jaspis() {}

    public static void main(String[] arguments) {
        int code = ExitCode.INTERNAL;
        try {
            Terminal.passErrors();
            // Whatever language the machine speaks, numbers are written as this command reads them.
            Locale.setDefault(Locale.ROOT);
            PrintWriter errors = PlainText.on(System.err);
            Thread.setDefaultUncaughtExceptionHandler((_, failure) -> Failure.tell(failure, errors, arguments));
            OwnClassPath.warnings(System.getenv(OwnClassPath.VARIABLE), File.pathSeparator)
                    .forEach(warning -> errors.println("jaspis: warning: " + ForeignText.shown(warning)));
            errors.flush();
            code = run(arguments);
        } catch (Throwable failure) {
            // A library that is missing is met before the command begins.
            code = Failure.tell(failure, new PrintWriter(System.err, true), arguments);
        } finally {
            // Whatever happens: Java's own exit code for an error is 1, which a build reads as "below the bar".
            System.exit(code);
        }
    }

    /** Runs a command line and returns its exit code. */
    public static int run(String... arguments) {
        PrintWriter err = PlainText.on(System.err);
        int code = run(PlainText.on(System.out), err, arguments);
        String lost = code == ExitCode.OK ? Terminal.whyUnprinted() : "";
        if (lost.isEmpty()) {
            return code;
        }
        err.println("jaspis: what is printed cannot be written to the end: " + lost);
        return ExitCode.BAD_INPUT;
    }

    /** Runs a command line with its output and errors going here, and returns its exit code. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return ending(() -> RootCommand.run(out, err, CommandLine.defaultFactory(), arguments), out, err, arguments);
    }

    /** What {@link #ending} guards. */
    @FunctionalInterface
    interface Work {
        int run() throws Exception;
    }

    /** The exit code of this work, or of what it failed with, which is told. */
    static int ending(Work work, PrintWriter out, PrintWriter err, String... arguments) {
        int code;
        try {
            code = work.run();
        } catch (Throwable failure) {
            code = Failure.tell(failure, err, arguments);
        }
        out.flush();
        err.flush();
        return code;
    }
}
