package io.jaspis.cli.options;

import java.nio.file.Path;

/** Where the files lie that come with Jaspis. */
public final class Home {
    private Home() {}

    /** A file of the installation, as a path from the working directory where that is shorter. */
    public static Path file(String name) {
        Path here = Path.of("").toAbsolutePath();
        Path file =
                Path.of(System.getProperty("jaspis.home", "")).toAbsolutePath().resolve(name);
        return file.startsWith(here) ? here.relativize(file) : file;
    }
}
