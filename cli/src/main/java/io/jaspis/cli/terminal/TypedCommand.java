package io.jaspis.cli.terminal;

import io.jaspis.audit.options.OptionFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command as it can be typed again; without {@code --resume} and {@code --quiet}, which change no result. */
public final class TypedCommand {
    public static final String RESUME = "--resume";

    static final List<String> WITHOUT_RESULT = List.of(RESUME, "--quiet");

    /** What stands before a path, as in {@code --data=}, {@code @} and {@code --input=x=}. */
    private static final Pattern PARTS =
            Pattern.compile("(--[\\w-]+=(?:[^=/\\\\]+=)?|[^=/\\\\-][^=/\\\\]*=|@|)(.*)", Pattern.DOTALL);

    private TypedCommand() {}

    /** The command that goes on with what this one finished. */
    public static String again(CommandSpec spec) {
        return of(spec) + " " + RESUME;
    }

    public static String of(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        words.add(launcher());
        ((GivenWords) spec.root().userObject())
                .given().stream().filter(word -> !WITHOUT_RESULT.contains(word)).forEach(word -> words.add(word(word)));
        return String.join(" ", words);
    }

    /** An installation's has another name, and from another folder there is a way to it. */
    private static String launcher() {
        return word(System.getProperty("jaspis.command", "./jaspis"));
    }

    /** Words of a command line, without files of options, as they can be typed, such as those of another run. */
    public static String typed(List<String> words) {
        List<String> all = new ArrayList<>();
        all.add(launcher());
        words.forEach(word -> all.add(word(OptionFiles.literal(word))));
        return String.join(" ", all);
    }

    /**
     * Words of a command line without some options and their values.
     *
     * @param spec of the command
     */
    public static List<String> without(List<String> words, CommandSpec spec, Set<String> options) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String name = word.startsWith("--") ? word.replaceFirst("=.*", "") : word;
            OptionSpec option = spec.findOption(name);
            if (option == null || options.stream().noneMatch(List.of(option.names())::contains)) {
                left.add(word);
            } else if (option.arity().max() > 0 && name.equals(word)) {
                i++;
            }
        }
        return left;
    }

    /** A word as a shell takes it. A whole path becomes the way from here: reports go to others, whom folders don't concern. */
    static String word(String given) {
        Matcher parts = PARTS.matcher(given);
        String word = parts.matches() ? parts.group(1) + way(parts.group(2)) : given;
        return word.matches("[\\w./,=:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String way(String given) {
        try {
            Path path = Path.of(given);
            if (!path.isAbsolute()) {
                return given;
            }
            Path here = Path.of("").toAbsolutePath();
            boolean leads = path.getRoot().equals(here.getRoot());
            Path way = leads ? here.relativize(path.normalize()) : path.getFileName();
            return way == null || way.toString().isEmpty() ? "." : way.toString();
        } catch (InvalidPathException noPath) {
            return given;
        }
    }
}
