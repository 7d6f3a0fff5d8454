package io.jaspis.threat.vnnlib;

import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.data.Fingerprint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads specifications in VNN-LIB: version 1.0 as the Verification of Neural Networks Competition uses it, and of version 2.0
 * what is about one network of one input and one output.
 */
public final class VnnLib {
    private VnnLib() {}

    /**
     * Reads a file; one compressed by gzip is decompressed on the way.
     *
     * @throws IOException where it can't be read
     * @throws VnnLibException where it is no specification, or one that isn't supported, saying where and what to do
     */
    public static Query read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        return parse(bytes(file, name), name);
    }

    /**
     * Reads a text.
     *
     * @param name that messages call it by
     */
    public static Query parse(String text, String name) {
        return parse(text.getBytes(StandardCharsets.UTF_8), name);
    }

    private static Query parse(byte[] text, String name) {
        return new Parser(new Source(name, text)).query();
    }

    /**
     * A specification and the hash of its text, unpacked, from one read.
     *
     * @param sha256 as 64 digits of lower-case hexadecimal
     */
    public record Specification(Query query, String sha256) {}

    /** Reads a file, as {@link #read}, and hashes it. */
    public static Specification specification(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] text = bytes(file, name);
        return new Specification(parse(text, name), Fingerprint.of(text));
    }

    /** A specification and its text, unpacked, from one read: for those who ask the same elsewhere. */
    public record Text(Query query, String text) {}

    /** Reads a file, as {@link #read}, and keeps its text. */
    public static Text text(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        byte[] text = bytes(file, name);
        return new Text(parse(text, name), new String(text, StandardCharsets.UTF_8));
    }

    /** What a file holds, unpacked. */
    static byte[] bytes(Path file, String name) throws IOException {
        if (Files.isDirectory(file)) {
            throw new VnnLibException(name, "it is a folder; give a VNN-LIB file");
        }
        if (Files.size(file) > Integer.MAX_VALUE - 64) {
            throw new VnnLibException(name, "the file is larger than 2 GiB, which is no specification");
        }
        byte[] packed = Files.readAllBytes(file);
        if (packed.length < 2 || packed[0] != 0x1f || packed[1] != (byte) 0x8b) {
            return packed;
        }
        try {
            return Allowance.current().unpack(packed, name);
        } catch (ZipException | EOFException e) {
            throw new VnnLibException(name, "the file is damaged: gzip can't unpack all of it; get it again");
        }
    }
}
