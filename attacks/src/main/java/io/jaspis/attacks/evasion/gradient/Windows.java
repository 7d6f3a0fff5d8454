package io.jaspis.attacks.evasion.gradient;

/**
 * How many steps there are to each checkpoint of a run.
 *
 * @param first to the first
 * @param less by how many fewer to each next than to the one before
 * @param least the fewest
 */
record Windows(int first, int less, int least) {
    /** As shares of the steps of a run, rounded down; each at least one. */
    static Windows of(int steps, double first, double less, double least) {
        return new Windows(part(first, steps), part(less, steps), part(least, steps));
    }

    /** Of Auto-PGD (Croce &amp; Hein 2020, section 3.2). */
    static Windows ofAutoPgd(int steps) {
        return of(steps, .22, .03, .06);
    }

    private static int part(double share, int steps) {
        return Math.max((int) (share * steps), 1);
    }

    int next(int window) {
        return Math.max(window - less, least);
    }
}
