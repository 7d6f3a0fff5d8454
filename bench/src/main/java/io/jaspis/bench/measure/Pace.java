package io.jaspis.bench.measure;

/**
 * How long a race takes. Times are in seconds.
 *
 * @param slice how long each contender runs in a round
 * @param rounds how often each contender has its turn
 * @param warmUp the least time that Jaspis runs before it is measured; peers, compiled already, take a fifth
 * @param longestWarmUp the time after which warming up ends though it still gets faster
 * @param longest the time after which a case has no further round, once it had five
 */
public record Pace(double slice, int rounds, double warmUp, double longestWarmUp, double longest) {
    /** For figures that are to be believed. */
    public static final Pace FULL = new Pace(0.06, 15, 1.5, 8, 40);

    /** For a look, or a test that all runs. */
    public static final Pace QUICK = new Pace(0.004, 5, 0.03, 0.1, 2);
}
