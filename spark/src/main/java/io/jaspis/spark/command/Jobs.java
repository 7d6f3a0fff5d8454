package io.jaspis.spark.command;

import io.jaspis.audit.options.OptionFiles;
import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code spark-submit --class io.jaspis.spark.command.Jobs} runs. */
@Command(
        name = "jaspis-spark",
        description = "Audits millions of examples, and verifies one hard instance, on Apache Spark.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AuditCommand.class,
            AttackCommand.class,
            ProveCommand.class,
            SmoothCommand.class,
            VerifyCommand.class
        })
public final class Jobs {
    /** As of the {@code jaspis} command: wrong input, and an error of Jaspis itself. */
    private static final int BAD_INPUT = 2;

    private static final int INTERNAL = 3;

    private final List<String> given;

    private Jobs(List<String> given) {
        this.given = given;
    }

    /** The command line as it was given: with the names of files of options, not with what these hold. */
    List<String> given() {
        return given;
    }

    /** Runs a job, and ends the driver with its exit code: 0 done, 2 wrong input, 3 an error of Jaspis or of Spark. */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    /** The same with its output and errors going here. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        try {
            String[] words = OptionFiles.expanded(arguments);
            return commandLine(List.of(arguments)).setOut(out).setErr(err).execute(words);
        } catch (InputException | IOException e) {
            err.println("jaspis-spark: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private static CommandLine commandLine(List<String> given) {
        return new CommandLine(new Jobs(given))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, _) -> {
                    if (isOfInput(failure)) {
                        commandLine.getErr().println("jaspis-spark: " + failure.getMessage());
                        return BAD_INPUT;
                    }
                    failure.printStackTrace(commandLine.getErr());
                    commandLine.getErr().println("jaspis-spark: the job failed, see above: " + failure.getMessage());
                    return INTERNAL;
                });
    }

    /** Also of files that can't be read or written. */
    private static boolean isOfInput(Exception failure) {
        return failure instanceof InputException
                || failure instanceof IllegalArgumentException
                || failure instanceof IOException;
    }
}
