package io.jaspis.attacks.search;

import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/**
 * The nearest point, in the Euclidean sense, of a ball intersected with the range of inputs: exact up to a rounding of
 * each coordinate towards the centre, and always inside. A point that is inside stays as it is, and the centre must be
 * in the range.
 *
 * <p>With d the way from the centre and c how far the range lets each coordinate go that way, the projection onto the L2
 * ball is d scaled by one factor and cut at c, and onto the L1 ball d shrunk by one amount and cut at c (Croce &amp;
 * Hein 2021, proposition 2.1): {@link CutBall}.
 *
 * <p>Where channels of pictures have ranges and radii of their own, it is the nearest in units of these. Of a table's
 * features ({@link FeaturePoints}) and of levels ({@link LevelPoints}) an allowed point is found instead that is near and
 * inside.
 */
public final class Projection {
    /** Without levels: {@link LevelPoints} knows them. */
    private final Threat threat;

    private final int size;
    private final double[] way;
    private final CutBall ball;
    /** Of a table's features, else null. */
    private final FeaturePoints points;
    /** Of pictures whose elements have levels, else null. */
    private final LevelPoints levels;

    public Projection(Threat threat, int size) {
        this.threat = threat.withoutLevels();
        this.size = size;
        // A box needs none of them, and an example may be large.
        boolean table = threat.ofTable();
        int kept = threat.norm() == Norm.LINF || table ? 0 : size;
        this.way = new double[kept];
        this.ball = new CutBall(threat.norm(), kept);
        this.points = table ? new FeaturePoints(threat) : null;
        this.levels = threat.features() != null && threat.features().lastLevel() > 0 ? new LevelPoints(threat) : null;
    }

    /** Whether every value of a range is allowed, so that the nearest point is one to evaluate. */
    public static boolean everyValue(Threat threat) {
        Features features = threat.features();
        return features == null || features.ofChannels() && features.lastLevel() == 0;
    }

    /** Projects x in place; centre and x may lie in longer arrays, each from an offset on. */
    public void project(float[] centre, int centreOffset, float[] x, int xOffset) {
        project(centre, centreOffset, x, xOffset, x, xOffset);
    }

    /**
     * Projects a point in place as if every value in a range were allowed, and puts the allowed point beside it into x: the
     * same point where every value is. Both may be the same array.
     */
    public void project(float[] centre, int centreOffset, float[] point, int offset, float[] x, int xOffset) {
        if (points != null) {
            points.relax(centre, centreOffset, point, offset);
            points.settle(centre, centreOffset, point, offset, x, xOffset);
            return;
        }
        relax(centre, centreOffset, point, offset);
        if (levels != null) {
            levels.settle(centre, centreOffset, point, offset, x, xOffset);
        } else {
            System.arraycopy(point, offset, x, xOffset, size);
        }
    }

    /** The nearest point as if there were no levels: of a ball and a range of real numbers. */
    private void relax(float[] centre, int centreOffset, float[] x, int xOffset) {
        if (threat.norm() == Norm.LINF) {
            for (int i = 0; i < size; i++) {
                float at = centre[centreOffset + i];
                x[xOffset + i] = Math.max(threat.innerLower(i, at), Math.min(threat.innerUpper(i, at), x[xOffset + i]));
            }
            return;
        }
        if (threat.contains(centre, centreOffset, x, xOffset, size)) {
            return;
        }
        for (int i = 0; i < size; i++) {
            double at = centre[centreOffset + i];
            double unit = threat.unit(i);
            way[i] = unit == 0 ? 0 : (x[xOffset + i] - at) / unit;
            double room = unit == 0 ? 0 : (way[i] >= 0 ? threat.upper(i) - at : at - threat.lower(i)) / unit;
            ball.set(i, Math.abs(way[i]), room);
        }
        ball.solve(threat.epsilon());
        // Rounding towards the centre stays inside but for the rounding of the amount: pull in by as little as helps.
        for (double pull = 0; ; pull = pull == 0 ? 0x1p-50 : 2 * pull) {
            place(centre, centreOffset, x, xOffset, 1 - pull);
            if (pull >= 1 || threat.contains(centre, centreOffset, x, xOffset, size)) {
                return;
            }
        }
    }

    private void place(float[] centre, int centreOffset, float[] x, int xOffset, double share) {
        for (int i = 0; i < size; i++) {
            double kept = ball.kept(i) * share * threat.unit(i);
            x[xOffset + i] = towards(centre[centreOffset + i], Math.copySign(kept, way[i]));
        }
    }

    /** The float that comes nearest to a point's place without being farther from the centre. */
    public static float towards(float centre, double way) {
        float rounded = (float) (centre + way);
        if (Math.abs((double) rounded - centre) <= Math.abs(way)) {
            return rounded;
        }
        return rounded > centre ? Math.nextDown(rounded) : Math.nextUp(rounded);
    }
}
