package io.jaspis.certify.trees;

import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.Arrays;

/**
 * What an example can become, in cells: a box, in L1 and L2 what is in reach of it, and where features have whole numbers
 * these alone. It holds all that the attacker may choose, and where it holds more a proof is only harder.
 */
final class Ball {
    /** As a share of a radius: far above what double precision makes of the sums. */
    private static final double SLACK = 0x1p-30;

    private final Forest forest;
    private final boolean floats;
    private final Norm norm;
    private final Features features;
    private final boolean[] whole;
    private final float[] lower;
    private final float[] upper;
    private final float[] centre;
    /** How far a coordinate can be from the middle by itself. */
    private final double[] axes;
    /** The cells of the ends of each feature, once somebody has asked; before, −1. */
    private final int[] first;

    private final int[] last;

    /**
     * Around an example.
     *
     * @param forest over floats where only their points count: those that an attacker can choose; a proof is of all numbers
     */
    Ball(Forest forest, Threat threat, float[] example) {
        this.forest = forest;
        this.floats = forest.isOverFloats();
        this.norm = threat.norm();
        this.features = threat.features();
        this.centre = example.clone();
        this.whole = new boolean[example.length];
        this.lower = new float[example.length];
        this.upper = new float[example.length];
        this.axes = new double[example.length];
        this.first = new int[example.length];
        this.last = new int[example.length];
        Arrays.fill(first, -1);
        Arrays.fill(last, -1);
        for (int i = 0; i < example.length; i++) {
            lower[i] = floats ? threat.innerLower(i, example[i]) : threat.outerLower(i, example[i]);
            upper[i] = floats ? threat.innerUpper(i, example[i]) : threat.outerUpper(i, example[i]);
            axes[i] = threat.radius(i);
            whole[i] = features != null && features.isWhole(i);
        }
    }

    /**
     * A box.
     *
     * @param forest over floats where only their points count
     * @param lower its ends
     * @param whole of which features only whole numbers count
     */
    Ball(Forest forest, float[] lower, float[] upper, boolean[] whole) {
        this.forest = forest;
        this.floats = forest.isOverFloats();
        this.norm = Norm.LINF;
        this.features = null;
        this.whole = whole.clone();
        this.centre = lower.clone();
        this.lower = lower.clone();
        this.upper = upper.clone();
        this.axes = new double[lower.length];
        this.first = new int[lower.length];
        this.last = new int[lower.length];
        Arrays.fill(first, -1);
        Arrays.fill(last, -1);
        for (int i = 0; i < lower.length; i++) {
            centre[i] = 0.5f * lower[i] + 0.5f * upper[i];
        }
    }

    boolean isBox() {
        return norm == Norm.LINF;
    }

    Cells cells(int feature) {
        return forest.cells(feature);
    }

    /** The first cell of a feature in the box around the ball. */
    int first(int feature) {
        if (first[feature] < 0) {
            first[feature] = cells(feature).of(lower[feature]);
        }
        return first[feature];
    }

    /** The last. */
    int last(int feature) {
        if (last[feature] < 0) {
            last[feature] = cells(feature).of(upper[feature]);
        }
        return last[feature];
    }

    /** Whether some cells of a feature hold a value that it can have. */
    boolean holds(int feature, int first, int last) {
        if (floats) {
            return !Float.isNaN(nearest(feature, first, last));
        }
        return !isWhole(feature) || leastWhole(feature, first) <= mostWhole(feature, last);
    }

    /** Whether they hold this whole number. */
    boolean holds(int feature, int first, int last, int number) {
        return leastWhole(feature, first) <= number && number <= mostWhole(feature, last);
    }

    private boolean isWhole(int feature) {
        return whole[feature];
    }

    private double leastWhole(int feature, int first) {
        double from = cells(feature).lower(first);
        double least = Math.ceil(Math.max(from, lower[feature]));
        return cells(feature).isOpen(first) && least == from ? least + 1 : least;
    }

    private double mostWhole(int feature, int last) {
        double to = cells(feature).upper(last);
        double most = Math.floor(Math.min(to, upper[feature]));
        return cells(feature).isOpen(last) && most == to ? most - 1 : most;
    }

    /** The groups of categories of which an input has exactly one each, as the features that they are. */
    int[][] groups() {
        int[][] groups = new int[features == null ? 0 : features.groups()][];
        for (int group = 0; group < groups.length; group++) {
            groups[group] = features.elements(group);
        }
        return groups;
    }

    /** What of the whole a move of a feature into some cells takes at least: in L1 a share of 1, in L2 its square. */
    double share(int feature, int first, int last) {
        if (isBox()) {
            return 0;
        }
        boolean whole = isWhole(feature);
        double from = whole ? leastWhole(feature, first) : cells(feature).lower(first);
        double to = whole ? mostWhole(feature, last) : cells(feature).upper(last);
        return share(feature, Math.max(0, Math.max(from - centre[feature], centre[feature] - to)));
    }

    private double share(int feature, double apart) {
        double share = apart == 0 ? 0 : apart / axes[feature];
        return switch (norm) {
            case LINF -> 0;
            case L1 -> share;
            case L2 -> share * share;
        };
    }

    /** The same of a move to a number. */
    double share(int feature, int number) {
        return share(feature, Math.abs((double) number - centre[feature]));
    }

    boolean isCategory(int feature) {
        return features != null && features.isCategory(feature);
    }

    /** Whether moves that take so much in all are out of reach. */
    boolean beyond(double shares) {
        return shares > 1 + SLACK;
    }

    /** The value in some cells of a feature that is nearest to the example's; NaN where they hold none. */
    float nearest(int feature, int first, int last) {
        if (isWhole(feature)) {
            double least = leastWhole(feature, first);
            double most = mostWhole(feature, last);
            return least > most ? Float.NaN : (float) Math.max(least, Math.min(centre[feature], most));
        }
        if (features != null && features.lastLevel() > 0) {
            return nearestLevel(feature, first, last);
        }
        return cells(feature).nearest(first, last, centre[feature], lower[feature], upper[feature]);
    }

    /** The same among those for which comparisons are alike in float32 and in real arithmetic, if there are any. */
    float nearestClear(int feature, int first, int last) {
        if (isWhole(feature) || features != null && features.lastLevel() > 0) {
            return nearest(feature, first, last);
        }
        return cells(feature).nearestClear(first, last, centre[feature], lower[feature], upper[feature]);
    }

    /** A point near the centre of which each coordinate is a value that it can have, where there is one. */
    float[] middle() {
        float[] middle = centre.clone();
        for (int i = 0; i < middle.length; i++) {
            float nearest = nearest(i, first(i), last(i));
            middle[i] = Float.isNaN(nearest) ? middle[i] : nearest;
        }
        return middle;
    }

    private float nearestLevel(int feature, int first, int last) {
        Levels levels = features.levels(feature);
        double from = cells(feature).lower(first);
        double to = cells(feature).upper(last);
        double least = Math.max(from, lower[feature]);
        double most = Math.min(to, upper[feature]);
        int low = levels.above((float) least);
        while (low <= levels.last()
                && (levels.value(low) < least || cells(feature).isOpen(first) && levels.value(low) == from)) {
            low++;
        }
        int high = levels.below((float) most);
        while (high >= 0 && (levels.value(high) > most || cells(feature).isOpen(last) && levels.value(high) == to)) {
            high--;
        }
        return low > high ? Float.NaN : levels.value(Math.clamp(levels.nearest(centre[feature]), low, high));
    }
}
