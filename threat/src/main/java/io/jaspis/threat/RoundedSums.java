package io.jaspis.threat;

/** Floats beside the exact sum of two numbers, by the sum's own rounding error (Knuth's two-sum). */
final class RoundedSums {
    private RoundedSums() {}

    /** The smallest float at or above a sum. */
    static float above(double a, double b) {
        double sum = a + b;
        double second = sum - a;
        double error = (a - (sum - second)) + (b - second);
        float rounded = (float) sum;
        return rounded < sum || rounded == sum && error > 0 ? Math.nextUp(rounded) : rounded;
    }

    /** The largest float at or below a sum. */
    static float below(double a, double b) {
        return -above(-a, -b);
    }

    /** The smallest double at or above the distance of two floats. */
    static double apart(float a, float b) {
        double high = Math.max(a, b);
        double low = Math.min(a, b);
        double difference = high - low;
        double second = difference - high;
        double error = (high - (difference - second)) + (-low - second);
        return error > 0 ? Math.nextUp(difference) : difference;
    }
}
