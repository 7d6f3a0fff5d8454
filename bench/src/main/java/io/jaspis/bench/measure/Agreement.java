package io.jaspis.bench.measure;

import java.util.Optional;

/** What it means that two contenders computed the same. */
@FunctionalInterface
public interface Agreement {

    /** What is wrong with the other result, or nothing. */
    Optional<String> objection(float[] ours, float[] other);

    /** The largest difference is at most this share of the largest element. */
    static Agreement within(double share) {
        return (ours, other) -> {
            if (ours.length != other.length) {
                return Optional.of("has " + other.length + " elements, not " + ours.length);
            }
            double apart = 0;
            double scale = 0;
            for (int i = 0; i < ours.length; i++) {
                double difference = Math.abs((double) ours[i] - other[i]);
                apart = difference >= 0 ? Math.max(apart, difference) : Double.POSITIVE_INFINITY;
                scale = Math.max(scale, Math.max(Math.abs(ours[i]), Math.abs(other[i])));
            }
            return apart <= share * scale
                    ? Optional.empty()
                    : Optional.of("differs by %.2e of %.3g, more than the share %.1e".formatted(apart, scale, share));
        };
    }

    /** Both are samples of one distribution: means and deviations agree within a share of the deviation. */
    static Agreement inDistribution(double share) {
        return (ours, other) -> {
            double[] first = moments(ours);
            double[] second = moments(other);
            boolean alike = Math.abs(first[0] - second[0]) <= share * first[1]
                    && Math.abs(first[1] - second[1]) <= share * first[1];
            return alike
                    ? Optional.empty()
                    : Optional.of("has mean %.4f and deviation %.4f, not %.4f and %.4f"
                            .formatted(second[0], second[1], first[0], first[1]));
        };
    }

    /** Our result is lower bounds followed by upper bounds of the other's elements. */
    static Agreement encloses() {
        return (ours, other) -> {
            for (int i = 0; i < other.length; i++) {
                if (!(ours[i] <= other[i] && other[i] <= ours[other.length + i])) {
                    return Optional.of("element %d = %s is outside [%s, %s]"
                            .formatted(i, other[i], ours[i], ours[other.length + i]));
                }
            }
            return Optional.empty();
        };
    }

    private static double[] moments(float[] sample) {
        double sum = 0;
        double squares = 0;
        for (float x : sample) {
            sum += x;
            squares += (double) x * x;
        }
        double mean = sum / sample.length;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / sample.length - mean * mean))};
    }
}
