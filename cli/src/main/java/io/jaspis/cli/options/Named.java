package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import java.nio.file.Path;
import java.util.Optional;

/** A file that can be named by a word of its own or by an option. */
final class Named {
    private Named() {}

    /**
     * The file; nothing where neither names one.
     *
     * @throws InputException where they name different ones
     */
    static Optional<Path> of(Path word, Path option, String what, String name) {
        if (word != null && option != null && !word.normalize().equals(option.normalize())) {
            throw new InputException(
                    "both " + word + " and " + name + " " + option + " name a " + what + ": give one of them");
        }
        return Optional.ofNullable(word != null ? word : option);
    }
}
