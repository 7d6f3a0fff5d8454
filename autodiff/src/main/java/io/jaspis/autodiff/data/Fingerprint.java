package io.jaspis.autodiff.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** SHA-256 in lower-case hexadecimal, such that {@code sha256sum} gives the same. */
public final class Fingerprint {
    private Fingerprint() {}

    /** The hash of these pieces, one after the other. */
    public static String of(byte[]... pieces) {
        MessageDigest digest = digest();
        for (byte[] piece : pieces) {
            digest.update(piece);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The hash of numbers as little-endian float32. */
    public static String of(float[] values) {
        return of(Npy.littleEndian(values));
    }

    /** The hash of examples: the values of each as little-endian float32, and its label. */
    public static String of(Examples examples) {
        MessageDigest digest = digest();
        float[] values = new float[examples.shape().size()];
        ByteBuffer piece =
                ByteBuffer.allocate(Float.BYTES * values.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < examples.count(); i++) {
            examples.copy(i, values, 0);
            piece.clear().asFloatBuffer().put(values);
            digest.update(piece.position(Float.BYTES * values.length)
                    .putInt(examples.label(i))
                    .flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The first twelve digits of a text's hash, which tell a few texts apart. */
    public static String brief(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
    }

    /** The hash of a file, which is read piece by piece: it may be larger than an array can be. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = new byte[1 << 16];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /** The hash of a file of examples, and of the labels where they are in a file of their own. */
    static String of(DataFile examples, DataFile labelsOrNull) {
        return of(new TreeMap<>(Map.of(examples.name(), examples.sha256())), labelsOrNull);
    }

    /**
     * The hash of the files that examples are in, given the hash of each by relative name, and of the labels where they are
     * in a file of their own. It counts by its name, and where one of the others has that, as in a folder {@code labels}.
     */
    static String of(SortedMap<String, String> examples, DataFile labelsOrNull) {
        TreeMap<String, String> files = new TreeMap<>(examples);
        if (labelsOrNull != null) {
            String name = labelsOrNull.name();
            while (files.containsKey(name)) {
                name = "labels/" + name;
            }
            files.put(name, labelsOrNull.sha256());
        }
        return of(files);
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
