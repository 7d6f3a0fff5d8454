package io.jaspis.cli.terminal;

import io.jaspis.audit.report.PlainSigns;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.CharsetEncoder;

/**
 * Text for a stream whose characters are few, as in the locale C: signs that it hasn't are written in those that it has, and
 * letters without their accents.
 */
public final class PlainText extends Writer {
    private final Writer to;
    private final CharsetEncoder encoder;

    PlainText(Writer to, CharsetEncoder encoder) {
        this.to = to;
        this.encoder = encoder;
    }

    /** A writer to a stream, in the characters that the stream has; it flushes each line. */
    public static PrintWriter on(PrintStream stream) {
        PrintWriter writer = new PrintWriter(stream, true);
        CharsetEncoder encoder = stream.charset().newEncoder();
        return PlainSigns.areNeedless(encoder) ? writer : new PrintWriter(new PlainText(writer, encoder), true);
    }

    @Override
    public void write(char[] signs, int offset, int length) throws IOException {
        to.write(PlainSigns.of(new String(signs, offset, length), encoder));
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
