package io.jaspis.cli;

import java.util.function.Supplier;

/** The command's door: what options say becomes objects here. */
final class Asked {
    private Asked() {}

    /**
     * Makes an object of what the user asked for.
     *
     * @throws BadInputException where it refuses its arguments: they are the user's, and not a mistake of Jaspis
     */
    static <T> T of(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }
}
