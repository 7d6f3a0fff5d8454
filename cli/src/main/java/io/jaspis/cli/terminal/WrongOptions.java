package io.jaspis.cli.terminal;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line: the option, what it has, and what it takes. */
public final class WrongOptions {
    private static final Pattern WORDS =
            Pattern.compile("expected one of \\[(.*)] \\(case-(?:in)?sensitive\\) but was '(.*)'", Pattern.DOTALL);

    private static final Pattern VALUELESS = Pattern.compile(
            "(?:Missing required|Expected) parameter for option '(.*?)'(?: \\((.*)\\)| but found '(.*)')",
            Pattern.DOTALL);

    private WrongOptions() {}

    /** Tells it, and returns the exit code. */
    public static int tell(ParameterException error, PrintWriter err) {
        err.println("jaspis: " + ForeignText.message(words(error)));
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("Try 'jaspis " + path(error.getCommandLine()) + "--help'.");
        return ExitCode.BAD_INPUT;
    }

    private static String words(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (error instanceof MissingParameterException missing
                && missing.getMissing().size() == 1) {
            CommandLine.Model.ArgSpec only = missing.getMissing().getFirst();
            if (only.isPositional()) {
                return "jaspis " + path(error.getCommandLine()) + "needs " + article(only.paramLabel()) + " "
                        + only.paramLabel();
            }
        }
        String message = error.getMessage();
        Matcher valueless = VALUELESS.matcher(message);
        if (valueless.matches()) {
            String next = valueless.group(3);
            return valueless.group(1) + " needs a value"
                    + (next == null ? ", " + valueless.group(2) : ", but what follows is '" + next + "'");
        }
        if (message.endsWith(" is not a boolean") && error.getArgSpec() != null) {
            return name(error.getArgSpec()) + " takes no value, but got '" + error.getValue() + "'";
        }
        Matcher choice = WORDS.matcher(message);
        if (choice.find() && error.getArgSpec() != null) {
            return name(error.getArgSpec()) + " must be "
                    + listed(choice.group(1).toLowerCase(Locale.ROOT).split(", ")) + ", but is '" + choice.group(2)
                    + "'";
        }
        return message;
    }

    /** The article before a label. */
    private static String article(String label) {
        return "AEIOU".indexOf(label.charAt(0)) < 0 ? "a" : "an";
    }

    private static String unmatched(UnmatchedArgumentException error) {
        String first = error.getUnmatched().getFirst();
        if (error.isUnknownOption()) {
            return "there is no option " + first.replaceFirst("=.*", "") + " of jaspis "
                    + path(error.getCommandLine()).strip();
        }
        return error.getCommandLine().getParent() == null
                ? "there is no command '" + first + "'"
                : "'" + first + "' is a word too many: jaspis " + path(error.getCommandLine())
                        + (error.getCommandLine()
                                        .getCommandSpec()
                                        .positionalParameters()
                                        .isEmpty()
                                ? "takes options alone"
                                : "takes one word beside options");
    }

    private static String name(CommandLine.Model.ArgSpec spec) {
        return spec instanceof CommandLine.Model.OptionSpec option ? option.longestName() : spec.paramLabel();
    }

    private static String listed(String... words) {
        List<String> all = Arrays.asList(words);
        return all.size() < 2
                ? String.join("", all)
                : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
    }

    private static String path(CommandLine command) {
        return command.getParent() == null ? "" : command.getCommandName() + " ";
    }
}
