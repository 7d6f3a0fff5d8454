import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Packs the one folder in a folder into a zip: always the same bits of the same files, whatever the machine, its clock and
 * its users. So names are sorted, all have one time, nothing is compressed (jars and pictures are already), and whether a
 * file can be run is what {@code bin/} says.
 */
final class Zip {
    /** 1 January 2026, 0:00, as MS-DOS counts: such a time has no zone. */
    private static final int DATE = 2026 - 1980 << 9 | 1 << 5 | 1;

    private static final int UNIX = 3 << 8;
    private static final int VERSION = 20;
    private static final int UTF_8 = 1 << 11;
    private static final int RUNNABLE = 0100755;
    private static final int READABLE = 0100644;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<ByteBuffer> directory = new ArrayList<>();

    private Zip() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path to = Path.of(arguments[1]);
        Zip zip = new Zip();
        List<Path> files;
        try (var found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).filter(file -> !file.equals(to)).toList();
        }
        files.stream()
                .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                .sorted()
                .forEach(name -> zip.add(name, folder.resolve(name)));
        Files.write(to, zip.end());
    }

    private void add(String name, Path file) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] called = name.getBytes(StandardCharsets.UTF_8);
        CRC32 sum = new CRC32();
        sum.update(content);
        int at = bytes.size();
        ByteBuffer header = little(30 + called.length).putInt(0x04034b50).putShort((short) VERSION);
        bytes.writeBytes(common(header, sum, content, called).put(called).array());
        bytes.writeBytes(content);
        ByteBuffer entry = little(46 + called.length)
                .putInt(0x02014b50)
                .putShort((short) (UNIX | VERSION))
                .putShort((short) VERSION);
        int mode = name.matches("[^/]*/bin/jaspis") ? RUNNABLE : READABLE;
        directory.add(common(entry, sum, content, called)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(mode << 16)
                .putInt(at)
                .put(called));
    }

    /** The fields that a file's header and its entry in the directory share. */
    private static ByteBuffer common(ByteBuffer to, CRC32 sum, byte[] content, byte[] called) {
        return to.putShort((short) UTF_8)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) DATE)
                .putInt((int) sum.getValue())
                .putInt(content.length)
                .putInt(content.length)
                .putShort((short) called.length)
                .putShort((short) 0);
    }

    private byte[] end() {
        int at = bytes.size();
        directory.forEach(entry -> bytes.writeBytes(entry.array()));
        int length = bytes.size() - at;
        bytes.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) directory.size())
                .putShort((short) directory.size())
                .putInt(length)
                .putInt(at)
                .putShort((short) 0)
                .array());
        return bytes.toByteArray();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
