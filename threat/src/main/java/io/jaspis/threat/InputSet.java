package io.jaspis.threat;

import java.util.Arrays;
import java.util.Objects;

/**
 * A set of inputs, in the order of their elements. It is made for one example, and says nothing of what is to hold on it.
 *
 * <p>What is inside is decided exactly for each coordinate, and in double precision for a distance in L1 and L2.
 */
public sealed interface InputSet {

    /** The number of coordinates. */
    int size();

    /** Whether the set holds the point that stands at this offset. NaN is in no set. */
    boolean contains(float[] x, int offset);

    /** The largest float at or below this coordinate of every point: rounded outward, for bounds. */
    float outerLower(int coordinate);

    /** The smallest float at or above this coordinate of every point. */
    float outerUpper(int coordinate);

    /** The smallest float that a point's coordinate can be: rounded inward, for attacks. */
    float innerLower(int coordinate);

    /** The largest. */
    float innerUpper(int coordinate);

    /**
     * All points between two corners. The ends are doubles, so that a box that is written in decimals is held by one that is
     * wider by roundings in double precision alone.
     *
     * <p>A float counts as inside where it is the nearest float of some number between the ends: so a runtime reads the
     * numbers that an input is written with, and a coordinate that is fixed at 0.1, which is no float, still has a float to
     * run. Such a float may be outside of the ends by half the distance to its neighbour, never outside of the outer ones.
     *
     * @param lower the smallest value of each coordinate, in the range of floats
     * @param upper the largest, at least as large
     */
    record Box(double[] lower, double[] upper) implements InputSet {
        public Box {
            lower = lower.clone();
            upper = upper.clone();
            if (lower.length != upper.length) {
                throw new IllegalArgumentException(
                        "a box needs as many lower as upper ends, but got " + lower.length + " and " + upper.length);
            }
            for (int i = 0; i < lower.length; i++) {
                if (!(lower[i] <= upper[i]) || lower[i] < -Float.MAX_VALUE || upper[i] > Float.MAX_VALUE) {
                    throw new IllegalArgumentException("coordinate " + i + " of the box goes from " + lower[i] + " to "
                            + upper[i] + ", which holds no number or no end");
                }
            }
        }

        /** A copy of the lower corner. */
        @Override
        public double[] lower() {
            return lower.clone();
        }

        /** A copy of the upper corner. */
        @Override
        public double[] upper() {
            return upper.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Box box && Arrays.equals(lower, box.lower) && Arrays.equals(upper, box.upper);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.hashCode(lower), Arrays.hashCode(upper));
        }

        /** The box between two corners of floats. */
        public Box(float[] lower, float[] upper) {
            this(doubles(lower), doubles(upper));
        }

        private static double[] doubles(float[] values) {
            double[] result = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                result[i] = values[i];
            }
            return result;
        }

        @Override
        public int size() {
            return lower.length;
        }

        @Override
        public boolean contains(float[] x, int offset) {
            Fitting.values(x, offset, lower.length);
            for (int i = 0; i < lower.length; i++) {
                // Written so that NaN is outside.
                if (!(x[offset + i] >= innerLower(i) && x[offset + i] <= innerUpper(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public float outerLower(int coordinate) {
            return RoundedSums.below(lower[at(coordinate)], 0);
        }

        @Override
        public float outerUpper(int coordinate) {
            return RoundedSums.above(upper[at(coordinate)], 0);
        }

        /** The nearest float of the lower end. */
        @Override
        public float innerLower(int coordinate) {
            return (float) lower[at(coordinate)];
        }

        /** The nearest float of the upper end. */
        @Override
        public float innerUpper(int coordinate) {
            return (float) upper[at(coordinate)];
        }

        private int at(int coordinate) {
            return Fitting.index(coordinate, lower.length, "coordinate");
        }
    }

    /**
     * A ball around a centre, cut at the ends of a range. With one radius ε it is {@code ‖x − centre‖ ≤ ε}; with one for
     * each coordinate, {@code ‖(x − centre) / ε‖ ≤ 1}, where a radius of 0 keeps its coordinate as it is.
     *
     * @param norm of the ball
     * @param centre finite, inside the range
     * @param radii one for all coordinates, or one for each; at least 0 and finite
     * @param lower the smallest value of a coordinate: one for all, or one for each
     * @param upper the largest
     */
    record Ball(Norm norm, float[] centre, double[] radii, float[] lower, float[] upper) implements InputSet {
        public Ball {
            Objects.requireNonNull(norm);
            centre = centre.clone();
            radii = one("radii", radii.clone(), centre.length);
            lower = one("lower ends", lower.clone(), centre.length);
            upper = one("upper ends", upper.clone(), centre.length);
            for (double radius : radii) {
                if (!(radius >= 0) || Double.isInfinite(radius)) {
                    throw new IllegalArgumentException(
                            "a radius must be a finite number of at least 0, but is " + radius);
                }
            }
            for (int i = 0; i < centre.length; i++) {
                float least = lower[lower.length == 1 ? 0 : i];
                float most = upper[upper.length == 1 ? 0 : i];
                if (!(centre[i] >= least && centre[i] <= most) || !Float.isFinite(least) || !Float.isFinite(most)) {
                    throw new IllegalArgumentException("coordinate " + i + " of the centre is " + centre[i]
                            + ", which is not in the range [" + least + ", " + most + "]");
                }
            }
        }

        private static double[] one(String what, double[] values, int size) {
            requireNumber(what, values.length, size);
            return values;
        }

        private static float[] one(String what, float[] values, int size) {
            requireNumber(what, values.length, size);
            return values;
        }

        private static void requireNumber(String what, int given, int size) {
            if (given != 1 && given != size) {
                throw new IllegalArgumentException(
                        "a ball of " + size + " coordinates takes one or " + size + " " + what + ", but got " + given);
            }
        }

        /** A copy of the centre. */
        @Override
        public float[] centre() {
            return centre.clone();
        }

        /** A copy of the radii. */
        @Override
        public double[] radii() {
            return radii.clone();
        }

        /** A copy of the lower ends. */
        @Override
        public float[] lower() {
            return lower.clone();
        }

        /** A copy of the upper ends. */
        @Override
        public float[] upper() {
            return upper.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ball ball
                    && norm == ball.norm
                    && Arrays.equals(centre, ball.centre)
                    && Arrays.equals(radii, ball.radii)
                    && Arrays.equals(lower, ball.lower)
                    && Arrays.equals(upper, ball.upper);
        }

        @Override
        public int hashCode() {
            return Objects.hash(
                    norm,
                    Arrays.hashCode(centre),
                    Arrays.hashCode(radii),
                    Arrays.hashCode(lower),
                    Arrays.hashCode(upper));
        }

        /** The radius of a coordinate. */
        public double radius(int coordinate) {
            return radii[radii.length == 1 ? 0 : at(coordinate)];
        }

        private int at(int coordinate) {
            return Fitting.index(coordinate, centre.length, "coordinate");
        }

        private float least(int coordinate) {
            return lower[lower.length == 1 ? 0 : at(coordinate)];
        }

        private float most(int coordinate) {
            return upper[upper.length == 1 ? 0 : at(coordinate)];
        }

        @Override
        public int size() {
            return centre.length;
        }

        @Override
        public boolean contains(float[] x, int offset) {
            Fitting.values(x, offset, centre.length);
            for (int i = 0; i < centre.length; i++) {
                // Written so that NaN is outside.
                if (!(x[offset + i] >= innerLower(i) && x[offset + i] <= innerUpper(i))) {
                    return false;
                }
            }
            if (norm == Norm.LINF) {
                return true;
            }
            return radii.length == 1 ? distance(x, offset) <= radii[0] : scaledDistance(x, offset) <= 1;
        }

        /** How far the point that stands at this offset is from the centre, in the ball's norm. */
        public double distance(float[] x, int offset) {
            return norm.distance(centre, 0, x, offset, centre.length);
        }

        /** The distance in units of each coordinate's radius; those of radius 0 have been compared already. */
        private double scaledDistance(float[] x, int offset) {
            double sum = 0;
            for (int i = 0; i < centre.length; i++) {
                if (radii[i] > 0) {
                    double share = Math.abs((double) x[offset + i] - centre[i]) / radii[i];
                    sum += norm == Norm.L2 ? share * share : share;
                }
            }
            return norm == Norm.L2 ? Math.sqrt(sum) : sum;
        }

        @Override
        public float outerLower(int coordinate) {
            return Math.max(least(coordinate), RoundedSums.below(centre[at(coordinate)], -radius(coordinate)));
        }

        @Override
        public float outerUpper(int coordinate) {
            return Math.min(most(coordinate), RoundedSums.above(centre[at(coordinate)], radius(coordinate)));
        }

        @Override
        public float innerLower(int coordinate) {
            return Math.max(least(coordinate), RoundedSums.above(centre[at(coordinate)], -radius(coordinate)));
        }

        @Override
        public float innerUpper(int coordinate) {
            return Math.min(most(coordinate), RoundedSums.below(centre[at(coordinate)], radius(coordinate)));
        }
    }

    /**
     * The allowed points of a ball in units of each feature's own ε.
     *
     * @param norm of the ball
     * @param epsilon the radius, at least 0 and finite
     * @param centre an allowed point, of which it has a copy and gives copies
     */
    record FeatureBall(Norm norm, double epsilon, float[] centre, Features features) implements InputSet {
        public FeatureBall {
            Objects.requireNonNull(norm);
            centre = centre.clone();
            if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
                throw new IllegalArgumentException("a radius must be a finite number of at least 0, but is " + epsilon);
            }
            if (centre.length != features.size()) {
                throw new IllegalArgumentException(
                        "there are " + features.size() + " features, but the centre has " + centre.length);
            }
            features.misfit(centre, 0).ifPresent(misfit -> {
                throw new IllegalArgumentException("the centre can't be: " + misfit.why());
            });
        }

        /** A copy of the centre. */
        @Override
        public float[] centre() {
            return centre.clone();
        }

        /** How far the point that stands at this offset is from the centre, in units of each feature's own ε. */
        public double distance(float[] x, int offset) {
            return features.distance(norm, centre, 0, x, offset);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof FeatureBall ball
                    && norm == ball.norm
                    && Double.compare(epsilon, ball.epsilon) == 0
                    && Arrays.equals(centre, ball.centre)
                    && features.equals(ball.features);
        }

        @Override
        public int hashCode() {
            return Objects.hash(norm, epsilon, Arrays.hashCode(centre), features);
        }

        /** The set as one domain, which can be split by its categories and whole numbers. */
        public Domain domain() {
            return Domain.whole(norm, epsilon, centre, features);
        }

        @Override
        public int size() {
            return centre.length;
        }

        @Override
        public boolean contains(float[] x, int offset) {
            return features.contains(norm, epsilon, centre, 0, x, offset);
        }

        @Override
        public float outerLower(int coordinate) {
            return features.outerLower(coordinate, centre[at(coordinate)], epsilon);
        }

        @Override
        public float outerUpper(int coordinate) {
            return features.outerUpper(coordinate, centre[at(coordinate)], epsilon);
        }

        @Override
        public float innerLower(int coordinate) {
            return features.innerLower(coordinate, centre[at(coordinate)], epsilon);
        }

        @Override
        public float innerUpper(int coordinate) {
            return features.innerUpper(coordinate, centre[at(coordinate)], epsilon);
        }

        private int at(int coordinate) {
            return Fitting.index(coordinate, centre.length, "coordinate");
        }
    }
}
