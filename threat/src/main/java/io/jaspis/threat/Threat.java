package io.jaspis.threat;

import java.util.Objects;

/**
 * What an attacker may do: move each example by at most ε in a norm, inside the range that inputs can have.
 *
 * @param epsilon the radius, at least 0 and finite; in L∞ at most what crosses the range. What crosses it in L2 and L1
 *     depends on the number of inputs, so that is for {@link Problem} to refuse
 * @param lower the smallest value an input can have
 * @param upper the largest
 */
public record Threat(Norm norm, double epsilon, float lower, float upper) {
    public Threat {
        Objects.requireNonNull(norm);
        if (!(lower < upper) || !Float.isFinite(lower) || !Float.isFinite(upper)) {
            throw new IllegalArgumentException(
                    "the range of inputs must be finite with lower < upper, but is [" + lower + ", " + upper + "]");
        }
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon must be a number of at least 0, but is " + epsilon);
        }
        if (Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon must be finite");
        }
        if (norm == Norm.LINF && epsilon > (double) upper - lower) {
            throw new IllegalArgumentException("epsilon " + epsilon + " is larger than the whole range of inputs ["
                    + lower + ", " + upper + "]: every input is in such a ball");
        }
    }

    /** The same attacker with another radius. */
    public Threat withEpsilon(double radius) {
        return new Threat(norm, radius, lower, upper);
    }

    /** What an example of these elements can become. */
    public InputSet.Ball around(float[] example) {
        return new InputSet.Ball(norm, example, new double[] {epsilon}, new float[] {lower}, new float[] {upper});
    }

    /** The smallest float of a coordinate in the ball and the range. */
    public float innerLower(float centre) {
        return Math.max(lower, RoundedSums.above(centre, -epsilon));
    }

    /** The largest float of a coordinate in the ball and the range. */
    public float innerUpper(float centre) {
        return Math.min(upper, RoundedSums.below(centre, epsilon));
    }

    /** The largest float at or below all of a coordinate in the ball and the range: rounded outward, for bounds. */
    public float outerLower(float centre) {
        return Math.max(lower, RoundedSums.below(centre, -epsilon));
    }

    /** The smallest float at or above all of a coordinate in the ball and the range. */
    public float outerUpper(float centre) {
        return Math.min(upper, RoundedSums.above(centre, epsilon));
    }

    /**
     * Whether a point is in the ball around another and in the range. Each coordinate is compared exactly, so that no
     * point inside is beyond the outer bounds, and the distance in L2 and L1 in double precision.
     */
    public boolean contains(float[] centre, int centreOffset, float[] x, int xOffset, int n) {
        for (int i = 0; i < n; i++) {
            float at = centre[centreOffset + i];
            // Written so that NaN is outside.
            if (!(x[xOffset + i] >= innerLower(at) && x[xOffset + i] <= innerUpper(at))) {
                return false;
            }
        }
        return norm == Norm.LINF || norm.distance(centre, centreOffset, x, xOffset, n) <= epsilon;
    }
}
