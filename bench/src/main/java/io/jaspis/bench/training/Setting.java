package io.jaspis.bench.training;

import io.jaspis.audit.options.OptionFiles;
import io.jaspis.audit.options.OptionWords;
import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A file of options of {@code jaspis train}, which says by itself what its networks are to be measured for.
 *
 * @param name of the file, without its ending
 * @param words that it holds
 * @param options the options in it, by name
 */
public record Setting(String name, Path file, List<String> words, Map<String, String> options) {
    private static final String ENDING = ".args";
    private static final Set<String> RESERVED = Set.of(
            "--goal", "--epsilon", "--certify-at", "--sigma", "--data", "--test", "--seed", "--out", "--checkpoint");
    /** What says how data are read, or what an attacker may do, other than by a radius: nobody tells it to what measures. */
    private static final Set<String> UNMEASURED = Set.of(
            "--range",
            "--features",
            "--drop",
            "--missing",
            "--one-hot",
            "--classes",
            "--labels",
            "--label-column",
            "--header",
            "--encoding");

    /** What is measured of a network, by the goal that it was trained for. */
    public enum Measure {
        CLEAN("clean"),
        SMOOTHED("noise", "smoothadv"),
        ATTACKED("fast", "adversarial", "trades"),
        CERTIFIED("interval", "sabr", "mtl-ibp", "crown-ibp");

        private final List<String> goals;

        Measure(String... goals) {
            this.goals = List.of(goals);
        }
    }

    /**
     * Reads the file.
     *
     * @throws InputException where it can't be read, its goal is none, a radius or σ no such number, or an option is none that can be measured by
     */
    public static Setting read(Path file) throws IOException {
        String name = file.getFileName().toString();
        List<String> words = OptionFiles.words(file);
        Setting setting = new Setting(
                name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name,
                file,
                words,
                options(words));
        Set<String> unmeasured = new TreeSet<>(setting.options.keySet());
        unmeasured.retainAll(UNMEASURED);
        if (!unmeasured.isEmpty()) {
            throw new InputException(file + ": what measures networks here knows nothing of "
                    + String.join(", ", unmeasured) + "; measure such a network by audit itself");
        }
        words.stream().filter(OptionFiles::names).findFirst().ifPresent(word -> {
            throw new InputException(
                    file + ": " + word + " has options that nobody looks at here; write them into this file");
        });
        setting.measure();
        setting.epsilon();
        if (setting.sigma() == 0) {
            throw new InputException(file + ": --sigma must be above 0");
        }
        return setting;
    }

    /**
     * The words of an option of the bench, which it passes on.
     *
     * @param option as messages name it
     * @throws InputException where a quote has no end
     */
    public static List<String> split(String option, String words) {
        return OptionWords.of(words, option);
    }

    /**
     * The options among these words that decide how a network is measured, or are the bench's own, and files of options, of
     * which nobody knows: what is added to a file's options must leave them alone.
     */
    public static List<String> reserved(String option, String line) {
        List<String> words = split(option, line);
        return Stream.concat(
                        options(words).keySet().stream()
                                .filter(name -> RESERVED.contains(name) || UNMEASURED.contains(name)),
                        words.stream().filter(OptionFiles::names))
                .toList();
    }

    private static Map<String, String> options(List<String> words) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equal = word.indexOf('=');
            if (word.startsWith("--") && equal > 0) {
                options.put(word.substring(0, equal), word.substring(equal + 1));
            } else if (word.startsWith("--")) {
                boolean valued = i + 1 < words.size() && !words.get(i + 1).startsWith("--");
                options.put(word, valued ? OptionFiles.meant(words.get(++i)) : "");
            }
        }
        return options;
    }

    /** What it trains for. */
    public String goal() {
        return goal(options);
    }

    private static String goal(Map<String, String> options) {
        return options.getOrDefault("--goal", "clean").toLowerCase(Locale.ROOT);
    }

    public Measure measure() {
        for (Measure measure : Measure.values()) {
            if (measure.goals.contains(goal())) {
                return measure;
            }
        }
        throw new InputException(file + ": it isn't known how to measure networks of the goal '" + goal() + "'");
    }

    /** The radius at which networks are attacked and certified: what {@code --certify-at} says, else {@code --epsilon}. */
    public double epsilon() {
        return options.containsKey("--certify-at") ? number("--certify-at", 0) : number("--epsilon", 0.1);
    }

    /** The noise at which networks are smoothed. */
    public double sigma() {
        return number("--sigma", 0.25);
    }

    private double number(String option, double standard) {
        String value = options.get(option);
        if (value == null) {
            return standard;
        }
        double number = quotient(value);
        if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
            throw new InputException(file + ": " + option + " is no number of at least 0: '" + value + "'");
        }
        return number;
    }

    /** The number that a text is, such as {@code 0.1} or {@code 2/255}; NaN where it is none. */
    private static double quotient(String text) {
        String[] parts = text.split("/", -1);
        try {
            double number = Double.parseDouble(parts[0]);
            return parts.length == 1 ? number : parts.length == 2 ? number / Double.parseDouble(parts[1]) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * Whether all of these options leave nothing for validation, so that the last weights are kept: clean training holds nothing
     * out unless it is told to, other goals where there are enough examples.
     *
     * @param examples for training, those that may be held out among them
     */
    public static boolean keepsTheLast(List<String> words, int examples) {
        Map<String, String> all = options(words);
        if (all.containsKey("--validation")) {
            return isZero(all.get("--validation"));
        }
        return Measure.CLEAN.goals.contains(goal(all))
                || io.jaspis.defend.training.Measure.heldOut(examples, batch(all)) == 0;
    }

    /** What {@code train} takes where the options say nothing; words that are no number are for it to refuse. */
    private static int batch(Map<String, String> all) {
        try {
            return Integer.parseInt(all.getOrDefault("--batch", "100"));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static boolean isZero(String number) {
        try {
            return Double.parseDouble(number) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether with all of these options training ends early where examples that are held out get no better. */
    public static boolean endsEarly(List<String> words, int examples) {
        Map<String, String> all = options(words);
        return !keepsTheLast(words, examples) && (all.containsKey("--validation") || all.containsKey("--patience"));
    }

    /** Whether with all of these options training ends where what it is held to falls. */
    public static boolean stopsAtFalls(List<String> words) {
        return options(words).containsKey("--early-stop");
    }

    /** The data that the file itself names for training; a path from the working folder. */
    public Optional<Path> data() {
        return Optional.ofNullable(options.get("--data")).map(Path::of);
    }

    /** The data that it names for tests, else for training. */
    public Optional<Path> test() {
        return Optional.ofNullable(options.get("--test")).map(Path::of).or(this::data);
    }
}
