package io.jaspis.audit.report;

import java.nio.charset.CharsetEncoder;
import java.text.Normalizer;
import java.util.Map;

/**
 * Signs that a terminal hasn't, as in the locale C, in those that it has: each has words or a sign of its own, letters go
 * without their accents, and the rest are question marks. No sign is left out, so that numbers stay what they are.
 */
public final class PlainSigns {
    private static final Map<Character, String> PLAIN = Map.ofEntries(
            Map.entry('ε', "eps"),
            Map.entry('σ', "sigma"),
            Map.entry('α', "alpha"),
            Map.entry('λ', "lambda"),
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

    private PlainSigns() {}

    /** Whether this can write all signs that reports and messages use. */
    public static boolean areNeedless(CharsetEncoder encoder) {
        return PLAIN.keySet().stream().allMatch(encoder::canEncode);
    }

    /** A text in the signs that this can write. */
    public static String of(String text, CharsetEncoder encoder) {
        if (encoder.canEncode(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (char sign : text.toCharArray()) {
            // Of a sign that is a pair of these, the first alone is written.
            if (!Character.isLowSurrogate(sign)) {
                plain.append(of(sign, encoder));
            }
        }
        return plain.toString();
    }

    private static String of(char sign, CharsetEncoder encoder) {
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
}
