package io.jaspis.bench.training;

import io.jaspis.autodiff.data.Fingerprint;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What data are, whatever the path that leads to them. */
public final class DataFiles {
    private DataFiles() {}

    /** A hash of a file, or of the names and contents of all files in a folder. */
    public static String fingerprint(Path data) throws IOException {
        Path root = data.toRealPath();
        List<Path> files;
        try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        SortedMap<String, String> hashes = new TreeMap<>();
        for (Path file : files) {
            hashes.put(root.relativize(file).toString(), Fingerprint.of(file));
        }
        return Fingerprint.of(hashes);
    }
}
