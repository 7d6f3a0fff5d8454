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
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
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

    /** A zip of stored entries as a program writes it to a pipe: each entry's lengths stand behind it. */
    static byte[] streamedZip(List<String> names, List<byte[]> contents) {
        ByteBuffer zip = ByteBuffer.allocate(200 * names.size()
                        + contents.stream().mapToInt(c -> c.length).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer directory = ByteBuffer.allocate(100 * names.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
            byte[] content = contents.get(i);
            CRC32 check = new CRC32();
            check.update(content);
            int offset = zip.position();
            zip.putInt(0x04034b50).putShort((short) 20).putShort((short) 8).putShort((short) 0);
            zip.putInt(0).putInt(0).putInt(0).putInt(0);
            zip.putShort((short) name.length).putShort((short) 0).put(name).put(content);
            zip.putInt(0x08074b50)
                    .putInt((int) check.getValue())
                    .putInt(content.length)
                    .putInt(content.length);
            directory
                    .putInt(0x02014b50)
                    .putShort((short) 20)
                    .putShort((short) 20)
                    .putShort((short) 8);
            directory.putShort((short) 0).putInt(0).putInt((int) check.getValue());
            directory.putInt(content.length).putInt(content.length);
            directory.putShort((short) name.length).putShort((short) 0).putShort((short) 0);
            directory
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(offset)
                    .put(name);
        }
        int start = zip.position();
        zip.put(directory.flip());
        int size = zip.position() - start;
        zip.putInt(0x06054b50).putInt(0).putShort((short) names.size()).putShort((short) names.size());
        zip.putInt(size).putInt(start).putShort((short) 0);
        return Arrays.copyOf(zip.array(), zip.position());
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
