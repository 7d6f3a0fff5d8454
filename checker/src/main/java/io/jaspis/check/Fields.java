package io.jaspis.check;

import java.util.regex.Pattern;

/** What the fields of certificates have to be. */
final class Fields {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private Fields() {}

    /** @throws IllegalArgumentException with this message, which begins with a field's name */
    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    static boolean isPath(String text) {
        return !text.isBlank() && text.indexOf('\0') < 0;
    }
}
