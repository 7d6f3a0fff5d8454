package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.options.OptionFiles;
import io.jaspis.cli.options.Converters;
import io.jaspis.cli.options.ReadingLimit;
import io.jaspis.cli.terminal.Failure;
import io.jaspis.cli.terminal.GivenWords;
import io.jaspis.cli.terminal.Terminal;
import io.jaspis.cli.terminal.WrongOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command: its subcommands, and how wrong options are told. */
@Command(
        name = "jaspis",
        description = "Attacks neural networks and certifies them.",
        version = "jaspis " + Provenance.VERSION,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, but a condition such as --fail-below does not hold, a certificate is not valid, a kernel of a device"
                    + " is wrong, or training diverged",
            "2:wrong input or option, an attack or certifier of another jar that fails, results that cannot be written, or a"
                    + " time limit before any example was finished",
            "3:an error of Jaspis itself, or not enough memory",
            "4:the device failed or was lost; what was finished is kept",
            "5:done, but signs speak against the share that no attack broke",
            "130:stopped by Ctrl-C; what was finished is kept",
            "143:stopped by a request to end (129: its terminal was closed); what was finished is kept"
        })
final class RootCommand implements GivenWords {
    private static final List<Class<?>> COMMANDS = List.of(
            AuditCommand.class,
            AttackCommand.class,
            SmoothCommand.class,
            VerifyCommand.class,
            CheckCommand.class,
            TrainCommand.class,
            DiffCommand.class,
            MergeCommand.class,
            InfoCommand.class,
            DevicesCommand.class,
            CommandLine.HelpCommand.class);

    private final List<String> given;

    private RootCommand(List<String> given) {
        this.given = given;
    }

    @Override
    public List<String> given() {
        return given;
    }

    /**
     * Runs a command line, with commands and their options made by a factory, and returns its exit code. Errors of
     * Java, and exceptions before a command has begun, are thrown.
     */
    static int run(PrintWriter out, PrintWriter err, CommandLine.IFactory factory, String... arguments)
            throws IOException {
        String[] words = OptionFiles.expanded(arguments);
        CommandLine line = line(new RootCommand(List.of(arguments)), factory, words);
        line.setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((error, _, _) -> Failure.tell(error, err, arguments))
                .setParameterExceptionHandler((error, _) -> WrongOptions.tell(error, err));
        return line.execute(words);
    }

    /** The command with those of its subcommands that the line may call; words are taken as they are, and none names a file of options. */
    static CommandLine line(CommandLine.IFactory factory, String... words) {
        return line(new RootCommand(Stream.of(words).map(OptionFiles::literal).toList()), factory, words);
    }

    private static CommandLine line(RootCommand command, CommandLine.IFactory factory, String... words) {
        CommandLine line = new CommandLine(command, factory);
        called(words).forEach(line::addSubcommand);
        // Files of options are read before, by rules of their own.
        line.setExpandAtFiles(false);
        // What is given on the command line counts more than what a file of options has.
        CommandLine training = line.getSubcommands().get("train");
        if (training != null) {
            training.setOverwrittenOptionsAllowed(true);
        }
        ReadingLimit.addTo(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        if (!Terminal.hasColours()) {
            line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        }
        Converters.addTo(line);
        return line;
    }

    /**
     * The command that the line begins with, or all where it begins with none: to read the options of commands that
     * nobody called takes longer than many of them run.
     */
    private static List<Class<?>> called(String... words) {
        for (Class<?> command : COMMANDS) {
            // "help" tells of the others.
            if (words.length > 0
                    && command != CommandLine.HelpCommand.class
                    && command.getAnnotation(Command.class).name().equals(words[0])) {
                return List.of(command);
            }
        }
        return COMMANDS;
    }
}
