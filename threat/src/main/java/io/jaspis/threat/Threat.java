package io.jaspis.threat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What an attacker may do: move each example by at most ε in a norm, inside the range that inputs can have.
 *
 * @param epsilon the radius, at least 0 and finite; in L∞ at most what crosses the range. What crosses it in L2 and L1
 *     depends on the number of inputs, so that is for {@link Problem} to refuse
 * @param lower the smallest value an input can have
 * @param upper the largest
 * @param features what each element of an example can be, and in units of how much ε counts for it; null where all are
 *     alike. Where they are given, the range is no more than what holds all of theirs
 */
public record Threat(Norm norm, double epsilon, float lower, float upper, Features features) {
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
        // Makes −0 the one zero there is.
        epsilon += 0.0;
        if (features == null && norm == Norm.LINF && epsilon > (double) upper - lower) {
            throw new IllegalArgumentException("epsilon " + epsilon + " is larger than the whole range of inputs ["
                    + lower + ", " + upper + "]: every input is in such a ball");
        }
    }

    /** An attacker to whom all elements of an example are alike. */
    public Threat(Norm norm, double epsilon, float lower, float upper) {
        this(norm, epsilon, lower, upper, null);
    }

    /** An attacker who may move each feature by at most ε times its own, in L1 and L2 all of them together. */
    public static Threat of(Norm norm, double epsilon, Features features) {
        float lower = features.lower(0);
        float upper = features.upper(0);
        for (int i = 1; i < features.size(); i++) {
            lower = Math.min(lower, features.lower(i));
            upper = Math.max(upper, features.upper(i));
        }
        return new Threat(norm, epsilon, lower, upper, features);
    }

    /** The same attacker with another radius. */
    public Threat withEpsilon(double radius) {
        return new Threat(norm, radius, lower, upper, features);
    }

    /** The same attacker to whom elements can have all values of their range. */
    public Threat withoutLevels() {
        return features == null ? this : new Threat(norm, epsilon, lower, upper, features.withoutLevels());
    }

    /** Whether any element of an example can change: in a ball of radius 0 those that any step will do for count as such. */
    public boolean hasRoom() {
        return features == null
                || IntStream.range(0, features.size())
                        .mapToDouble(i -> features.leastRadius(norm, i))
                        .anyMatch(least -> epsilon == 0 ? Double.isFinite(least) : least <= epsilon);
    }

    /**
     * The features, or of pictures the channels, that can change in a larger ball alone; empty where there is none. Each has the ε that
     * it needs: of all where they share one, of channels that have their own its own.
     */
    public List<String> tooSmallFor() {
        if (features == null) {
            return List.of();
        }
        List<String> far = new ArrayList<>();
        Set<Feature> channels = new HashSet<>();
        for (int i = 0; i < features.size(); i++) {
            // The elements of a channel are alike, and have many levels.
            if (features.ofChannels() && !channels.add(features.of(i))) {
                continue;
            }
            double least = features.leastRadius(norm, i);
            if (epsilon < least && Double.isFinite(least)) {
                double own = features.ofChannels() ? features.radius(i) : 1;
                far.add(features.of(i).name() + " " + least * own);
            }
        }
        return far;
    }

    /** The radius in words: {@code an epsilon of 0.5}, or of channels whose radii differ that of each. */
    public String radiusInWords() {
        boolean channels = features != null && features.ofChannels();
        List<Double> radii = channels
                ? features.list().stream()
                        .map(channel -> epsilon * channel.epsilon())
                        .toList()
                : List.of(epsilon);
        if (radii.stream().distinct().count() == 1) {
            return "an epsilon of " + radii.getFirst();
        }
        return IntStream.range(0, radii.size())
                .mapToObj(i -> radii.get(i) + " for " + features.list().get(i).name())
                .collect(Collectors.joining(", ", "an epsilon of ", ""));
    }

    /** Whether inputs can have the same values under another threat. */
    boolean sameInputs(Threat other) {
        return lower == other.lower && upper == other.upper && Objects.equals(features, other.features);
    }

    /** What an example of these elements can become. */
    public InputSet around(float[] example) {
        return features == null
                ? new InputSet.Ball(norm, example, new double[] {epsilon}, new float[] {lower}, new float[] {upper})
                : new InputSet.FeatureBall(norm, epsilon, example, features);
    }

    /** How long one unit of ε is along a coordinate. */
    public double unit(int coordinate) {
        return features == null ? 1 : features.radius(coordinate);
    }

    /** How far apart two values of a coordinate are, by whole numbers or levels; 0 where it has all of a range. */
    public double grain(int coordinate) {
        if (features == null) {
            return 0;
        }
        if (features.isWhole(coordinate)) {
            return 1;
        }
        return features.lastLevel() > 0 ? ((double) upper(coordinate) - lower(coordinate)) / features.lastLevel() : 0;
    }

    /** The largest ε in L∞ at which not every input is in the ball already, or just so; of a table's features without end. */
    public double widest() {
        if (features == null) {
            return (double) upper - lower;
        }
        if (ofTable()) {
            return Double.MAX_VALUE;
        }
        return widths().max().orElse(0);
    }

    /**
     * How wide the range of inputs is in units of ε: of features that of the one in the middle among those that can move. Lengths
     * of papers whose inputs go from 0 to 1 are shares of it.
     */
    public double width() {
        if (features == null) {
            return (double) upper - lower;
        }
        // Of a picture each channel has as many elements.
        double[] widths = widths().sorted().toArray();
        return widths.length == 0 ? 1 : widths[widths.length / 2];
    }

    /**
     * What counts as 1 where inputs of papers go from 0 to 1, in units of ε: of a table, whose features have units of their own, one of
     * these, and else the {@link #width}.
     */
    public double paperUnit() {
        return ofTable() ? 1 : width();
    }

    /** Of each feature, or channel, that can move: how wide its range is in units of its own ε. */
    private DoubleStream widths() {
        return features.list().stream()
                .filter(feature -> feature.way() != Feature.Way.NONE && feature.epsilon() > 0)
                .mapToDouble(feature -> ((double) feature.upper() - feature.lower()) / feature.epsilon());
    }

    /** Whether elements are a table's, each with a meaning of its own, not numbers or pictures. */
    public boolean ofTable() {
        return features != null && !features.ofChannels();
    }

    /** The same inputs, however far from an example: in L∞, where what an element can have doesn't depend on others. */
    public Threat everywhere() {
        if (features == null) {
            return new Threat(Norm.LINF, (double) upper - lower, lower, upper, null);
        }
        double most = widths().max().orElse(0);
        // A feature's part of it, rounded, may not leave the end of the range outside.
        return new Threat(Norm.LINF, Math.min(Double.MAX_VALUE, most * (1 + 1e-9)), lower, upper, features);
    }

    /** The same attacker with a radius at which every allowed input of so many elements is in the ball. */
    public Threat everywhere(int size) {
        return withEpsilon(Math.min(Double.MAX_VALUE, norm.diameter(everywhere().epsilon, size)));
    }

    /** The ε at which a ball is just large enough for the whole range of so many elements, features aside. */
    public double across(int size) {
        return norm.diameter((double) upper - lower, size);
    }

    /** How far a coordinate may move. */
    public double radius(int coordinate) {
        return features == null ? epsilon : epsilon * features.radius(coordinate);
    }

    /** The smallest value that a coordinate can have, of whatever example. */
    public float lower(int coordinate) {
        return features == null ? lower : features.lower(coordinate);
    }

    /** The largest. */
    public float upper(int coordinate) {
        return features == null ? upper : features.upper(coordinate);
    }

    /** The smallest float of a coordinate in the ball and the range. */
    public float innerLower(int coordinate, float centre) {
        return features == null
                ? Math.max(lower, RoundedSums.above(centre, -epsilon))
                : features.innerLower(coordinate, centre, epsilon);
    }

    /** The largest float of a coordinate in the ball and the range. */
    public float innerUpper(int coordinate, float centre) {
        return features == null
                ? Math.min(upper, RoundedSums.below(centre, epsilon))
                : features.innerUpper(coordinate, centre, epsilon);
    }

    /**
     * Where a coordinate's way up ends, whatever others do: with its range, in its direction, or at the last whole number in the
     * ball. Infinite in L2 and L1 where the ball alone ends it, with all others at the centre.
     */
    public float endAbove(int coordinate, float centre) {
        float last = innerUpper(coordinate, centre);
        return norm == Norm.LINF || last < RoundedSums.below(centre, radius(coordinate))
                ? last
                : Float.POSITIVE_INFINITY;
    }

    /** Where a coordinate's way down ends, as {@link #endAbove}. */
    public float endBelow(int coordinate, float centre) {
        float last = innerLower(coordinate, centre);
        return norm == Norm.LINF || last > RoundedSums.above(centre, -radius(coordinate))
                ? last
                : Float.NEGATIVE_INFINITY;
    }

    /** The largest float at or below all of a coordinate in the ball and the range: rounded outward, for bounds. */
    public float outerLower(int coordinate, float centre) {
        return features == null
                ? Math.max(lower, RoundedSums.below(centre, -epsilon))
                : features.outerLower(coordinate, centre, epsilon);
    }

    /** The smallest float at or above all of a coordinate in the ball and the range. */
    public float outerUpper(int coordinate, float centre) {
        return features == null
                ? Math.min(upper, RoundedSums.above(centre, epsilon))
                : features.outerUpper(coordinate, centre, epsilon);
    }

    /** The distance of two points of n coordinates, in units of each feature's own ε where there are features. */
    public double distance(float[] a, int aOffset, float[] b, int bOffset, int n) {
        return features == null
                ? norm.distance(a, aOffset, b, bOffset, n)
                : features.distance(norm, a, aOffset, b, bOffset);
    }

    /**
     * Whether a point is in the ball around another and in the range, and has values that its features can have. Each
     * coordinate is compared exactly, so that no point inside is beyond the outer bounds, and the distance in L2 and L1 in
     * double precision.
     */
    public boolean contains(float[] centre, int centreOffset, float[] x, int xOffset, int n) {
        if (features != null) {
            return features.contains(norm, epsilon, centre, centreOffset, x, xOffset);
        }
        Fitting.values(centre, centreOffset, n);
        Fitting.values(x, xOffset, n);
        for (int i = 0; i < n; i++) {
            float at = centre[centreOffset + i];
            // Written so that NaN is outside.
            if (!(x[xOffset + i] >= innerLower(i, at) && x[xOffset + i] <= innerUpper(i, at))) {
                return false;
            }
        }
        return norm == Norm.LINF || norm.distance(centre, centreOffset, x, xOffset, n) <= epsilon;
    }
}
