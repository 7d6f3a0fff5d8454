package io.jaspis.autodiff.data;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How a table writes fractions: with a point, or with a comma where commas part no cells. A comma is only believed where
 * the whole table leaves no doubt: no number in it has a point, and one at least can't be read as a whole number with
 * commas between thousands.
 */
public final class DecimalMark {
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9][0-9]{0,2},[0-9]{3}");

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
                point = "\"%s\" in line %d".formatted(cell, line);
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
        comma = comma == null ? "\"%s\" in line %d".formatted(cell, line) : comma;
        sure |= !THOUSANDS.matcher(cell).matches();
        return plain;
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
