package io.jaspis.certify.trees;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which leaves a ball meets, and what of their boxes it doesn't bound by itself. Each feature of that gets an axis. */
final class Reach {
    private final Ball ball;
    /** The axes of features. */
    private final Map<Integer, Integer> places = new HashMap<>();

    Reach(Ball ball) {
        this.ball = ball;
    }

    /** The leaf with what of its box the ball doesn't bound by itself; null where the two don't meet. */
    ReachedLeaf of(Leaf leaf) {
        int count = 0;
        int[] axes = new int[leaf.features().length];
        int[] first = new int[axes.length];
        int[] last = new int[axes.length];
        double shares = 0;
        for (int i = 0; i < axes.length; i++) {
            int feature = leaf.features()[i];
            int least = ball.first(feature);
            int most = ball.last(feature);
            int low = Math.max(leaf.first()[i], least);
            int high = Math.min(leaf.last()[i], most);
            if (low > high || !ball.holds(feature, low, high)) {
                return null;
            }
            shares += ball.share(feature, low, high);
            if (low > least || high < most) {
                axes[count] = feature;
                first[count] = low;
                last[count++] = high;
            }
        }
        if (ball.beyond(shares)) {
            return null;
        }
        for (int i = 0; i < count; i++) {
            axes[i] = places.computeIfAbsent(axes[i], _ -> places.size());
        }
        return new ReachedLeaf(
                Arrays.copyOf(axes, count),
                Arrays.copyOf(first, count),
                Arrays.copyOf(last, count),
                leaf.weight().lower());
    }

    /** The axes of all leaves so far. */
    Axes axes() {
        return new Axes(ball, places);
    }
}
