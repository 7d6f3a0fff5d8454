package io.jaspis.attacks;

/**
 * What an attacker may do: move each example by at most ε in a norm, inside the range that inputs can have.
 *
 * @param epsilon the radius, at least 0 and at most what crosses the range
 * @param lower the smallest value an input can have
 * @param upper the largest
 */
public record Threat(Norm norm, double epsilon, float lower, float upper) {
    public Threat {
        if (!(lower < upper) || !Float.isFinite(lower) || !Float.isFinite(upper)) {
            throw new IllegalArgumentException(
                    "the range of inputs must be finite with lower < upper, but is [" + lower + ", " + upper + "]");
        }
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon must be a number of at least 0, but is " + epsilon);
        }
        if (norm == Norm.LINF && epsilon > (double) upper - lower) {
            throw new IllegalArgumentException("epsilon " + epsilon + " is larger than the whole range of inputs ["
                    + lower + ", " + upper + "]: every input is in such a ball");
        }
        if (Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon must be finite");
        }
    }

    /** The same attacker with another radius. */
    public Threat withEpsilon(double radius) {
        return new Threat(norm, radius, lower, upper);
    }

    /** The smallest float of a coordinate in the ball and the range: rounded inward, so that it is inside. */
    float innerLower(float centre) {
        double exact = (double) centre - epsilon;
        float rounded = (float) exact;
        return Math.max(lower, rounded < exact || centre - (double) rounded > epsilon ? Math.nextUp(rounded) : rounded);
    }

    /** The largest float of a coordinate in the ball and the range. */
    float innerUpper(float centre) {
        double exact = (double) centre + epsilon;
        float rounded = (float) exact;
        return Math.min(
                upper, rounded > exact || (double) rounded - centre > epsilon ? Math.nextDown(rounded) : rounded);
    }

    /** A float at or below the smallest value of a coordinate in the ball and the range: rounded outward, for bounds. */
    public float outerLower(float centre) {
        double exact = Math.nextDown((double) centre - epsilon);
        float rounded = (float) exact;
        return Math.max(lower, rounded > exact ? Math.nextDown(rounded) : rounded);
    }

    /** A float at or above the largest value of a coordinate in the ball and the range. */
    public float outerUpper(float centre) {
        double exact = Math.nextUp((double) centre + epsilon);
        float rounded = (float) exact;
        return Math.min(upper, rounded < exact ? Math.nextUp(rounded) : rounded);
    }

    /** Whether a point is in the ball around another and in the range. */
    public boolean contains(float[] centre, int centreOffset, float[] x, int xOffset, int n) {
        for (int i = 0; i < n; i++) {
            // Written so that NaN is outside.
            if (!(x[xOffset + i] >= lower && x[xOffset + i] <= upper)) {
                return false;
            }
        }
        return norm.distance(centre, centreOffset, x, xOffset, n) <= epsilon;
    }
}
