package io.jaspis.cli.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.CharsetEncoder;
import java.text.Normalizer;
import java.util.Map;

/**
 * Text for a stream whose characters are few, as in the locale C: signs that it hasn't are written in those that it has, and
 * letters without their accents.
 */
public final class PlainText extends Writer {
    private static final Map<Character, String> PLAIN = Map.ofEntries(
            Map.entry('ε', "eps"),
            Map.entry('σ', "sigma"),
            Map.entry('α', "alpha"),
            Map.entry('∞', "inf"),
            Map.entry('≤', "<="),
            Map.entry('≥', ">="),
            Map.entry('→', "->"),
            Map.entry('×', "x"),
            Map.entry('·', "-"),
            Map.entry('–', "-"),
            Map.entry('—', "-"),
            Map.entry('−', "-"),
            Map.entry('±', "+-"),
            Map.entry('…', "..."),
            Map.entry('‘', "'"),
            Map.entry('’', "'"),
            Map.entry('“', "\""),
            Map.entry('”', "\""),
            Map.entry('₀', "0"),
            Map.entry('₁', "1"),
            Map.entry('₂', "2"),
            Map.entry('²', "^2"),
            Map.entry('\u00A0', " "),
            Map.entry('\u202F', " "),
            Map.entry('█', "#"),
            Map.entry('▓', "?"),
            Map.entry('▒', "x"),
            Map.entry('░', "."),
            Map.entry('│', "|"),
            Map.entry('─', "-"),
            Map.entry('╭', "+"),
            Map.entry('╮', "+"),
            Map.entry('╰', "+"),
            Map.entry('╯', "+"),
            Map.entry('ß', "ss"));

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
        return encoder.canEncode('ε') && encoder.canEncode('∞')
                ? writer
                : new PrintWriter(new PlainText(writer, encoder), true);
    }

    private String plain(char sign) {
        if (encoder.canEncode(sign)) {
            return String.valueOf(sign);
        }
        String known = PLAIN.get(sign);
        if (known != null) {
            return known;
        }
        String letter =
                Normalizer.normalize(String.valueOf(sign), Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        return !letter.isEmpty() && encoder.canEncode(letter) ? letter : "?";
    }

    @Override
    public void write(char[] signs, int offset, int length) throws IOException {
        StringBuilder text = new StringBuilder(length);
        for (int i = offset; i < offset + length; i++) {
            // Of a sign that is a pair of these, the first alone is written.
            if (!Character.isLowSurrogate(signs[i])) {
                text.append(plain(signs[i]));
            }
        }
        to.write(text.toString());
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
