package io.jaspis.certify.trees;

import java.util.Arrays;
import java.util.Map;

/**
 * The groups of categories of which an input has exactly one, in boxes of cells. A category that no leaf asks for has no axis
 * and is as free as the ball leaves it.
 */
final class Groups {
    private static final int ELSEWHERE = -1;

    private final Ball ball;
    /** The features that the categories of each group are. */
    private final int[][] categories;
    /** Their axes, {@link #ELSEWHERE} of one without. */
    private final int[][] places;
    /** Those that there are. */
    private final int[][] axes;

    /** @param places the axes of features */
    Groups(Ball ball, Map<Integer, Integer> places) {
        this.ball = ball;
        this.categories = ball.groups();
        this.places = Arrays.stream(categories)
                .map(group -> Arrays.stream(group)
                        .map(feature -> places.getOrDefault(feature, ELSEWHERE))
                        .toArray())
                .toArray(int[][]::new);
        this.axes = Arrays.stream(this.places)
                .map(group ->
                        Arrays.stream(group).filter(axis -> axis != ELSEWHERE).toArray())
                .toArray(int[][]::new);
    }

    /** Whether a box has an input with exactly one category in each group. */
    boolean hold(int[] first, int[] last) {
        return broken(first, last) < 0;
    }

    /** The axes of a group that a box has no such input for; none where it has for all. */
    int[] brokenAxes(int[] first, int[] last) {
        int group = broken(first, last);
        return group < 0 ? new int[0] : axes[group];
    }

    private int broken(int[] first, int[] last) {
        for (int group = 0; group < categories.length; group++) {
            if (chosen(group, first, last) < 0) {
                return group;
            }
        }
        return -1;
    }

    /** What of the radius it takes at least to be of one category in each group. */
    double shares(int[] first, int[] last) {
        double shares = 0;
        for (int group = 0; group < categories.length; group++) {
            shares += share(group, chosen(group, first, last), first, last);
        }
        return shares;
    }

    /** Gives a point the categories that take least. */
    void settle(int[] first, int[] last, float[] point) {
        for (int group = 0; group < categories.length; group++) {
            int chosen = chosen(group, first, last);
            for (int i = 0; i < categories[group].length; i++) {
                point[categories[group][i]] = i == chosen ? 1 : 0;
            }
        }
    }

    /** The category of a group that a box can have at the least share; negative where it can have none. */
    private int chosen(int group, int[] first, int[] last) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < categories[group].length; i++) {
            double share = share(group, i, first, last);
            if (share < least) {
                least = share;
                best = i;
            }
        }
        return best;
    }

    /** What it takes to be of a category, infinite where a box has no such input. */
    private double share(int group, int chosen, int[] first, int[] last) {
        double shares = 0;
        for (int i = 0; i < categories[group].length; i++) {
            int axis = places[group][i];
            int feature = categories[group][i];
            int low = axis == ELSEWHERE ? ball.first(feature) : first[axis];
            int high = axis == ELSEWHERE ? ball.last(feature) : last[axis];
            int value = i == chosen ? 1 : 0;
            if (!ball.holds(feature, low, high, value)) {
                return Double.POSITIVE_INFINITY;
            }
            shares += ball.share(feature, value);
        }
        return shares;
    }
}
