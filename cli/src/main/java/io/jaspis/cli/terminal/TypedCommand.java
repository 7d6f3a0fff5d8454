package io.jaspis.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A command as it can be typed again; without {@code --resume} and {@code --quiet}, which change no result. */
public final class TypedCommand {
    public static final String RESUME = "--resume";

    private static final List<String> WITHOUT_RESULT = List.of(RESUME, "--quiet");

    private TypedCommand() {}

    /** The command that goes on with what this one finished. */
    public static String again(CommandSpec spec) {
        return of(spec) + " " + RESUME;
    }

    public static String of(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        // The launcher of an installation has another name.
        words.add(System.getProperty("jaspis.command", "./jaspis"));
        spec.commandLine().getParent().getParseResult().originalArgs().stream()
                .filter(word -> !WITHOUT_RESULT.contains(word))
                .forEach(word ->
                        words.add(word.matches("[\\w./,=:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'"));
        return String.join(" ", words);
    }
}
