package io.jaspis.autodiff.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A column of numbers, or of nothing but true and false, which are 1 and 0. */
final class NumberColumn extends TableColumn {
    /** Up to here float32 holds every whole number. */
    private static final float WHOLE = 1 << 24;

    /** A shorter column may count up by chance. */
    static final int COUNTS = 5;

    private final DecimalMark mark;
    private final Float given;
    private float[] values = new float[16];
    private int count;
    private int missing;
    private float median;
    private int changed;
    private String change;
    private int number;
    private int truth;
    private String truthCell;
    private boolean countsUp = true;
    private double last = Double.NaN;

    /** @param given the median to fill in; null for that of the column's own numbers */
    NumberColumn(DataFile file, int number, String header, DecimalMark mark, Float given) {
        super(file, number, header);
        this.mark = mark;
        this.given = given;
    }

    static boolean isTruth(String cell) {
        return cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
    }

    @Override
    void add(String cell, int line) throws DataException {
        if (isTruth(cell)) {
            if (number > 0) {
                throw noNumber(cell, line);
            }
            truthCell = truth == 0 ? cell : truthCell;
            truth = truth == 0 ? line : truth;
            countsUp = false;
            append(cell.equalsIgnoreCase("true") ? 1 : 0);
            return;
        }
        String plain = mark.plain(cell, line);
        if (plain == null && Decimals.isNotFinite(cell)) {
            throw notFinite(cell, line);
        }
        if (plain == null) {
            throw noNumber(cell, line);
        }
        if (truth > 0) {
            throw noNumber(truthCell, truth);
        }
        number = line;
        float value = Float.parseFloat(plain);
        if (!Float.isFinite(value)) {
            throw notFinite(cell, line);
        }
        if (countsUp) {
            double exact = Double.parseDouble(plain);
            countsUp = count == 0 || exact == last + 1;
            last = exact;
        }
        if (Math.abs(value) >= WHOLE) {
            compare(cell, plain, value, line);
        }
        append(value);
    }

    /**
     * Whole numbers are often times or numbers of things: one more or less is another. With an exponent a number may have been written
     * of a float, and is then the only one that is written so.
     */
    private void compare(String cell, String plain, float value, int line) {
        BigDecimal exact = new BigDecimal(plain);
        // In double precision, long numbers would be rounded alike.
        double off = exact.subtract(new BigDecimal(value)).abs().doubleValue();
        boolean exponent = plain.indexOf('e') >= 0 || plain.indexOf('E') >= 0;
        boolean ofFloat = exponent && exact.compareTo(new BigDecimal(Float.toString(value))) == 0;
        if (off >= 0.5 && !ofFloat) {
            change = changed == 0
                    ? "%s in line %s becomes %s".formatted(cell, line, new BigDecimal(value).toPlainString())
                    : change;
            changed++;
        }
    }

    private DataException notFinite(String cell, int line) {
        return refusal(line, CellText.shown(cell) + " is not finite as float32; every value must be a finite number");
    }

    private DataException noNumber(String cell, int line) {
        Optional<String> misread = mark.misread(cell);
        if (misread.isPresent()) {
            return refusal(line, misread.get());
        }
        return refusal(
                line,
                ("\"%s\" is not a number; features must be numbers in plain decimals, such as -0.5 or 1e-3; a column of"
                                + " categories becomes inputs with --one-hot %s, and one that is no feature is left out with"
                                + " --drop %s")
                        .formatted(CellText.shown(cell), option(), option()));
    }

    @Override
    void addMissing() {
        missing++;
        countsUp = false;
        append(Float.NaN);
    }

    private void append(float value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    @Override
    void finish() throws DataException {
        if (missing == 0) {
            return;
        }
        median = median();
        for (int i = 0; i < count; i++) {
            values[i] = Float.isNaN(values[i]) ? median : values[i];
        }
    }

    /** Whether its own median is filled in somewhere. */
    boolean fillsIn() {
        return given == null && missing > 0;
    }

    /** What is filled in, or would be in another part of the same table. */
    float median() throws DataException {
        if (given != null) {
            return given;
        }
        float[] sorted = Arrays.copyOf(values, count);
        // NaN comes last.
        Arrays.sort(sorted);
        int present = count;
        while (present > 0 && Float.isNaN(sorted[present - 1])) {
            present--;
        }
        if (present == 0) {
            throw new DataException("%s has no value in any line, so that it has no median; leave it out with --drop %s"
                    .formatted(title(), option()));
        }
        return (float) (((double) sorted[(present - 1) / 2] + sorted[present / 2]) / 2);
    }

    @Override
    List<String> inputs() {
        return List.of(title());
    }

    @Override
    void copy(int row, float[] target, int offset) {
        target[offset] = values[row];
    }

    @Override
    String filled() {
        return missing == 0 ? "" : "%s in %s by %s".formatted(missing, title(), Float.toString(median));
    }

    @Override
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (truth > 0) {
            notes.add(title() + ": true is read as 1, and false as 0");
        }
        if (changed > 0) {
            notes.add(
                    ("Warning: float32 changes %s of %s: %s; numbers that differ may become one, so subtract a start such as"
                                    + " the least of them, or leave the column out with --drop %s")
                            .formatted(
                                    changed == 1
                                            ? "a whole number"
                                            : String.format(Locale.ROOT, "%,d whole numbers", changed),
                                    title(),
                                    change,
                                    option()));
        }
        if (countsUp && count >= COUNTS) {
            notes.add("Warning: %s counts up from line to line; if it numbers the lines, leave it out with --drop %s"
                    .formatted(title(), option()));
        }
        return notes;
    }
}
