package io.jaspis.bench.training;

import io.jaspis.autodiff.data.Fingerprint;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What data are, whatever the path that leads to them. */
public final class DataFiles {
    private DataFiles() {}

    /** What training takes where nobody says otherwise. */
    static Path standard() {
        return Path.of(System.getProperty("jaspis.home", "")).resolve("data/mnist");
    }

    /**
     * A hash of all that a setting takes for training and for tests; of what isn't there nothing.
     *
     * @param known hashes of data that were read before; those that are read now are added
     */
    public static String fingerprint(Setting setting, Map<Path, String> known) throws IOException {
        List<String> hashes = new ArrayList<>();
        for (Path data :
                List.of(setting.data().orElse(standard()), setting.test().orElse(standard()))) {
            if (!known.containsKey(data)) {
                known.put(data, Files.exists(data) ? fingerprint(data) : "");
            }
            hashes.add(known.get(data));
        }
        return String.join(" ", hashes);
    }

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
