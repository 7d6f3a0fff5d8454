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

    /**
     * Most elements differ by at most this share of the largest, and all together by at most 5 % in the Euclidean norm.
     * For gradients of networks with kinks: where rounding puts a unit on the other side of its kink, the gradient of
     * that one example jumps, and both results are right.
     */
    static Agreement mostlyWithin(double share) {
        return (ours, other) -> {
            if (within(share).objection(ours, other).isEmpty()) {
                return Optional.empty();
            }
            if (ours.length != other.length) {
                return Optional.of("has " + other.length + " elements, not " + ours.length);
            }
            double scale = 0;
            for (float x : ours) {
                scale = Math.max(scale, Math.abs(x));
            }
            int apart = 0;
            double squares = 0;
            double whole = 0;
            for (int i = 0; i < ours.length; i++) {
                double difference = Math.abs((double) ours[i] - other[i]);
                apart += difference <= share * scale ? 0 : 1;
                squares += difference * difference;
                whole += (double) ours[i] * ours[i];
            }
            double distance = Math.sqrt(squares / whole);
            return apart <= 0.05 * ours.length && distance <= 0.05
                    ? Optional.empty()
                    : Optional.of("differs in %d of %d elements, and by the share %.2e as a whole"
                            .formatted(apart, ours.length, distance));
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
