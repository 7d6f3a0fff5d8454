package io.jaspis.autodiff.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** The bytes of a data file, unpacked if it was packed with gzip, and the fingerprint of what is on disk. */
record SourceFile(Path path, byte[] content, String sha256) implements DataFile {
    private static final char UNDECODED = '\uFFFD';

    /** What to do where no option tells the encoding of a file. */
    private static final String AS_UNICODE = "save it as UTF-8";

    static SourceFile read(Path path) throws IOException {
        requireFile(path);
        if (Files.size(path) > Integer.MAX_VALUE - 64) {
            throw new DataException(path + " is larger than 2 GiB; split it");
        }
        byte[] bytes = Files.readAllBytes(path);
        String sha256 = Fingerprint.of(bytes);
        boolean packed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        if (!packed) {
            return new SourceFile(path, bytes, sha256);
        }
        try {
            return new SourceFile(path, Allowance.current().unpack(bytes, path.toString()), sha256);
        } catch (DataException known) {
            throw known;
        } catch (EOFException | ZipException damaged) {
            throw damaged(path, damaged);
        }
    }

    /** Refuses what is no file that can be read. */
    static void requireFile(Path path) throws DataException {
        if (!Files.exists(path)) {
            throw new DataException("there is no file " + path + "; check the path");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new DataException(path + " is not a file that can be read; check its kind and permissions");
        }
    }

    /** What is said of a file that gzip can't unpack. */
    static DataException damaged(Path path, IOException how) {
        return new DataException(
                how instanceof EOFException
                        ? path + " is cut short: its gzip stream ends too early; fetch or copy the file again"
                        : path + " is damaged (" + how.getMessage() + "); fetch or copy the file again",
                how);
    }

    /**
     * The content as text, without a byte order mark, which some programs write first and which tells the encoding.
     *
     * @param encoding of a text without such a mark; null for UTF-8
     */
    String text(Charset encoding) throws DataException {
        return text(encoding, null);
    }

    /** The same of a file whose encoding no option tells. */
    String unicode() throws DataException {
        return text(null, AS_UNICODE);
    }

    /** @param adviceOrNull what to do where it can't be decoded, other than to give an option */
    private String text(Charset encoding, String adviceOrNull) throws DataException {
        ByteOrderMark told = ByteOrderMark.of(content);
        Charset charset = told.charset(encoding == null ? StandardCharsets.UTF_8 : encoding);
        int mark = told.length();
        // What can't be decoded becomes this character, which is looked for before the slower way that tells the place.
        String text = new String(content, mark, content.length - mark, charset);
        if (text.indexOf(UNDECODED) >= 0) {
            requireDecodable(charset, mark, adviceOrNull);
        }
        if (text.indexOf('\0') >= 0) {
            throw zeros(path, adviceOrNull);
        }
        return text;
    }

    /** What is said of a text with characters 0. */
    static DataException zeros(Path path, String adviceOrNull) {
        return new DataException(path + " is no text, for it has characters 0; "
                + (adviceOrNull != null
                        ? adviceOrNull
                        : "if it is UTF-16, save it with a byte order mark, or type --encoding UTF-16LE"));
    }

    private void requireDecodable(Charset charset, int mark, String adviceOrNull) throws DataException {
        ByteBuffer in = ByteBuffer.wrap(content, mark, content.length - mark);
        CoderResult result = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, CharBuffer.allocate(content.length), true);
        if (result.isError()) {
            String before = new String(content, mark, in.position() - mark, charset);
            long line = 1
                    + before.replace("\r\n", "\n")
                            .replace('\r', '\n')
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            throw undecodable(path, line, charset, content[in.position()], adviceOrNull);
        }
    }

    /** What is said of a byte that is none of the encoding. */
    static DataException undecodable(Path path, long line, Charset charset, byte found, String adviceOrNull) {
        return new DataException("%s, line %s: the file is no %s, for it has the byte %02x here; %s"
                .formatted(
                        path,
                        line,
                        charset.name(),
                        found,
                        adviceOrNull != null
                                ? adviceOrNull
                                : charset.equals(StandardCharsets.UTF_8)
                                        ? "if a program of Windows, or for Latin-1, wrote it, type --encoding windows-1252;"
                                                + " otherwise save it as UTF-8"
                                        : "save it as UTF-8, or type another --encoding"));
    }

    /** Whether the content begins with these bytes. */
    boolean startsWith(int... prefix) {
        if (content.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (content[i] != (byte) prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
