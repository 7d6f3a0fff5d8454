package io.jaspis.junit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the engine says, in the words of a test: it names options of the command where a test has members. */
final class Members {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--([a-z]+(?:-[a-z]+)*)");

    /** Members by the options that do the same; most have their name. */
    private static final Map<String, String> BY_OPTION = Arrays.stream(RobustnessTest.class.getDeclaredMethods())
            .map(Method::getName)
            .collect(Collectors.toMap(Members::option, name -> name, (one, _) -> one, TreeMap::new));

    private Members() {}

    private static String option(String member) {
        return member.equals("sources")
                ? "source"
                : member.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** A message with members in the place of options, as far as there are such. */
    static String named(String message) {
        return OPTION.matcher(message.replace("--missing median", "missing = MEDIAN")
                        .replace("--missing drop", "missing = DROP"))
                .replaceAll(Members::member);
    }

    private static String member(MatchResult option) {
        return BY_OPTION.getOrDefault(option.group(1), option.group());
    }
}
