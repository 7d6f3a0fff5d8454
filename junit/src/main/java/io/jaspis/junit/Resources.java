package io.jaspis.junit;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;

/** Files that lie on the class path. */
final class Resources {
    private Resources() {}

    /**
     * Where such a file is, by its name from the test's package or from the root; nothing where there is none, or where it is in
     * a jar and so no file of its own.
     */
    static Optional<Path> path(String name, Class<?> test) {
        URL found = test.getResource(name);
        if (found == null) {
            found = test.getResource("/" + name);
        }
        if (found == null || !found.getProtocol().equals("file")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(found.toURI()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
