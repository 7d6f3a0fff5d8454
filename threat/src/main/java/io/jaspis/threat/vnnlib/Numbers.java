package io.jaspis.threat.vnnlib;

import java.math.BigDecimal;

/** Decimal numbers as they are written, exactly, each in one form: without zeros behind its digits, and with no negative scale. */
final class Numbers {
    /** So many digits a long holds whatever they are. */
    private static final int DIGITS_OF_LONG = 18;

    /** Far more than any double has between its first and its last digit. */
    private static final int MOST_DIGITS = 2000;

    private static final int LARGEST_EXPONENT = 400;

    private Numbers() {}

    /** Whether a word can only be meant as a number, right or wrong. */
    static boolean begin(Tokens tokens) {
        byte first = tokens.letter(0);
        return isDigit(first) || first == '-' || first == '+' || first == '.' || isInfinite(tokens);
    }

    private static boolean isInfinite(Tokens tokens) {
        int first = tokens.letter(0) | 0x20;
        return (first == 'i' || first == 'n')
                && (tokens.isLike("nan") || tokens.isLike("inf") || tokens.isLike("infinity"));
    }

    private static boolean isDigit(int letter) {
        return letter >= '0' && letter <= '9';
    }

    /** The number that a word is. */
    static BigDecimal of(Tokens tokens) {
        int n = tokens.length();
        int at = tokens.letter(0) == '-' || tokens.letter(0) == '+' ? 1 : 0;
        long unscaled = 0;
        int digits = 0;
        int scale = 0;
        boolean point = false;
        for (; at < n; at++) {
            byte letter = tokens.letter(at);
            if (isDigit(letter)) {
                if (digits < DIGITS_OF_LONG) {
                    unscaled = 10 * unscaled + letter - '0';
                }
                digits++;
                scale += point ? 1 : 0;
            } else if (letter == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (at < n || digits == 0 || digits > DIGITS_OF_LONG) {
            return longer(tokens);
        }
        while (scale > 0 && unscaled % 10 == 0) {
            unscaled /= 10;
            scale--;
        }
        return BigDecimal.valueOf(tokens.letter(0) == '-' ? -unscaled : unscaled, scale);
    }

    /** With an exponent, or many digits. */
    private static BigDecimal longer(Tokens tokens) {
        int last = tokens.letter(tokens.length() - 1) | 0x20;
        if (last >= 'a' && last <= 'z') {
            throw tokens.here(tokens.told() + " is no finite number; write it as -0.5 or 1.25e-3");
        }
        if (tokens.length() > MOST_DIGITS) {
            throw tokens.here("a number of " + tokens.length() + " characters; at most " + MOST_DIGITS + " are read");
        }
        BigDecimal number;
        try {
            number = new BigDecimal(tokens.text());
        } catch (NumberFormatException e) {
            throw tokens.here(tokens.told() + " is no number; write it as -0.5 or 1.25e-3");
        }
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (Math.abs((long) number.precision() - number.scale()) > LARGEST_EXPONENT) {
            throw tokens.here(tokens.told() + " is beyond what a double can be, 1e-324 to 1.8e308");
        }
        return plain(number);
    }

    /** The form that is the same for all equal numbers. */
    static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** Whether what was computed has more digits than are computed with. */
    static boolean tooLong(BigDecimal number) {
        return number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS;
    }
}
