package io.jaspis.autodiff.data;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What float32 changes of the numbers of an array: whole numbers, which are often times or numbers of things and are counted,
 * fractions that become whole, and numbers that become infinite.
 */
final class Narrowing {
    /** Up to here float32 holds every whole number. */
    private static final float ALL = 1 << 24;

    private static final BigInteger WRAP = BigInteger.ONE.shiftLeft(Long.SIZE);

    private int changed;
    private int first = -1;
    private String change = "";
    private Stored fraction;
    private Stored beyond;

    /** A float64, and where it is in the order of the file. */
    record Stored(double number, int index) {}

    /** Takes note of an integer of an array, and of the float that it becomes. */
    void see(int index, long stored, boolean signed, float value) {
        if (Math.abs(value) >= ALL) {
            BigInteger exact = BigInteger.valueOf(stored);
            compare(index, new BigDecimal(signed || stored >= 0 ? exact : exact.add(WRAP)), value);
        }
    }

    /** Takes note of a float64, and of the float that it becomes. */
    void see(int index, double stored, float value) {
        if (beyond == null && Float.isInfinite(value) && Double.isFinite(stored)) {
            beyond = new Stored(stored, index);
        }
        if (fraction == null && value != stored && value == Math.rint(value) && stored != Math.rint(stored)) {
            fraction = new Stored(stored, index);
        }
        if (Math.abs(value) >= ALL && Float.isFinite(value)) {
            compare(index, new BigDecimal(stored), value);
        }
    }

    private void compare(int index, BigDecimal exact, float value) {
        if (exact.subtract(new BigDecimal(value)).abs().doubleValue() >= 0.5) {
            if (changed == 0) {
                first = index;
                change = exact.toPlainString() + " becomes " + new BigDecimal(value).toPlainString();
            }
            changed++;
        }
    }

    /** The first fraction that becomes a whole number, or null. */
    Stored fraction() {
        return fraction;
    }

    /** The first number that becomes infinite, or null. */
    Stored beyond() {
        return beyond;
    }

    /** How many whole numbers were changed. */
    int changed() {
        return changed;
    }

    /** Where the first of them is in the order of the file; negative where there is none. */
    int first() {
        return first;
    }

    /** What the first is, and what it becomes. */
    String change() {
        return change;
    }
}
