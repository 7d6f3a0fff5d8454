package io.jaspis.autodiff.data;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Counts the whole numbers of an array that float32 changes: they are often times or numbers of things. */
final class WholeNumbers {
    /** Up to here float32 holds every whole number. */
    private static final float ALL = 1 << 24;

    private static final BigInteger WRAP = BigInteger.ONE.shiftLeft(Long.SIZE);

    private int changed;
    private int first = -1;
    private String change = "";

    /** Takes note of an integer of an array, and of the float that it becomes. */
    void see(int index, long stored, boolean signed, float value) {
        if (Math.abs(value) >= ALL) {
            BigInteger exact = BigInteger.valueOf(stored);
            compare(index, new BigDecimal(signed || stored >= 0 ? exact : exact.add(WRAP)), value);
        }
    }

    /** Takes note of a float64, and of the float that it becomes. */
    void see(int index, double stored, float value) {
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

    /** How many were changed. */
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
