package io.jaspis.cli.options;

import io.jaspis.audit.options.ForeignName;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How options of all commands read whole numbers and paths. */
public final class Converters {
    private Converters() {}

    /** Gives them to a command and its subcommands. */
    public static void addTo(CommandLine line) {
        line.registerConverter(Integer.class, text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(int.class, text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        line.registerConverter(Long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        line.registerConverter(long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        line.registerConverter(Path.class, Converters::path);
    }

    private static long whole(String text, long least, long largest) {
        // Java takes digits of all scripts for numbers.
        if (!text.matches("[+-]?[0-9]+")) {
            throw new TypeConversionException("'" + text + "' is not a whole number, such as 10");
        }
        BigInteger number = new BigInteger(text);
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(largest)) > 0) {
            throw new TypeConversionException(
                    "'" + text + "' is too large a number: they go from " + least + " to " + largest);
        }
        return number.longValue();
    }

    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("the name of a file or folder is needed, but it is '" + text + "'");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("no file here can be called '" + text + "'" + ForeignName.remedy(text));
        }
    }
}
