package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.function.Executable;

/** Files written for the tests, and what a refusal must say. */
final class Written {
    private Written() {}

    /** The refusal's message, which must contain each of the words. */
    static String refusal(Executable action, String... words) {
        String message = assertThrows(DataException.class, action).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), () -> "\"" + word + "\" is not in: " + message);
        }
        return message;
    }

    static byte[] idx(byte[] content, int... extents) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + content.length);
        bytes.putInt(0x00000800 | extents.length);
        for (int extent : extents) {
            bytes.putInt(extent);
        }
        return bytes.put(content).array();
    }

    static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    static Path file(Path folder, String name, byte[] bytes) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.write(folder.resolve(name), bytes);
    }

    static Path file(Path folder, String name, String text) throws IOException {
        return file(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An NPY file with this header and elements. */
    static byte[] npy(int version, String descr, boolean fortran, String shape, byte[] elements) {
        String header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
                .formatted(descr, fortran ? "True" : "False", shape);
        int prefix = version == 1 ? 10 : 12;
        header += " ".repeat(63 - (prefix + header.length()) % 64) + "\n";
        ByteBuffer bytes =
                ByteBuffer.allocate(prefix + header.length() + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) header.length());
        } else {
            bytes.putInt(header.length());
        }
        return bytes.put(header.getBytes(StandardCharsets.US_ASCII))
                .put(elements)
                .array();
    }
}
