package io.jaspis.cli.options;

import io.jaspis.autodiff.data.Allowance;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The option that says how much memory reading a file may take, for all commands that read any. */
public final class ReadingLimit {
    private static final String NAME = "reading-limit";
    private static final List<String> COMMANDS =
            List.of("audit", "attack", "smooth", "verify", "check", "train", "merge", "info");

    @Option(
            names = "--reading-limit",
            paramLabel = "MIB",
            description =
                    "How many MiB a file may unpack to, or a picture or a model's constants take. Default: a quarter"
                            + " of the memory that Java may use.")
    private Long mebibytes;

    /** Gives the commands that read files the option, and has them read within it. */
    public static void addTo(CommandLine line) {
        line.getSubcommands().forEach((name, command) -> {
            if (COMMANDS.contains(name)) {
                command.addMixin(NAME, new ReadingLimit());
            }
        });
        line.setExecutionStrategy(parsed -> of(parsed).reading(() -> new CommandLine.RunLast().execute(parsed)));
    }

    private static Allowance of(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        var mixin = last.commandSpec().mixins().get(NAME);
        Long given = mixin != null && mixin.userObject() instanceof ReadingLimit limit ? limit.mebibytes : null;
        if (given == null) {
            return Allowance.current();
        }
        if (given < 1 || given > 1L << 30) {
            throw new CommandLine.ParameterException(
                    last.commandSpec().commandLine(), "--reading-limit must be from 1 MiB on, but is " + given);
        }
        return new Allowance(given << 20);
    }
}
