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
    /** By how much a sum's roundings may make it larger: whether a point is inside says {@link Threat#contains} alone. */
    private static final double ROUNDINGS = 1 + 1e-12;

    private final Threat threat;
    private final Features features;
    private final Norm norm;
    private final int size;
    /** The radius of each element where ε is 1; 1 where it can't move. */
    private final double[] unit;

    private final CutBall ball;
    private final float[] settled;
    /** Of whole numbers, where they were before they went on. */
    private final float[] before;
    /** Of each group the example's category, and the one that a point has. */
    private final int[] from;

    private final int[] to;
    /** Of groups or whole numbers, those first that have gone farthest. */
    private final Ranking ranking;

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
        this.before = new float[size];
        this.from = new int[features.groups()];
        this.to = new int[features.groups()];
        this.ranking = new Ranking(size);
    }

    /**
     * Brings a relaxed point to the nearest one, in units of each feature's own ε, that is in the range and in what other
     * categories leave of the ball, as if all of its elements but the categories were real numbers; about, since {@link #settle}
     * is what has to be exact.
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
        double taken = chooseCategories(centre, centreOffset, x, offset);
        for (int i = 0; i < size; i++) {
            double at = centre[centreOffset + i];
            double way = counts(i) ? x[offset + i] - at : 0;
            double length = Math.min(FAR, Math.abs(way) / unit[i]);
            boolean stays = held.test(i);
            taken += stays ? part(length) : 0;
            double room = Math.abs(end(i, centre[centreOffset + i], way) - at);
            ball.set(i, stays ? 0 : length, room / unit[i]);
        }
        double left = Math.max(0, room() * ROUNDINGS - taken);
        ball.solve(taken == 0 ? threat.epsilon() : norm == Norm.L2 ? Math.sqrt(left) : left);
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

    /** What a way of one element adds to the length of all in L1, and to its square in L2. */
    private double part(double length) {
        return norm == Norm.L2 ? length * length : length;
    }

    /** What all ways of a point may add up to: in L1 the ball's radius, in L2 its square. */
    public double room() {
        return part(threat.epsilon());
    }

    /** Whether so much is within the room, about, since roundings may make a sum larger. */
    public boolean hasRoomFor(double taken) {
        return taken <= room() * ROUNDINGS;
    }

    /** What one category instead of another, which is reachable, takes of the room. */
    public double switched(int from, int to) {
        return part(1 / unit[from]) + part(1 / unit[to]);
    }

    /** What an element adds where it has a value. */
    private double part(int element, float centre, float value) {
        return part(Math.abs((double) value - centre) / unit[element]);
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
     * centre as is left. Where the ball hasn't room for all of these categories, or of the whole numbers, those have it first
     * that went farthest. Both may be the same array.
     */
    public void settle(float[] centre, int centreOffset, float[] relaxed, int offset, float[] x, int xOffset) {
        for (int i = 0; i < size; i++) {
            settled[i] = centre[centreOffset + i];
        }
        chooseCategories(centre, centreOffset, relaxed, offset);
        switchCategories(centre, centreOffset);
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

    /**
     * Chooses each group's category at a relaxed point, and ranks the groups in which another one than the example's leads: in L2
     * and L1 it is chosen where those that lead by more leave room for it.
     *
     * @return what the other categories add to the length of the way in L1, or to its square in L2
     */
    private double chooseCategories(float[] centre, int centreOffset, float[] relaxed, int offset) {
        ranking.clear();
        for (int group = 0; group < to.length; group++) {
            from[group] = leading(group, centre, centreOffset);
            to[group] = reachableLeading(group, centre, centreOffset, relaxed, offset);
            if (to[group] != from[group]) {
                ranking.add(group, relaxed[offset + to[group]] - relaxed[offset + from[group]]);
            }
        }
        if (norm == Norm.LINF) {
            return 0;
        }
        ranking.sort();
        double taken = 0;
        for (int place = 0; place < ranking.count(); place++) {
            int group = ranking.at(place);
            double more = switched(from[group], to[group]);
            if (hasRoomFor(taken + more)) {
                taken += more;
            } else {
                to[group] = from[group];
            }
        }
        return taken;
    }

    /** The category of a group that leads at a relaxed point among the example's and those that it can be given up for. */
    private int reachableLeading(int group, float[] centre, int centreOffset, float[] relaxed, int offset) {
        int best = from[group];
        for (int category = 0; category < features.categories(group); category++) {
            int other = features.element(group, category);
            if (relaxed[offset + other] > relaxed[offset + best]
                    && reachable(from[group], other, centre, centreOffset)) {
                best = other;
            }
        }
        return best;
    }

    /** Goes to the chosen categories; gives up the last of them where roundings put all together outside. */
    private void switchCategories(float[] centre, int centreOffset) {
        for (int group = 0; group < to.length; group++) {
            if (to[group] != from[group]) {
                settled[from[group]] = 0;
                settled[to[group]] = 1;
            }
        }
        for (int place = ranking.count() - 1; place >= 0; place--) {
            int group = ranking.at(place);
            if (to[group] != from[group]) {
                if (isInside(centre, centreOffset)) {
                    return;
                }
                settled[to[group]] = 0;
                settled[from[group]] = 1;
            }
        }
    }

    private boolean isInside(float[] centre, int centreOffset) {
        return threat.contains(centre, centreOffset, settled, 0, size);
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

    /** Whether the ball has room for one category instead of another, and nothing else. */
    public boolean affordable(int from, int to) {
        return norm == Norm.LINF || hasRoomFor(switched(from, to));
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
        if (isInside(centre, centreOffset)) {
            approach(centre, centreOffset, relaxed, offset, true);
            return;
        }
        approach(centre, centreOffset, relaxed, offset, false);
        roundWhole(centre, centreOffset, relaxed, offset);
    }

    /**
     * Moves whole numbers on to those beside their relaxed ones, as many as the ball has room for: those first that went farthest
     * in units of the step that they lack.
     */
    private void roundWhole(float[] centre, int centreOffset, float[] relaxed, int offset) {
        ranking.clear();
        double taken = 0;
        for (int i = 0; i < size; i++) {
            taken += part(i, centre[centreOffset + i], settled[i]);
            before[i] = settled[i];
            float beside = (float) Math.rint(relaxed[offset + i]);
            if (features.isWhole(i) && !features.isCategory(i) && beside != settled[i]) {
                double gone = ((double) relaxed[offset + i] - settled[i]) / ((double) beside - settled[i]);
                ranking.add(i, (float) gone);
            }
        }
        ranking.sort();
        for (int place = 0; place < ranking.count(); place++) {
            int i = ranking.at(place);
            float at = centre[centreOffset + i];
            float beside = (float) Math.rint(relaxed[offset + i]);
            double more = part(i, at, beside) - part(i, at, settled[i]);
            if (hasRoomFor(taken + more)) {
                taken += more;
                settled[i] = beside;
            }
        }
        giveBack(centre, centreOffset);
    }

    /** Brings the last of the whole numbers that went on back where roundings put all together outside. */
    private void giveBack(float[] centre, int centreOffset) {
        for (int place = ranking.count() - 1; place >= 0; place--) {
            int i = ranking.at(place);
            if (settled[i] != before[i]) {
                if (isInside(centre, centreOffset)) {
                    return;
                }
                settled[i] = before[i];
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
        if (isInside(centre, centreOffset)) {
            return;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < 40; step++) {
            double part = (low + high) / 2;
            place(centre, centreOffset, relaxed, offset, part, held);
            if (isInside(centre, centreOffset)) {
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
