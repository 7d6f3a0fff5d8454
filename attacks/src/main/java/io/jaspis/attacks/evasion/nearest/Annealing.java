package io.jaspis.attacks.evasion.nearest;

/** Rates that fall with the steps. */
final class Annealing {
    private Annealing() {}

    /** From the first rate to the last along half a cosine (Loshchilov &amp; Hutter 2017). */
    static double cosine(double first, double last, int step, int steps) {
        return last + (first - last) * (1 + Math.cos(Math.PI * step / steps)) / 2;
    }
}
