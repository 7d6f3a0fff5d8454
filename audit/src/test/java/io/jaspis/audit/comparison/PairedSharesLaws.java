package io.jaspis.audit.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

/** Laws of the comparison of paired shares. */
final class PairedSharesLaws {
    /** The normal distribution's 97.5 % quantile. */
    private static final double Z = 1.959963984540054;

    @Provide
    Arbitrary<PairedShares> shares() {
        return Arbitraries.integers()
                .between(1, 600)
                .flatMap(pairs -> Arbitraries.integers()
                        .between(0, pairs)
                        .flatMap(gained -> Arbitraries.integers()
                                .between(0, pairs - gained)
                                .flatMap(lost -> Arbitraries.integers()
                                        .between(0, pairs - gained - lost)
                                        .map(both ->
                                                new PairedShares(pairs, both + lost, both + gained, gained, lost)))));
    }

    private static PairedShares turned(PairedShares shares) {
        return new PairedShares(shares.pairs(), shares.now(), shares.before(), shares.lost(), shares.gained());
    }

    @Property(tries = 500)
    @Label("the interval holds the difference, and its ends are where the score is as far off as its level says")
    void endsAreWhereTheScoreIs(@ForAll("shares") PairedShares shares) {
        PairedShares.Interval interval = shares.interval();
        assertTrue(interval.lower() <= shares.difference() && shares.difference() <= interval.upper());
        assertTrue(interval.lower() >= -1 && interval.upper() <= 1);
        if (interval.lower() > -1) {
            assertEquals(Z, shares.score(interval.lower()), 1e-6);
        }
        if (interval.upper() < 1) {
            assertEquals(-Z, shares.score(interval.upper()), 1e-6);
        }
    }

    @Property(tries = 300)
    @Label("before and now exchanged turn the interval round and leave the test as it is")
    void exchangeTurnsTheInterval(@ForAll("shares") PairedShares shares) {
        PairedShares.Interval interval = shares.interval();
        PairedShares.Interval other = turned(shares).interval();
        assertEquals(-interval.upper(), other.lower(), 1e-9);
        assertEquals(-interval.lower(), other.upper(), 1e-9);
        assertEquals(shares.pValue(), turned(shares).pValue());
    }

    @Property(tries = 500)
    @Label("no share of lost examples is likelier under a difference than the one that its score takes")
    void theScoreTakesTheLikeliest(
            @ForAll("shares") PairedShares shares,
            @ForAll @Scale(9) @DoubleRange(min = -0.999, max = 0.999) double difference,
            @ForAll @Scale(9) @DoubleRange(min = 0, max = 1) double place) {
        double least = Math.max(0, -difference);
        double most = (1 - difference) / 2;
        double other = least + place * (most - least);
        double best = likelihood(shares, difference, shares.lostUnder(difference));
        assertTrue(best >= likelihood(shares, difference, other) - 1e-7 * shares.pairs());
    }

    private static double likelihood(PairedShares shares, double difference, double lost) {
        return term(shares.gained(), lost + difference)
                + term(shares.lost(), lost)
                + term(shares.pairs() - shares.gained() - shares.lost(), 1 - 2 * lost - difference);
    }

    private static double term(int count, double probability) {
        return count == 0 ? 0 : count * Math.log(Math.max(probability, 1e-300));
    }

    /**
     * Of 21 patients with airways that react, 1 newly and 7 no more: Fagerland, Lydersen and Laake, Statistical Analysis of
     * Contingency Tables (2017), chapter 8, give the interval −0.517 to −0.026 by Tango's score.
     */
    @Example
    void theIntervalIsTheTextbooks() {
        PairedShares shares = new PairedShares(21, 8, 2, 1, 7);
        assertEquals(-0.517, shares.interval().lower(), 5e-4);
        assertEquals(-0.026, shares.interval().upper(), 5e-4);
        assertEquals(2 * (1 + 8) / 256.0, shares.pValue(), 1e-12);
    }

    @Example
    void whereNothingChangedThereIsStillAnInterval() {
        PairedShares shares = new PairedShares(100, 90, 90, 0, 0);
        // z² / (n + z²)
        double end = Z * Z / (100 + Z * Z);
        assertEquals(-end, shares.interval().lower(), 1e-9);
        assertEquals(end, shares.interval().upper(), 1e-9);
        assertEquals(1, shares.pValue());
    }

    @Example
    void countsThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PairedShares(10, 5, 5, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new PairedShares(10, 0, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new PairedShares(10, 8, 10, 4, 2));
        assertThrows(IllegalArgumentException.class, () -> new PairedShares(0, 0, 0, 0, 0));
    }
}
