package io.jaspis.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All options of a command as they would be typed, those that were left out too. */
public final class TypedOptions {
    private TypedOptions() {}

    /** Every option that has a value, given or by default, after what has no name. */
    public static String of(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            parameter.originalStringValues().forEach(value -> words.add(TypedCommand.word(value)));
        }
        for (OptionSpec option : spec.options()) {
            boolean about = option.usageHelp() || option.versionHelp() || option.hidden();
            String value = value(option);
            if (about || value == null || option.longestName().equals(TypedCommand.RESUME)) {
                continue;
            }
            if (option.arity().max() > 0) {
                words.add(option.longestName());
                words.add(TypedCommand.word(value));
            } else if (Boolean.TRUE.equals(option.getValue())) {
                words.add(option.longestName());
            }
        }
        return String.join(" ", words);
    }

    private static String value(ArgSpec option) {
        List<String> given = option.originalStringValues();
        return given.isEmpty()
                ? option.arity().max() == 0 ? "" : option.defaultValue()
                : String.join(option.splitRegex().isEmpty() ? " " : option.splitRegex(), given);
    }
}
