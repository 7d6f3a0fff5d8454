package io.jaspis.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a file stops being text in UTF-8: a reader that meets such bytes doesn't tell. */
final class Undecodable {
    /** Bytes that are decoded at once, which are no fewer than their characters. */
    private static final int PORTION = 1 << 13;

    private Undecodable() {}

    /** The first such place, as words before a message; of a file that is text its end. */
    static String place(Path file) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(PORTION);
        CharBuffer characters = CharBuffer.allocate(PORTION);
        int line = 1;
        int column = 1;
        try (InputStream in = Files.newInputStream(file)) {
            boolean wrong = false;
            boolean end = false;
            while (!wrong && !end) {
                int more = in.read(bytes.array(), bytes.position(), bytes.remaining());
                end = more < 0;
                bytes.position(bytes.position() + Math.max(more, 0)).flip();
                wrong = decoder.decode(bytes, characters, end).isError();
                characters.flip();
                while (characters.hasRemaining()) {
                    boolean begins = characters.get() == '\n';
                    line += begins ? 1 : 0;
                    column = begins ? 1 : column + 1;
                }
                characters.clear();
                bytes.compact();
            }
        }
        return "line " + line + ", column " + column + ": ";
    }
}
