package io.jaspis.certify.proof;

import io.jaspis.threat.Norm;

/**
 * All inputs within a distance of an example that also are in the range of inputs.
 *
 * @param centre the example
 * @param lower the least that an input can be
 * @param upper the most
 */
public record InputBall(Norm norm, double epsilon, float[] centre, float lower, float upper) {

    int size() {
        return centre.length;
    }

    /** The least that an input can be, rounded down. */
    double lower(int i) {
        return Math.max(lower, Range.of(centre[i]).plus(Range.of(-epsilon)).lower());
    }

    /** The most, rounded up. */
    double upper(int i) {
        return Math.min(upper, Range.of(centre[i]).plus(Range.of(epsilon)).upper());
    }

    /**
     * A lower bound of Σ cᵢ·xᵢ over all its points.
     *
     * @param low the least that each c can be; what follows behind the inputs is of others
     * @param high the most
     */
    double least(double[] low, double[] high) {
        double box = 0;
        for (int i = 0; i < centre.length; i++) {
            if (low[i] != 0 || high[i] != 0) {
                box = Math.nextDown(box
                        + new Range(low[i], high[i])
                                .times(new Range(lower(i), upper(i)))
                                .lower());
            }
        }
        return norm == Norm.LINF ? box : Math.max(box, within(low, high));
    }

    /** The same over the ball alone: Hölder's inequality. */
    private double within(double[] low, double[] high) {
        double sum = 0;
        double longest = 0;
        double squares = 0;
        for (int i = 0; i < centre.length; i++) {
            if (low[i] != 0 || high[i] != 0) {
                sum = Math.nextDown(sum
                        + new Range(low[i], high[i]).times(Range.of(centre[i])).lower());
                double magnitude = Math.max(-low[i], high[i]);
                longest = Math.max(longest, magnitude);
                squares = Math.nextUp(squares + Math.nextUp(magnitude * magnitude));
            }
        }
        double dual = switch (norm) {
            case L1 -> longest;
            case L2 -> Math.nextUp(Math.sqrt(squares));
            case LINF -> throw new AssertionError("a box");
        };
        return Math.nextDown(sum - Math.nextUp(epsilon * dual));
    }
}
