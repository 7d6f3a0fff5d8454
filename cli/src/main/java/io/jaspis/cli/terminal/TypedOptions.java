package io.jaspis.cli.terminal;

import io.jaspis.audit.options.OptionFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** All options of a command as they would be typed, those that were left out too: typed so, the command does the same. */
public final class TypedOptions {
    private TypedOptions() {}

    /** Every option that has a value, given or by default, after what has no name. */
    public static String of(CommandSpec spec) {
        return of(spec, Set.of(), Map.of());
    }

    /**
     * The same.
     *
     * @param refused those that can't be typed beside the others, or would say more than is so without them
     * @param taken what is taken for options that have no one value without being given, but one that hangs on others
     */
    public static String of(CommandSpec spec, Set<String> refused, Map<String, String> taken) {
        List<String> words = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            parameter.originalStringValues().forEach(value -> words.add(TypedCommand.word(OptionFiles.literal(value))));
        }
        for (OptionSpec option : spec.options()) {
            boolean about = option.usageHelp() || option.versionHelp() || option.hidden();
            if (about
                    || TypedCommand.WITHOUT_RESULT.contains(option.longestName())
                    || refused.contains(option.longestName())) {
                continue;
            }
            if (option.arity().max() == 0) {
                if (Boolean.TRUE.equals(option.getValue())) {
                    words.add(option.longestName());
                }
                continue;
            }
            for (String value : values(option, taken)) {
                words.add(option.longestName());
                words.add(TypedCommand.word(OptionFiles.literal(value)));
            }
        }
        return String.join(" ", words);
    }

    /** As they were typed, an option more than once perhaps; else what is taken without it, where there is something. */
    private static List<String> values(OptionSpec option, Map<String, String> taken) {
        String otherwise = taken.getOrDefault(option.longestName(), option.defaultValue());
        if (!option.originalStringValues().isEmpty() || otherwise == null) {
            return option.originalStringValues();
        }
        // Annotations have the names of constants, which are typed in lower case.
        return List.of(option.type().isEnum() ? otherwise.toLowerCase(Locale.ROOT) : otherwise);
    }
}
