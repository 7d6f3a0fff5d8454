package io.jaspis.autodiff.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a table writes fractions: with a point, or with a comma where commas part no cells. A comma is only believed where
 * the whole table leaves no doubt: no number in it has a point, and one at least can't be read as a whole number with
 * commas between thousands.
 */
public final class DecimalMark {
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9][0-9]{0,2},[0-9]{3}");

    /** With marks between thousands, perhaps before a fraction. */
    private static final Pattern MARKED =
            Pattern.compile("[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+(?:\\.[0-9]+)?|(?:\\.[0-9]{3})+(?:,[0-9]+)?"
                    + "|(?:[ '\u00a0\u202f\u2019][0-9]{3})+(?:[.,][0-9]+)?)");

    /** Where the last mark of such a number isn't the one between its thousands. */
    private static final Pattern FRACTION = Pattern.compile("[^0-9+-][0-9]{3}[.,][0-9]+$");

    /** With a decimal comma. */
    private static final Pattern COMMA = Pattern.compile("[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?");

    private final boolean commaPossible;
    private String point;
    private String comma;
    private boolean sure;

    /** @param separator of the table's cells */
    public DecimalMark(char separator) {
        this.commaPossible = separator != ',';
    }

    /**
     * The number in a cell as a plain decimal, or null where it is none.
     *
     * @param line the cell's line
     */
    public String plain(String cell, int line) {
        if (Decimals.isNumber(cell)) {
            if (point == null && cell.indexOf('.') >= 0) {
                point = "\"%s\" in line %s".formatted(cell, line);
            }
            return cell;
        }
        int at = cell.indexOf(',');
        if (!commaPossible || at < 0 || cell.indexOf('.') >= 0) {
            return null;
        }
        String plain = cell.substring(0, at) + '.' + cell.substring(at + 1);
        if (!Decimals.isNumber(plain)) {
            return null;
        }
        comma = comma == null ? "\"%s\" in line %s".formatted(cell, line) : comma;
        sure |= !THOUSANDS.matcher(cell).matches();
        return plain;
    }

    /**
     * Why a cell that is no {@linkplain #plain plain decimal} isn't read, though a person reads it as a number, and how to write it;
     * empty of any other.
     */
    Optional<String> misread(String cell) {
        if (MARKED.matcher(cell).matches()) {
            int last = Math.max(cell.lastIndexOf(','), cell.lastIndexOf('.'));
            char mark = cell.charAt(last < 0 ? cell.length() - 1 : last);
            boolean fraction = last >= 0
                    && cell.indexOf(mark) == last
                    && FRACTION.matcher(cell).find();
            String whole = digits(fraction ? cell.substring(0, last) : cell);
            String plain = fraction ? whole + "." + cell.substring(last + 1) : whole;
            boolean either = THOUSANDS.matcher(cell).matches();
            return Optional.of("\"%s\" is not a number in plain decimals: %s; write it as %s"
                    .formatted(
                            cell,
                            either ? "its comma may part thousands or decimals" : "marks between thousands aren't read",
                            either ? plain + " or " + cell.replace(',', '.') : plain));
        }
        return !commaPossible && COMMA.matcher(cell).matches()
                ? Optional.of(
                        "\"%s\" is not a number in plain decimals: commas part the cells of this table, so that none is a decimal mark; write it as %s, or part the cells by semicolons"
                                .formatted(cell, cell.replace(',', '.')))
                : Optional.empty();
    }

    /** The sign and the digits of a number with marks. */
    private static String digits(String cell) {
        return cell.replaceAll("[^0-9+-]", "");
    }

    /**
     * Refuses a table of which all numbers were seen and whose commas could mean something else.
     *
     * @throws DataException where they could, naming the lines
     */
    public void requireSure(Path file) throws DataException {
        if (comma != null && point != null) {
            throw new DataException(
                    "%s has numbers with a comma, %s, and with a point, %s, where one of both may part thousands;"
                                    .formatted(file, comma, point)
                            + " save it with one mark for decimals and none for thousands");
        }
        if (comma != null && !sure) {
            throw new DataException(
                    "%s has numbers whose comma may part decimals or thousands, first %s; save it with points for decimals"
                                    .formatted(file, comma)
                            + ", and without marks between thousands");
        }
    }

    /** What is to be told, or an empty text. */
    String told() {
        return comma == null ? "" : "Commas are read as decimal points, first in " + comma;
    }
}
