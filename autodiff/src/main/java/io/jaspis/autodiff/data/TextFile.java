package io.jaspis.autodiff.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The text of a file of any length, unpacked where it was packed with gzip. None of it is held: it is read to the end to see
 * that it is text, and once more by each who asks for it, who is refused where it isn't the same any more.
 *
 * @param mark bytes before the text
 */
record TextFile(Path path, String sha256, Charset charset, int mark) implements DataFile {
    private static final int PIECE = 1 << 16;

    /**
     * Looks through a file.
     *
     * @param encoding as {@link SourceFile#text} takes it
     */
    static TextFile read(Path path, Charset encoding) throws IOException {
        SourceFile.requireFile(path);
        Bytes bytes = Bytes.of(path);
        try (InputStream in = bytes.unpacked()) {
            byte[] first = in.readNBytes(ByteOrderMark.LONGEST);
            ByteOrderMark told = ByteOrderMark.of(first);
            Charset charset = told.charset(encoding == null ? StandardCharsets.UTF_8 : encoding);
            int mark = told.length();
            requireText(path, charset, first, mark, in);
            return new TextFile(path, bytes.sha256(), charset, mark);
        } catch (EOFException | ZipException damaged) {
            throw SourceFile.damaged(path, damaged);
        }
    }

    /** The hash of a file, none of which is held. */
    static String sha256(Path path) throws IOException {
        Bytes bytes = Bytes.of(path);
        try (InputStream _ = bytes.raw()) {
            return bytes.sha256();
        }
    }

    /** The bytes that a file begins with, unpacked, as far as it has so many. */
    static byte[] head(Path path, int count) throws IOException {
        SourceFile.requireFile(path);
        try (InputStream in = Bytes.of(path).unpacked()) {
            return in.readNBytes(count);
        } catch (EOFException | ZipException damaged) {
            throw SourceFile.damaged(path, damaged);
        }
    }

    private static void requireText(Path path, Charset charset, byte[] first, int mark, InputStream in)
            throws IOException {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(PIECE);
        bytes.put(first, mark, first.length - mark);
        CharBuffer characters = CharBuffer.allocate(PIECE);
        Lines lines = new Lines();
        boolean over = false;
        while (!over) {
            int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
            over = count < 0;
            bytes.position(bytes.position() + Math.max(0, count));
            bytes.flip();
            CoderResult result;
            do {
                result = decoder.decode(bytes, characters, over);
                lines.count(characters.flip());
                characters.clear();
            } while (result.isOverflow());
            if (result.isError()) {
                throw SourceFile.undecodable(path, lines.line, charset, bytes.get(bytes.position()), null);
            }
            bytes.compact();
        }
        if (lines.zero) {
            throw SourceFile.zeros(path, null);
        }
    }

    /** Counts the lines of a text. */
    private static final class Lines {
        private long line = 1;
        private char before;
        private boolean zero;

        void count(CharBuffer text) {
            while (text.hasRemaining()) {
                char character = text.get();
                zero |= character == 0;
                line += character == '\r' || character == '\n' && before != '\r' ? 1 : 0;
                before = character;
            }
        }
    }

    /**
     * The text, once more.
     *
     * @throws DataException at its end, where it isn't what was looked through
     */
    TextCursor text() throws IOException {
        Bytes bytes = Bytes.of(path);
        InputStream in = new FilterInputStream(bytes.unpacked()) {
            private boolean over;

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                int read = super.read(into, from, count);
                if (read < 0 && !over && !bytes.sha256().equals(sha256)) {
                    throw new DataException(path + " was changed while it was in use; start again");
                }
                over |= read < 0;
                return read;
            }
        };
        in.skipNBytes(mark);
        Reader reader = new InputStreamReader(in, charset);
        return new TextCursor(reader);
    }

    /** The bytes of a file, hashed as they pass. */
    private record Bytes(Path path, DigestInputStream raw) {
        static Bytes of(Path path) throws IOException {
            try {
                return new Bytes(
                        path, new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256")));
            } catch (NoSuchAlgorithmException impossible) {
                throw new AssertionError("every Java platform has SHA-256", impossible);
            }
        }

        InputStream unpacked() throws IOException {
            BufferedInputStream in = new BufferedInputStream(raw, PIECE);
            in.mark(2);
            boolean packed = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return packed ? Allowance.current().limited(new GZIPInputStream(in, PIECE), path.toString()) : in;
        }

        /** Of all bytes, those behind what was unpacked too. */
        String sha256() throws IOException {
            byte[] rest = new byte[PIECE];
            while (raw.read(rest) >= 0) {
                // Read for the hash alone.
            }
            return HexFormat.of().formatHex(raw.getMessageDigest().digest());
        }
    }
}
