package io.jaspis.autodiff.data;

import java.util.regex.Pattern;

/**
 * Numbers in plain decimal syntax: an optional sign, digits with an optional point among or beside them, and an optional
 * exponent. Suffixes, hexadecimal digits, separators of thousands, NaN and Infinity are no numbers: languages differ in
 * what they read them as.
 */
public final class Decimals {
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

    private Decimals() {}

    /** Whether a word is such a number, with nothing before or behind it. */
    public static boolean isNumber(String word) {
        int at = afterSign(word, 0);
        int whole = afterDigits(word, at);
        int digits = whole - at;
        at = whole;
        if (at < word.length() && word.charAt(at) == '.') {
            int fraction = afterDigits(word, at + 1);
            digits += fraction - at - 1;
            at = fraction;
        }
        if (digits == 0) {
            return false;
        }
        if (at < word.length() && (word.charAt(at) == 'e' || word.charAt(at) == 'E')) {
            int exponent = afterSign(word, at + 1);
            at = afterDigits(word, exponent);
            return at > exponent && at == word.length();
        }
        return at == word.length();
    }

    /** Whether a word is what programs write for a number that is none, or for an infinite one. */
    static boolean isNotFinite(String word) {
        return NOT_FINITE.matcher(word).matches();
    }

    private static int afterSign(String word, int from) {
        return from < word.length() && (word.charAt(from) == '+' || word.charAt(from) == '-') ? from + 1 : from;
    }

    /** The place after the digits 0 to 9 from here on; the digits of other scripts don't count. */
    private static int afterDigits(String word, int from) {
        int at = from;
        while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
