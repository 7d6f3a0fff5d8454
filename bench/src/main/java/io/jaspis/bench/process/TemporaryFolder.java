package io.jaspis.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is gone with what is in it once it is closed, or this process is stopped. */
public final class TemporaryFolder implements AutoCloseable {
    private final Closing<Path> path;

    private TemporaryFolder(String prefix) throws IOException {
        this.path = Closing.of(() -> Files.createTempDirectory(prefix), folder -> {
            try {
                delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Makes one where the system has such folders. */
    public static TemporaryFolder of(String prefix) throws IOException {
        return new TemporaryFolder(prefix);
    }

    public Path path() {
        return path.opened();
    }

    @Override
    public void close() throws IOException {
        try {
            path.close();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Deletes a folder with what is in it, or a file, if it is there. */
    public static void delete(Path all) throws IOException {
        if (!Files.exists(all)) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(all)) {
            entries = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : entries) {
            Files.deleteIfExists(entry);
        }
    }
}
