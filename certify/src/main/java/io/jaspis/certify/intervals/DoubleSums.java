package io.jaspis.certify.intervals;

/** What float64 takes from sums. */
public final class DoubleSums {
    /** Half the distance from 1 to the next double. */
    private static final double UNIT = 0x1p-53;

    /** Of sums of up to some thousand products. */
    private static final double LEAST = 0x1p-40;

    private DoubleSums() {}

    /**
     * A share of the sum of all magnitudes, itself added up in float64, that is above what rounding takes from a sum of so many products
     * in any order: twice γₙ (Higham 2002, section 3.1), for a few terms more.
     */
    public static double share(int products) {
        return Math.max(LEAST, 4 * (products + 16.0) * UNIT);
    }
}
