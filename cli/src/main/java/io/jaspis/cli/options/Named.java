package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that can be named by a word of its own or by an option. */
final class Named {
    private Named() {}

    /**
     * The file; nothing where neither names one.
     *
     * @throws InputException where they name different ones, or what can't be read as a file
     */
    static Optional<Path> of(Path word, Path option, String what, String name) {
        if (word != null && option != null && !word.normalize().equals(option.normalize())) {
            throw new InputException(
                    "both " + word + " and " + name + " " + option + " name a " + what + ": give one of them");
        }
        Path file = word != null ? word : option;
        if (file != null && Files.isDirectory(file)) {
            throw new InputException(file + " is a folder, where a " + what + " is needed; give the file in it");
        }
        if (file != null && Files.exists(file) && !Files.isReadable(file)) {
            throw new InputException(file + " may not be read; change its permissions, or give another " + what);
        }
        return Optional.ofNullable(file);
    }
}
