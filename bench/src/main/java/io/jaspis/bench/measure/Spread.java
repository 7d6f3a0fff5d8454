package io.jaspis.bench.measure;

import java.util.Arrays;
import java.util.Random;

/** The median of a sample and an interval around it. */
public record Spread(double lower, double median, double upper) {
    private static final int RESAMPLES = 2000;

    /** The median and the quartiles. */
    public static Spread quartiles(double... sample) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    /**
     * The median and its bootstrap interval of 95 % (Efron 1979, the percentile method), by a fixed seed so that the
     * same sample gives the same interval.
     */
    public static Spread bootstrap(double... sample) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        Random random = new Random(1);
        double[] medians = new double[RESAMPLES];
        double[] drawn = new double[sample.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = sample[random.nextInt(sample.length)];
            }
            Arrays.sort(drawn);
            medians[i] = quantile(drawn, 0.5);
        }
        Arrays.sort(medians);
        return new Spread(quantile(medians, 0.025), quantile(sorted, 0.5), quantile(medians, 0.975));
    }

    /** Half the interval's width as a share of the median. */
    public double relative() {
        return (upper - lower) / 2 / median;
    }

    /** Whether the two intervals have no number in common. */
    public boolean apart(Spread other) {
        return upper < other.lower || other.upper < lower;
    }

    /** A quantile of a sorted sample, on a straight line between its two neighbours. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
