package io.jaspis.cli.terminal;

/** Texts of files that nobody vouches for, on their way to a terminal. */
public final class ForeignText {
    /** What steers a terminal, and marks that turn the direction of text, which hide what they stand before. */
    private static final String STEERING = "\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069";

    private static final int MOST = 1000;

    private ForeignText() {}

    /** On one line, and no more than a few of these. */
    public static String shown(String text) {
        String plain = text.replaceAll("[" + STEERING + "]", "?");
        return plain.length() <= MOST ? plain : plain.substring(0, MOST) + "…";
    }

    /** A message with such texts in it, which may have lines. */
    static String message(String text) {
        return text.replaceAll("[" + STEERING + "&&[^\n\t]]", "?");
    }
}
