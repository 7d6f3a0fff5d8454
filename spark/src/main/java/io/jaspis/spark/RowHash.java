package io.jaspis.spark;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes by which two jobs are seen to have found the same, to the last bit. */
final class RowHash {
    private final MessageDigest digest;

    /** Of rows in the order in which they are added. */
    RowHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has it", impossible);
        }
    }

    /** Adds a line. */
    void add(String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of what was added, in lower-case hexadecimal; what is added later begins anew. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of a row's cells: numbers, words, lists of words, truth values, elements and gaps. */
    static String of(Object[] cells) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Object cell : cells) {
                write(cell, out);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        RowHash hash = new RowHash();
        hash.digest.update(bytes.toByteArray());
        return hash.hex();
    }

    private static void write(Object cell, DataOutputStream out) throws IOException {
        switch (cell) {
            case null -> out.writeByte(0);
            case Integer number -> {
                out.writeByte(1);
                out.writeInt(number);
            }
            case Double number -> {
                out.writeByte(2);
                out.writeDouble(number);
            }
            case Boolean truth -> {
                out.writeByte(3);
                out.writeBoolean(truth);
            }
            case String word -> {
                out.writeByte(4);
                byte[] letters = word.getBytes(StandardCharsets.UTF_8);
                out.writeInt(letters.length);
                out.write(letters);
            }
            case float[] elements -> {
                out.writeByte(5);
                out.writeInt(elements.length);
                for (float element : elements) {
                    out.writeFloat(element);
                }
            }
            case String[] words -> {
                out.writeByte(6);
                out.writeInt(words.length);
                for (String word : words) {
                    write(word, out);
                }
            }
            default -> throw new IllegalArgumentException("a cell of a " + cell.getClass());
        }
    }
}
