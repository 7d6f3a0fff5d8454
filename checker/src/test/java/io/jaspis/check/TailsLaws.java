package io.jaspis.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** The checker's own tails against the library's. */
class TailsLaws {
    @Property(tries = 300)
    @Label("the binomial tail is the library's")
    void binomial(
            @ForAll @IntRange(min = 1, max = 20_000) int samples,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 1) double share,
            @ForAll @Scale(6) @DoubleRange(min = 0.001, max = 0.999) double p) {
        int k = (int) (share * samples);
        double library = BinomialDistribution.of(samples, p).survivalProbability(k - 1);
        double own = Tails.logUpper(k, samples, p);
        if (library > 1e-290) {
            assertEquals(Math.log(library), own, 1e-8);
        } else {
            assertEquals(0, Math.exp(own), 1e-280);
        }
    }

    @Property(tries = 300)
    @Label("the normal distribution function is the library's")
    void normal(@ForAll @Scale(6) @DoubleRange(min = 0, max = 8) double x) {
        assertEquals(NormalDistribution.of(0, 1).cumulativeProbability(x), Tails.normal(x), 1e-14);
    }
}
