package io.jaspis.autodiff.data;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * How a table (CSV) is to be understood, where that shall not be found out. Columns are named as in the header, or by their
 * numbers from 1. Messages about a table name what is to be done as options of the command; here {@code --drop} is {@link
 * #withDropped}, {@code --one-hot} {@link #withOneHot}, {@code --missing} {@link #withMissing}, {@code --header} {@link #withHeader},
 * {@code --label-column} {@link #withLabel} and {@code --encoding} {@link #withEncoding}; {@code --classes} are the names of the classes that
 * whoever opens the data gives.
 *
 * @param header whether the first line names the columns
 * @param label the column with the labels; null where it shall be found out
 * @param dropped columns that are no features, such as numbers of customers
 * @param missing what becomes of a line without a value in one of the other columns
 * @param oneHot columns of categories that become an input for each category
 * @param encoding of the text; null for UTF-8, or UTF-16 where the file begins with a byte order mark of it
 * @param medians those of another part of the same table, to fill in here too; null for the medians of the table itself
 */
public record Columns(
        Header header,
        String label,
        List<String> dropped,
        Missing missing,
        List<OneHot> oneHot,
        Charset encoding,
        Medians medians) {
    /** All found out from the file, and nothing left out or filled in. */
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

    /** What becomes of a cell that is empty, or says that a value is missing. */
    public enum Missing {
        /** The table is refused, with the cell's place. */
        REFUSE,
        /** A number becomes the median of its column; a category becomes none, with 0 in each of its inputs. */
        MEDIAN,
        /** Its line is left out. */
        DROP
    }

    /**
     * A column of categories: each category has an input that is 1 where the column has it, and 0 elsewhere.
     *
     * @param column its name or number
     * @param categories in the order of their inputs, which must differ; empty for those of the table in sorted order
     */
    public record OneHot(String column, List<String> categories) {
        /** As it is typed: {@code country}, or {@code country=DE:FR} with the categories in the order of their inputs. */
        public static OneHot of(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new OneHot(text, List.of())
                    : new OneHot(
                            text.substring(0, equals),
                            List.of(text.substring(equals + 1).split(":", -1)));
        }

        /** @throws DataException where a category is blank or occurs twice */
        public OneHot {
            Objects.requireNonNull(column);
            categories = List.copyOf(categories);
            HashSet<String> seen = new HashSet<>();
            for (String category : categories) {
                if (category.isBlank() || !seen.add(category)) {
                    throw new DataException("the categories of the column %s are %s, where %s; give each once"
                            .formatted(
                                    column,
                                    categories,
                                    category.isBlank() ? "one is blank" : "\"" + category + "\" occurs twice"));
                }
            }
        }
    }

    /**
     * What a part of a table fills in.
     *
     * @param source the part's file
     * @param lines how many it has, of which these are the medians
     * @param values by what messages call a column; of several that are called alike, in the order of these
     */
    public record Medians(String source, int lines, Map<String, List<Float>> values) {
        public Medians {
            Map<String, List<Float>> copy = new HashMap<>();
            values.forEach((title, medians) -> copy.put(title, List.copyOf(medians)));
            values = Map.copyOf(copy);
        }
    }

    public Columns {
        Objects.requireNonNull(header);
        Objects.requireNonNull(missing);
        dropped = List.copyOf(dropped);
        oneHot = List.copyOf(oneHot);
    }

    /** With the medians of the table itself. */
    public Columns(
            Header header, String label, List<String> dropped, Missing missing, List<OneHot> oneHot, Charset encoding) {
        this(header, label, dropped, missing, oneHot, encoding, null);
    }

    /** Nothing left out or filled in. */
    public Columns(Header header, String label) {
        this(header, label, List.of(), Missing.REFUSE, List.of(), null);
    }

    /** The same where the first line names the columns, or doesn't. */
    public Columns withHeader(Header other) {
        return new Columns(other, label, dropped, missing, oneHot, encoding, medians);
    }

    /** The same with the labels in this column; null where it shall be found out. */
    public Columns withLabel(String column) {
        return new Columns(header, column, dropped, missing, oneHot, encoding, medians);
    }

    /** The same with a text of this encoding; null for what the file itself tells. */
    public Columns withEncoding(Charset other) {
        return new Columns(header, label, dropped, missing, oneHot, other, medians);
    }

    /** The same without these columns. */
    public Columns withDropped(String... names) {
        return new Columns(header, label, List.of(names), missing, oneHot, encoding, medians);
    }

    /** The same with this done where values are missing. */
    public Columns withMissing(Missing other) {
        return new Columns(header, label, dropped, other, oneHot, encoding, medians);
    }

    /**
     * The same with these columns as categories: those that occur in sorted order, or as {@link OneHot#of} reads {@code
     * country=DE:FR}.
     */
    public Columns withOneHot(String... names) {
        List<OneHot> columns = Arrays.stream(names).map(OneHot::of).toList();
        return new Columns(header, label, dropped, missing, columns, encoding, medians);
    }

    /** How these differ from what is found out, in words; empty where they don't. */
    String words() {
        List<String> words = new ArrayList<>();
        if (header != Header.DETECT) {
            words.add("header " + header.name().toLowerCase(Locale.ROOT));
        }
        if (label != null) {
            words.add("label " + label);
        }
        if (!dropped.isEmpty()) {
            words.add("without " + String.join(", ", dropped));
        }
        if (missing != Missing.REFUSE) {
            words.add("missing " + missing.name().toLowerCase(Locale.ROOT));
        }
        oneHot.forEach(column -> words.add(column.column() + " as " + String.join(":", column.categories())));
        if (encoding != null) {
            words.add("encoding " + encoding.name());
        }
        return String.join("; ", words);
    }

    /** The same with the categories and the medians of a part that was read. */
    Columns as(List<OneHot> categories, Medians filled) {
        return new Columns(header, label, dropped, missing, categories, encoding, filled);
    }

    /** Whether something is asked for that only a table can have. */
    boolean needsTable() {
        return !dropped.isEmpty() || !oneHot.isEmpty() || missing != Missing.REFUSE;
    }
}
