package io.jaspis.autodiff.data;

/** A name in a list that commas separate, in double quotes where it holds one itself, as in a CSV file (RFC 4180, section 2). */
public final class QuotedName {
    private QuotedName() {}

    /** As it stands in a list. */
    public static String quoted(String name) {
        boolean plain = !name.contains(",") && !name.contains("\"");
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The name of what stands in a list: without the quotes around all of it, and of two within them one. */
    public static String unquoted(String listed) {
        boolean quoted = listed.length() > 1 && listed.startsWith("\"") && listed.endsWith("\"");
        return quoted ? listed.substring(1, listed.length() - 1).replace("\"\"", "\"") : listed;
    }
}
