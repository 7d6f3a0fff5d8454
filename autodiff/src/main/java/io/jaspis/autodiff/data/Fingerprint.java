package io.jaspis.autodiff.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/** SHA-256 in lower-case hexadecimal, such that {@code sha256sum} gives the same. */
public final class Fingerprint {
    private Fingerprint() {}

    /** The hash of these pieces, one after the other. */
    public static String of(byte[]... pieces) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] piece : pieces) {
                digest.update(piece);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /** The hash of several files, given the hash of each by relative name; one alone is its own. */
    public static String of(SortedMap<String, String> files) {
        if (files.size() == 1) {
            return files.firstEntry().getValue();
        }
        StringBuilder lines = new StringBuilder();
        files.forEach(
                (name, hash) -> lines.append(hash).append("  ").append(name).append('\n'));
        return of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
