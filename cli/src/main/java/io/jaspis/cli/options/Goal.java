package io.jaspis.cli.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What training makes small, by the name that the command line has for it. */
public enum Goal {
    CLEAN,
    NOISE,
    FAST,
    ADVERSARIAL,
    TRADES,
    SMOOTHADV,
    INTERVAL,
    SABR,
    MTL_IBP,
    CROWN_IBP;

    /** Whether it trains for a proof by bounds. */
    public boolean certified() {
        return compareTo(INTERVAL) >= 0;
    }

    /** Whether it has a radius ε. */
    public boolean robust() {
        return compareTo(FAST) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the command line's name of a goal, in upper or lower case. */
    public static final class Converter implements ITypeConverter<Goal> {
        @Override
        public Goal convert(String text) {
            return Arrays.stream(values())
                    .filter(goal -> goal.toString().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'%s' is none of %s"
                            .formatted(
                                    text,
                                    Arrays.stream(values()).map(Goal::toString).collect(Collectors.joining(", ")))));
        }
    }
}
