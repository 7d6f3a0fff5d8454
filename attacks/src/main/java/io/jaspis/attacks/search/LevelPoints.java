package io.jaspis.attacks.search;

import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/** The points of a ball that pictures can be stored at: each element has one of its {@linkplain Levels levels}. */
final class LevelPoints {
    /** Halvings of the share from which on an element goes outward: finer ones change little. */
    private static final int HALVINGS = 8;

    private final Threat threat;
    private final Features features;
    private final int size;
    private final float[] settled;

    /** @param threat with features that have levels */
    LevelPoints(Threat threat) {
        this.threat = threat;
        this.features = threat.features();
        this.size = features.size();
        this.settled = new float[size];
    }

    /**
     * The point of levels at which a point of real numbers settles, always inside: in L∞ the nearest levels in the box; in L2
     * and L1 the levels outward of those elements that have gone farthest between two, as many as the ball holds, and of the
     * others the levels towards the centre. Both may be the same array.
     *
     * @param relaxed a point of real numbers that is in the ball and the range
     */
    void settle(float[] centre, int centreOffset, float[] relaxed, int offset, float[] x, int xOffset) {
        if (threat.norm() == Norm.LINF) {
            for (int i = 0; i < size; i++) {
                Levels levels = features.levels(i);
                float at = centre[centreOffset + i];
                float nearest = levels.value(levels.nearest(relaxed[offset + i]));
                settled[i] = Math.clamp(nearest, threat.innerLower(i, at), threat.innerUpper(i, at));
            }
        } else {
            reach(centre, centreOffset, relaxed, offset);
        }
        System.arraycopy(settled, 0, x, xOffset, size);
    }

    /** Finds the smallest share from which on elements can go outward. */
    private void reach(float[] centre, int centreOffset, float[] relaxed, int offset) {
        double low = 0;
        double high = 1;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (low + high) / 2;
            place(centre, centreOffset, relaxed, offset, middle);
            if (threat.contains(centre, centreOffset, settled, 0, size)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // At 1 none goes outward, which is inside because no element is farther from the centre than it was.
        place(centre, centreOffset, relaxed, offset, high);
    }

    /** @param share of the way from one level to the next beyond which an element goes outward */
    private void place(float[] centre, int centreOffset, float[] relaxed, int offset, double share) {
        for (int i = 0; i < size; i++) {
            Levels levels = features.levels(i);
            float value = relaxed[offset + i];
            boolean up = value > centre[centreOffset + i];
            float inward = levels.value(up ? levels.below(value) : levels.above(value));
            float outward = levels.value(up ? levels.above(value) : levels.below(value));
            settled[i] =
                    Math.abs((double) value - inward) > share * Math.abs((double) outward - inward) ? outward : inward;
        }
    }
}
