package io.jaspis.bench.training;

import io.jaspis.autodiff.data.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
            hashes.put(root.relativize(file).toString(), hash(file));
        }
        return Fingerprint.of(hashes);
    }

    /** Read piece by piece: an archive may be larger than an array can be. */
    private static String hash(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = new byte[1 << 16];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
