package io.jaspis.autodiff.data;

/** Text of a table's cells in messages, which are of one line. */
public final class CellText {
    private CellText() {}

    /** The text with its line breaks and other control characters as a programmer writes them, such as {@code \n}. */
    public static String shown(String text) {
        if (text.chars().noneMatch(CellText::steers)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (steers(c)) {
                        shown.append("\\u%04x".formatted(c));
                    } else {
                        shown.append((char) c);
                    }
                }
            }
        });
        return shown.toString();
    }

    private static boolean steers(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }
}
