package io.jaspis.audit;

import io.jaspis.certify.smoothing.ClopperPearson;

/**
 * Where a share of all examples lies that some were drawn from at random, with a probability that holds for every number of
 * them (Clopper &amp; Pearson 1934).
 *
 * @param lower from 0 to 1
 * @param upper from there to 1
 */
public record Interval(double lower, double upper) {

    /**
     * What a count among examples drawn at random tells of all others.
     *
     * @param level the probability, above 0 and below 1; either end is missed with at most half of the rest
     */
    public static Interval of(long count, long examples, double level) {
        int successes = Math.toIntExact(count);
        int samples = Math.toIntExact(examples);
        double aside = (1 - level) / 2;
        return new Interval(
                ClopperPearson.lower(successes, samples, aside), ClopperPearson.upper(successes, samples, aside));
    }
}
