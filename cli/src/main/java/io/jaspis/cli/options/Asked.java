package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import java.util.function.Supplier;

/** The command's door: what options say becomes objects here. */
public final class Asked {
    private Asked() {}

    /**
     * Makes an object of what the user asked for with an option.
     *
     * @param option to be named where it is refused, or several
     * @throws InputException where it refuses its arguments: they are the user's, and not a mistake of Jaspis
     */
    public static <T> T of(String option, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new InputException(option + ": " + e.getMessage(), e);
        }
    }

    /**
     * Makes an object of what the user asked for.
     *
     * @throws InputException where it refuses its arguments: they are the user's, and not a mistake of Jaspis
     */
    public static <T> T of(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }
}
