package io.jaspis.attacks.search;

import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.function.IntPredicate;

/**
 * The points that features allow, in a ball in units of each feature's own ε. An attack walks over a relaxed point, between
 * whole numbers and categories; what is evaluated is the allowed point that it settles at.
 */
public final class FeaturePoints {
    /** A way whose square is a number yet. */
    private static final double FAR = 1e150;

    private final Threat threat;
    private final Features features;
    private final Norm norm;
    private final int size;
    /** The radius of each element where ε is 1; 1 where it can't move. */
    private final double[] unit;

    private final CutBall ball;
    private final float[] settled;

    /** @param threat with features */
    public FeaturePoints(Threat threat) {
        this.threat = threat;
        this.features = threat.features();
        this.norm = threat.norm();
        this.size = features.size();
        this.unit = new double[size];
        for (int i = 0; i < size; i++) {
            unit[i] = features.radius(i) > 0 ? features.radius(i) : 1;
        }
        this.ball = new CutBall(norm, norm == Norm.LINF ? 0 : size);
        this.settled = new float[size];
    }

    /**
     * Brings a relaxed point to the nearest one, in units of each feature's own ε, that is in the range and in the ball as if
     * all of its elements but the categories were real numbers; about, since {@link #settle} is what has to be exact.
     */
    public void relax(float[] centre, int centreOffset, float[] x, int offset) {
        relaxBeside(_ -> false, centre, centreOffset, x, offset);
    }

    /** The same, but elements that are held stay, and the others have what these leave of the ball. */
    public void relaxBeside(IntPredicate held, float[] centre, int centreOffset, float[] x, int offset) {
        for (int i = 0; i < size; i++) {
            float at = centre[centreOffset + i];
            if (Float.isNaN(x[offset + i])) {
                x[offset + i] = at;
            }
            if (!counts(i)) {
                x[offset + i] = Math.clamp(x[offset + i], threat.innerLower(i, at), threat.innerUpper(i, at));
            }
        }
        if (norm == Norm.LINF) {
            return;
        }
        double taken = 0;
        for (int i = 0; i < size; i++) {
            double at = centre[centreOffset + i];
            double way = counts(i) ? x[offset + i] - at : 0;
            double length = Math.min(FAR, Math.abs(way) / unit[i]);
            boolean stays = held.test(i);
            taken += stays ? norm == Norm.L2 ? length * length : length : 0;
            double room = Math.abs(end(i, centre[centreOffset + i], way) - at);
            ball.set(i, stays ? 0 : length, room / unit[i]);
        }
        double left = norm == Norm.L2
                ? Math.sqrt(Math.max(0, threat.epsilon() * threat.epsilon() - taken))
                : Math.max(0, threat.epsilon() - taken);
        ball.solve(taken == 0 ? threat.epsilon() : left);
        for (int i = 0; i < size; i++) {
            if (held.test(i)) {
                continue;
            }
            float at = centre[centreOffset + i];
            double way = counts(i) ? (double) x[offset + i] - at : 0;
            double kept = ball.kept(i);
            // What stays inside keeps its bits.
            if (kept < Math.abs(way) / unit[i]) {
                float moved = Projection.towards(at, Math.copySign(kept * unit[i], way));
                x[offset + i] = Math.clamp(moved, threat.innerLower(i, at), threat.innerUpper(i, at));
            }
        }
    }

    /** Whether an element counts in the length of a way in L2 and L1. */
    private boolean counts(int element) {
        return norm != Norm.LINF && !features.isCategory(element) && features.radius(element) > 0;
    }

    private float end(int element, float centre, double way) {
        return way >= 0 ? threat.innerUpper(element, centre) : threat.innerLower(element, centre);
    }

    /** The float that comes nearest to a part of the way from a centre without being farther from it. */
    private static float moved(float centre, float x, double part) {
        return Projection.towards(centre, ((double) x - centre) * part);
    }

    /**
     * The allowed point at which a relaxed point settles, always inside: of each group the category that leads, as far as
     * the radius lets go there; whole numbers beside their relaxed ones; and in L1 and L2 all of them as far from the
     * centre as is left. Both may be the same array.
     */
    public void settle(float[] centre, int centreOffset, float[] relaxed, int offset, float[] x, int xOffset) {
        for (int i = 0; i < size; i++) {
            settled[i] = centre[centreOffset + i];
        }
        chooseCategories(centre, centreOffset, relaxed, offset);
        if (norm == Norm.LINF) {
            for (int i = 0; i < size; i++) {
                if (!features.isCategory(i)) {
                    settled[i] = features.isWhole(i) ? (float) Math.rint(relaxed[offset + i]) : relaxed[offset + i];
                }
            }
        } else {
            reach(centre, centreOffset, relaxed, offset);
        }
        for (int i = 0; i < size; i++) {
            // Rounding makes a whole number −0, which adding 0 makes 0.
            x[xOffset + i] = settled[i] + 0f;
        }
    }

    private void chooseCategories(float[] centre, int centreOffset, float[] relaxed, int offset) {
        for (int group = 0; group < features.groups(); group++) {
            int from = leading(group, centre, centreOffset);
            int best = from;
            for (int category = 0; category < features.categories(group); category++) {
                int to = features.element(group, category);
                if (relaxed[offset + to] > relaxed[offset + best] && reachable(from, to, centre, centreOffset)) {
                    best = to;
                }
            }
            if (best != from) {
                settled[from] = 0;
                settled[best] = 1;
                if (!threat.contains(centre, centreOffset, settled, 0, size)) {
                    settled[from] = 1;
                    settled[best] = 0;
                }
            }
        }
    }

    /** The element of a group that is largest at a point, of equals the first: at an allowed one its category. */
    public int leading(int group, float[] x, int offset) {
        int best = features.element(group, 0);
        for (int category = 1; category < features.categories(group); category++) {
            int element = features.element(group, category);
            best = x[offset + element] > x[offset + best] ? element : best;
        }
        return best;
    }

    /** Whether one category can be given up for another in a large enough ball of L2 or L1, or in this one of L∞. */
    public boolean reachable(int from, int to, float[] centre, int centreOffset) {
        return threat.innerLower(from, centre[centreOffset + from]) <= 0
                && threat.innerUpper(to, centre[centreOffset + to]) >= 1;
    }

    /**
     * Moves all but the categories as far towards the relaxed point as the ball lets them: the whole numbers to those beside their
     * relaxed ones, and then the others by what is left; where that is too far for whole numbers alone, all of them together.
     */
    private void reach(float[] centre, int centreOffset, float[] relaxed, int offset) {
        for (int i = 0; i < size; i++) {
            if (!features.isCategory(i)) {
                settled[i] = features.isWhole(i) ? (float) Math.rint(relaxed[offset + i]) : centre[centreOffset + i];
            }
        }
        if (threat.contains(centre, centreOffset, settled, 0, size)) {
            approach(centre, centreOffset, relaxed, offset, true);
            return;
        }
        approach(centre, centreOffset, relaxed, offset, false);
        for (int i = 0; i < size; i++) {
            if (features.isWhole(i) && !features.isCategory(i)) {
                float before = settled[i];
                settled[i] = (float) Math.rint(relaxed[offset + i]);
                if (settled[i] != before && !threat.contains(centre, centreOffset, settled, 0, size)) {
                    settled[i] = before;
                }
            }
        }
    }

    /**
     * Goes from where all are at the centre, which is inside, as far towards the relaxed point as the ball lets them.
     *
     * @param held whether whole numbers stay where they are
     */
    private void approach(float[] centre, int centreOffset, float[] relaxed, int offset, boolean held) {
        place(centre, centreOffset, relaxed, offset, 1, held);
        if (threat.contains(centre, centreOffset, settled, 0, size)) {
            return;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < 40; step++) {
            double part = (low + high) / 2;
            place(centre, centreOffset, relaxed, offset, part, held);
            if (threat.contains(centre, centreOffset, settled, 0, size)) {
                low = part;
            } else {
                high = part;
            }
        }
        place(centre, centreOffset, relaxed, offset, low, held);
    }

    /** Whole numbers towards the centre, since that makes no way longer, unless they stay. */
    private void place(float[] centre, int centreOffset, float[] relaxed, int offset, double part, boolean held) {
        for (int i = 0; i < size; i++) {
            boolean stays = features.isCategory(i) || held && features.isWhole(i);
            if (!stays) {
                float at = centre[centreOffset + i];
                float value = part == 1 ? relaxed[offset + i] : moved(at, relaxed[offset + i], part);
                if (features.isWhole(i)) {
                    value = (float) (value > at ? Math.floor(value) : Math.ceil(value));
                }
                settled[i] = value;
            }
        }
    }
}
