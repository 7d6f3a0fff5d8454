package io.jaspis.certify.intervals;

/** How far rounding may take a sum, relative to the sum of its magnitudes (Higham 2002, section 3.1). */
public final class Gamma {
    private static final double UNIT = 0x1p-24;

    /** Sums that are longer lose more than bounds of them are worth. */
    private static final double LARGEST = 0.25;

    private Gamma() {}

    /**
     * γₙ = n·u / (1 − n·u) for n float32 roundings, rounded up.
     *
     * @throws IllegalArgumentException above 2²² roundings
     */
    public static float of(int terms) {
        double product = terms * UNIT;
        if (product >= LARGEST) {
            throw new IllegalArgumentException("a sum of " + terms
                    + " products is too long for float32 bounds; at most " + ((1 << 22) - 1) + " can be bounded");
        }
        return Math.nextUp((float) (product / (1 - product)));
    }
}
