package io.jaspis.cli;

import io.jaspis.autodiff.InputException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Holds the options that shards were run with to each other.
 *
 * @param factory of what the command's options are read into
 * @param command that was run in shards
 * @param given the options that merge itself has in the place of theirs
 */
record MergedOptions(CommandLine.IFactory factory, String command, Set<String> given) {
    /** Options that may differ between shards, since results don't hang on them; nor do they on where files lie. */
    private static final Set<String> FREE = Set.of("--batch", "--time-limit", "--timeout", "--device");

    /** Refuses shards that were run with other options, as far as results hang on them. */
    void requireSame(List<MergedPart> parts) {
        Map<String, List<String>> first = options(parts.getFirst());
        for (MergedPart part : parts) {
            Map<String, List<String>> own = options(part);
            Set<String> names = new HashSet<>(first.keySet());
            names.addAll(own.keySet());
            for (String name : names) {
                if (!first.getOrDefault(name, List.of()).equals(own.getOrDefault(name, List.of()))) {
                    throw new InputException("%s was run %s and %s %s: shards of one run have the same options"
                            .formatted(
                                    parts.getFirst().folder(),
                                    told(name, first.get(name)),
                                    part.folder(),
                                    told(name, own.get(name))));
                }
            }
        }
    }

    private static boolean isPath(OptionSpec option) {
        return option.typeInfo().getType() == Path.class
                || option.isMultiValue() && option.auxiliaryTypes()[0] == Path.class;
    }

    private static String told(String name, List<String> values) {
        return values == null ? "without " + name : "with " + String.join(" ", name, String.join(",", values));
    }

    /** What was typed of a shard's options, but for those that say where something lies or change no result. */
    private Map<String, List<String>> options(MergedPart part) {
        Map<String, List<String>> options = new HashMap<>();
        CommandLine line = RootCommand.line(factory, command);
        try {
            CommandLine.ParseResult parsed =
                    line.parseArgs(part.shard().words().toArray(String[]::new)).subcommand();
            if (parsed == null || !parsed.commandSpec().name().equals(command)) {
                throw new InputException(part.journal() + " has no command of 'jaspis " + command
                        + "': it was changed by hand; run that shard again");
            }
            for (OptionSpec option : parsed.commandSpec().options()) {
                String name = option.longestName();
                boolean free = isPath(option) || FREE.contains(name) || given.contains(name);
                if (free) {
                    continue;
                }
                Object value = option.getValue();
                if (value instanceof Number || value instanceof Enum<?> || value instanceof Boolean) {
                    // Whether it was typed or is so by itself.
                    options.put(name, List.of(value.toString().toLowerCase(Locale.ROOT)));
                } else if (parsed.hasMatchedOption(option)) {
                    options.put(name, option.originalStringValues());
                }
            }
        } catch (CommandLine.ParameterException e) {
            throw new InputException(part.journal() + " has a command that can't be typed: " + e.getMessage(), e);
        }
        return options;
    }
}
