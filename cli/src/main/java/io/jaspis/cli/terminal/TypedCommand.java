package io.jaspis.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A command as it can be typed again; without {@code --resume}, which changes no result. */
public final class TypedCommand {
    public static final String RESUME = "--resume";

    private TypedCommand() {}

    public static String of(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        words.add("./jaspis");
        spec.commandLine().getParent().getParseResult().originalArgs().stream()
                .filter(word -> !word.equals(RESUME))
                .forEach(word ->
                        words.add(word.matches("[\\w./,=:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'"));
        return String.join(" ", words);
    }
}
