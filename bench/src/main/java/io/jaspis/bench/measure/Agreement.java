package io.jaspis.bench.measure;

import java.util.Optional;

/** What it means that two contenders computed the same. */
@FunctionalInterface
public interface Agreement {

    /** What is wrong with the other result, or nothing. */
    Optional<String> objection(float[] ours, float[] other);

    /**
     * The largest difference is at most this share of the largest element. Elements that are equal, infinite ones too, don't
     * differ; one that isn't finite differs from all others, and NaN from NaN.
     */
    static Agreement within(double share) {
        return (ours, other) -> unlike(ours, other).or(() -> {
            double apart = 0;
            double scale = 0;
            for (int i = 0; i < ours.length; i++) {
                if (Float.isFinite(ours[i])) {
                    apart = Math.max(apart, Math.abs((double) ours[i] - other[i]));
                    scale = Math.max(scale, Math.max(Math.abs(ours[i]), Math.abs(other[i])));
                }
            }
            return apart <= share * scale
                    ? Optional.empty()
                    : Optional.of("differs by %.2e of %.3g, more than the share %.1e".formatted(apart, scale, share));
        });
    }

    /**
     * Most elements differ by at most this share of the largest, and all together by at most 5 % in the Euclidean norm.
     * For gradients of networks with kinks: where rounding puts a unit on the other side of its kink, the gradient of
     * that one example jumps, and both results are right. What isn't finite is held to as {@link #within} does.
     */
    static Agreement mostlyWithin(double share) {
        return (ours, other) -> {
            if (within(share).objection(ours, other).isEmpty()) {
                return Optional.empty();
            }
            return unlike(ours, other).or(() -> mostly(share, ours, other));
        };
    }

    private static Optional<String> mostly(double share, float[] ours, float[] other) {
        double scale = 0;
        double whole = 0;
        for (float x : ours) {
            if (Float.isFinite(x)) {
                scale = Math.max(scale, Math.abs(x));
                whole += (double) x * x;
            }
        }
        int apart = 0;
        double squares = 0;
        for (int i = 0; i < ours.length; i++) {
            if (Float.isFinite(ours[i])) {
                double difference = Math.abs((double) ours[i] - other[i]);
                apart += difference <= share * scale ? 0 : 1;
                squares += difference * difference;
            }
        }
        double distance = Math.sqrt(squares / whole);
        return apart <= 0.05 * ours.length && distance <= 0.05
                ? Optional.empty()
                : Optional.of("differs in %d of %d elements, and by the share %.2e as a whole"
                        .formatted(apart, ours.length, distance));
    }

    /** What no tolerance allows: another number of elements, and elements that aren't finite and not the same in both. */
    private static Optional<String> unlike(float[] ours, float[] other) {
        if (ours.length != other.length) {
            return Optional.of("has " + other.length + " elements, not " + ours.length);
        }
        for (int i = 0; i < ours.length; i++) {
            if (ours[i] != other[i] && !(Float.isFinite(ours[i]) && Float.isFinite(other[i]))) {
                return Optional.of("has %s as element %d, not %s".formatted(other[i], i, ours[i]));
            }
        }
        return Optional.empty();
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
            if (ours.length != 2 * other.length) {
                return Optional.of("has %d elements, not half of %d".formatted(other.length, ours.length));
            }
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
