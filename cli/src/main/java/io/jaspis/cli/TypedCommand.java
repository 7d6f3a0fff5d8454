package io.jaspis.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A command as it can be typed again. */
final class TypedCommand {
    private TypedCommand() {}

    static String of(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        words.add("./jaspis");
        spec.commandLine()
                .getParent()
                .getParseResult()
                .originalArgs()
                .forEach(word ->
                        words.add(word.matches("[\\w./,=:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'"));
        return String.join(" ", words);
    }
}
