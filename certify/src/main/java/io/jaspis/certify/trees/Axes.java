package io.jaspis.certify.trees;

import java.util.Map;

/** The features that leaves differ in, each an axis of boxes of cells, and what of such boxes is in the ball. */
final class Axes {
    private final Ball ball;
    private final int[] features;
    private final Groups groups;

    /** The value of a feature in some cells that is nearest to the example's, by some measure. */
    @FunctionalInterface
    private interface Nearest {
        float in(int feature, int first, int last);
    }

    /** @param places the axes of features */
    Axes(Ball ball, Map<Integer, Integer> places) {
        this.ball = ball;
        this.features = new int[places.size()];
        places.forEach((feature, place) -> features[place] = feature);
        this.groups = new Groups(ball, places);
    }

    /** How many there are. */
    int count() {
        return features.length;
    }

    /** The ball's first cell along each. */
    int[] first() {
        int[] first = new int[features.length];
        for (int axis = 0; axis < features.length; axis++) {
            first[axis] = ball.first(features[axis]);
        }
        return first;
    }

    /** The ball's last cell along each. */
    int[] last() {
        int[] last = new int[features.length];
        for (int axis = 0; axis < features.length; axis++) {
            last[axis] = ball.last(features[axis]);
        }
        return last;
    }

    /** Whether the ball has a value in these cells along an axis. */
    boolean holds(int axis, int first, int last) {
        return ball.holds(features[axis], first, last);
    }

    /** Whether a box that has values along each axis has an input of the ball, as far as groups and shares tell. */
    boolean reach(int[] first, int[] last) {
        return groups.hold(first, last) && !ball.beyond(shares(first, last));
    }

    /** A cut beside a box that holds no allowed value, or before the longest move to one out of reach; null of others. */
    Cut beside(LeafDomain domain, int[] first, int[] last) {
        for (int i = 0; i < features.length; i++) {
            if (!ball.holds(features[i], first[i], last[i])) {
                return domain.beside(i, first, last);
            }
        }
        for (int axis : groups.brokenAxes(first, last)) {
            if (domain.exceeds(axis, first, last)) {
                return domain.beside(axis, first, last);
            }
        }
        return ball.beyond(shares(first, last)) ? nearer(domain, first, last) : null;
    }

    /** The cut before the longest move to a box; of one that takes none but of categories, beside one of them. */
    private Cut nearer(LeafDomain domain, int[] first, int[] last) {
        Cut longest = null;
        for (int axis = 0; axis < features.length; axis++) {
            double more = ball.share(features[axis], first[axis], last[axis])
                    - ball.share(features[axis], domain.first()[axis], domain.last()[axis]);
            if (!ball.isCategory(features[axis]) && more > (longest == null ? 0 : longest.gain())) {
                boolean above = ball.share(features[axis], domain.first()[axis], last[axis])
                        < ball.share(features[axis], first[axis], last[axis]);
                longest = new Cut(axis, above ? first[axis] - 1 : last[axis], more);
            }
        }
        for (int axis = 0; axis < features.length && longest == null; axis++) {
            if (ball.isCategory(features[axis]) && domain.exceeds(axis, first, last)) {
                longest = domain.beside(axis, first, last);
            }
        }
        return longest;
    }

    private double shares(int[] first, int[] last) {
        double shares = 0;
        for (int axis = 0; axis < features.length && !ball.isBox(); axis++) {
            shares += ball.isCategory(features[axis]) ? 0 : ball.share(features[axis], first[axis], last[axis]);
        }
        return ball.isBox() ? 0 : shares + groups.shares(first, last);
    }

    /** The example, moved into a box. */
    float[] point(int[] first, int[] last, float[] example) {
        return point(first, last, example, ball::nearest);
    }

    /** The same, where it doesn't hang on how scaling rounds. */
    float[] clearPoint(int[] first, int[] last, float[] example) {
        return point(first, last, example, ball::nearestClear);
    }

    private float[] point(int[] first, int[] last, float[] example, Nearest nearest) {
        float[] point = example.clone();
        for (int axis = 0; axis < features.length; axis++) {
            float moved = nearest.in(features[axis], first[axis], last[axis]);
            if (!Float.isNaN(moved)) {
                point[features[axis]] = moved;
            }
        }
        groups.settle(first, last, point);
        return point;
    }
}
