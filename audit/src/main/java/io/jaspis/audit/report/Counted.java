package io.jaspis.audit.report;

/** How many there are of something, in words: one of it reads otherwise than several. */
public final class Counted {
    private Counted() {}

    /**
     * So many of something.
     *
     * @param one what a single one is called
     * @param more what several are called, and none
     */
    public static String of(long count, String one, String more) {
        return Figures.count(count) + " " + (count == 1 ? one : more);
    }

    /** The same of a word to which several add an s. */
    public static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    /** So many examples. */
    public static String examples(long count) {
        return of(count, "example");
    }
}
