package io.jaspis.audit.comparison;

import io.jaspis.certify.smoothing.ClopperPearson;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Two shares of the same examples, such as those certified before and now.
 *
 * @param pairs the examples
 * @param before those that had it
 * @param now those that have it
 * @param gained those that have it now and hadn't before
 * @param lost those that had it before and haven't now
 */
public record PairedShares(int pairs, int before, int now, int gained, int lost) {
    /** The level of {@link #interval}. */
    public static final double LEVEL = 0.95;

    public PairedShares {
        if (lost < 0 || gained < 0 || before < lost || now < gained || now - before != gained - lost) {
            throw new IllegalArgumentException(
                    "%s before, %s now, %s gained and %s lost can't be".formatted(before, now, gained, lost));
        }
        if (pairs < 1 || pairs < before + gained) {
            throw new IllegalArgumentException(before + " and " + gained + " of " + pairs + " pairs");
        }
    }

    /** Both ends of an interval. */
    public record Interval(double lower, double upper) {}

    /** What the share became larger by; smaller where it is below 0. */
    public double difference() {
        return (double) (gained - lost) / pairs;
    }

    /**
     * The exact test of McNemar (1947): the probability that so many of the examples that changed, or more, changed in one
     * direction, where each direction is as likely; two-sided. 1 where none changed.
     */
    public double pValue() {
        return ClopperPearson.twoSidedHalf(gained, gained + lost);
    }

    /**
     * The interval of the difference by Tango's score (Statistics in Medicine 17, 1998), two-sided: those differences
     * that the counts don't reject. It has its level for many examples and nearly so for few; unlike simpler ones it has a
     * length also where none changed.
     */
    public Interval interval() {
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - LEVEL) / 2);
        double estimate = difference();
        // The score falls from one end to the other and is 0 at the estimate.
        return new Interval(crossing(-1, estimate, z), crossing(1, estimate, -z));
    }

    /** Where the score is this, between an end of all differences and the estimate. */
    private double crossing(double end, double estimate, double wanted) {
        double outside = end;
        double inside = estimate;
        for (double middle = (outside + inside) / 2;
                middle != outside && middle != inside;
                middle = (outside + inside) / 2) {
            if (Math.abs(score(middle)) < Math.abs(wanted)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return outside;
    }

    /** Tango's score of a difference: how far the counts are from it, in standard errors under it. */
    double score(double difference) {
        double excess = gained - lost - pairs * difference;
        double variance = pairs * (2 * lostUnder(difference) + difference * (1 - difference));
        return variance > 0 ? excess / Math.sqrt(variance) : excess == 0 ? 0 : excess * Double.POSITIVE_INFINITY;
    }

    /** The likeliest share of those that are lost, where this is the difference. */
    double lostUnder(double difference) {
        double a = 2.0 * pairs;
        double b = -gained - lost + (2.0 * pairs - gained + lost) * difference;
        double c = -lost * difference * (1 - difference);
        double root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
        double share = (root - b) / (2 * a);
        return Math.clamp(share, Math.max(0, -difference), Math.max(Math.max(0, -difference), (1 - difference) / 2));
    }
}
