package io.jaspis.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The files and folders that a command line names, so that results take the place of none of them. */
public final class GivenPaths {
    /** Where results go, each looked at by itself. */
    private static final Set<String> RESULTS = Set.of("--out", "--verdicts", "--save-adversarial", "--certificates");

    private GivenPaths() {}

    /**
     * What is read.
     *
     * @param others that are read though the command line doesn't name them
     */
    public static List<Path> read(CommandSpec command, Path... others) {
        List<Path> paths = new ArrayList<>(List.of(others));
        for (ArgSpec argument : command.args()) {
            boolean result = argument instanceof OptionSpec option
                    && RESULTS.stream().anyMatch(List.of(option.names())::contains);
            if (!result && argument.getValue() instanceof Path path) {
                paths.add(path);
            }
            Collection<?> several = argument.getValue() instanceof Map<?, ?> named
                    ? named.values()
                    : argument.getValue() instanceof Collection<?> listed ? listed : List.of();
            several.stream()
                    .filter(Path.class::isInstance)
                    .map(Path.class::cast)
                    .forEach(paths::add);
        }
        return paths.stream().filter(Objects::nonNull).distinct().toList();
    }
}
