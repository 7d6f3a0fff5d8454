package io.jaspis.autodiff.data;

/**
 * How the columns of a table (CSV) are to be understood, where that shall not be found out.
 *
 * @param header whether the first line names the columns
 * @param label the name of the column with the labels, or its number from 1; null where it shall be found out
 */
public record Columns(Header header, String label) {
    /** Both found out from the file. */
    public static final Columns DETECTED = new Columns(Header.DETECT, null);

    /** Whether the first line of a table names its columns. */
    public enum Header {
        /**
         * It does if none of its cells is a number, or one of them has a label's name. A line of numbers that looks like
         * numbered columns is refused.
         */
        DETECT,
        YES,
        NO
    }
}
