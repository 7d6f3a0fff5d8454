package io.jaspis.autodiff.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What some programs begin a text with, and what tells its encoding. */
public enum ByteOrderMark {
    UTF_8(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
    UTF_16LE(StandardCharsets.UTF_16LE, 0xff, 0xfe),
    UTF_16BE(StandardCharsets.UTF_16BE, 0xfe, 0xff),
    NONE(null);

    /** The bytes of the longest. */
    static final int LONGEST = 3;

    private final Charset charset;
    private final int[] bytes;

    ByteOrderMark(Charset charset, int... bytes) {
        this.charset = charset;
        this.bytes = bytes;
    }

    /** The mark of a text that begins with these bytes. */
    static ByteOrderMark of(byte[] first) {
        for (ByteOrderMark mark : values()) {
            if (mark.begins(first)) {
                return mark;
            }
        }
        throw new AssertionError("every text begins with nothing");
    }

    private boolean begins(byte[] text) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= text.length || text[i] != (byte) bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes stand before the text. */
    int length() {
        return bytes.length;
    }

    /** The encoding that it tells, or this other one where there is no mark. */
    Charset charset(Charset other) {
        return charset == null ? other : charset;
    }

    /**
     * Opens a text in the encoding that its mark tells, without the mark, and in UTF-8 where it has none. Reading what is
     * not in that encoding throws a {@link java.nio.charset.CharacterCodingException}.
     */
    public static Reader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(LONGEST);
            ByteOrderMark mark = of(in.readNBytes(LONGEST));
            in.reset();
            in.skipNBytes(mark.length());
            CharsetDecoder strict = mark.charset(StandardCharsets.UTF_8).newDecoder();
            return new BufferedReader(new InputStreamReader(in, strict));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
