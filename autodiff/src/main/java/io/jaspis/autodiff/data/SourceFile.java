package io.jaspis.autodiff.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a data file, unpacked if it was packed with gzip, and the fingerprint of what is on disk. */
record SourceFile(Path path, byte[] content, String sha256) {
    static SourceFile read(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new DataException("there is no file " + path + "; check the path");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new DataException(path + " is not a file that can be read; check its kind and permissions");
        }
        if (Files.size(path) > Integer.MAX_VALUE - 64) {
            throw new DataException(path + " is larger than 2 GiB; split it");
        }
        byte[] bytes = Files.readAllBytes(path);
        String sha256 = Fingerprint.of(bytes);
        boolean packed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        if (!packed) {
            return new SourceFile(path, bytes, sha256);
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new SourceFile(path, Allowance.current().unpack(unpacked, path.toString()), sha256);
        } catch (DataException known) {
            throw known;
        } catch (EOFException cut) {
            throw new DataException(
                    path + " is cut short: its gzip stream ends too early; fetch or copy the file again", cut);
        } catch (ZipException damaged) {
            throw new DataException(
                    path + " is damaged (" + damaged.getMessage() + "); fetch or copy the file again", damaged);
        }
    }

    /** The last element of the path. */
    String name() {
        return path.getFileName().toString();
    }

    /** The content as text in UTF-8, without a byte order mark, which some programs write first. */
    String text() throws DataException {
        if (startsWith(0xff, 0xfe) || startsWith(0xfe, 0xff)) {
            throw new DataException(path + " is text in UTF-16; save it as UTF-8");
        }
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(content.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += content[i] == '\n' || content[i] == '\r' && content[i + 1] != '\n' ? 1 : 0;
            }
            throw new DataException(
                    "%s, line %d: the file is no UTF-8, for it has the byte %02x here; save it as UTF-8 (perhaps it is"
                                    .formatted(path, line, content[in.position()])
                            + " Latin-1 or of a Windows code page)");
        }
        out.flip();
        if (out.hasRemaining() && out.get(0) == '\uFEFF') {
            out.get();
        }
        return out.toString();
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
