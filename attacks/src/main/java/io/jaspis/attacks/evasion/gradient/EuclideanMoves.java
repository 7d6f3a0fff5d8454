package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Direction;
import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/** In L2 where all elements are alike: as {@link BallMoves}, in as few passes as there can be. */
final class EuclideanMoves extends Moves {
    /** How much of the radius may be left for roundings. */
    private static final double LITTLE = 1e-3;

    private final Column centre;
    private final Column ahead;
    private final Projection projection;
    private final Direction direction;
    private final double radius;
    private final float lower;
    private final float upper;

    EuclideanMoves(Problem problem, Table columns) {
        super(problem, columns);
        this.centre = columns.state(size);
        this.ahead = columns.state(size);
        this.projection = new Projection(threat, size);
        this.direction = new Direction(threat, size);
        this.radius = threat.epsilon() - roundings(threat, size);
        this.lower = threat.lower();
        this.upper = threat.upper();
    }

    /** By how much roundings of all coordinates could make a distance longer. */
    private static double roundings(Threat threat, int size) {
        double largest = Math.max(Math.abs(threat.lower()), Math.abs(threat.upper()));
        return Math.sqrt(size) * largest * 0x1p-24;
    }

    static boolean suits(Threat threat, int size) {
        return threat.norm() == Norm.L2
                && threat.features() == null
                && roundings(threat, size) <= LITTLE * threat.epsilon();
    }

    @Override
    Column point() {
        return x;
    }

    @Override
    void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
    }

    @Override
    void go(int place, float[] way, double length, double share, Column former) {
        int from = x.change(place);
        float[] z = x.elements();
        float[] c = centre.elements();
        float[] before = former.elements();
        float[] next = ahead.elements();
        step(way, z, next, from, length);
        double left = shorten(next, c, from);
        if (share != 1) {
            combine(z, next, before, from, from + size, share);
            left = shorten(next, c, from);
        }
        System.arraycopy(z, from, before, from, size);
        System.arraycopy(next, from, z, from, size);
        // Else something is no number.
        if (!(left >= 0)) {
            projection.project(c, from, z, from);
        }
    }

    private void step(float[] way, float[] z, float[] next, int from, double length) {
        // No square of a float is too large or too small for a double.
        double squares = product(way, way, from);
        if (squares < Double.POSITIVE_INFINITY) {
            along(z, way, next, from, from + size, squares == 0 ? 0 : length / Math.sqrt(squares));
        } else {
            System.arraycopy(z, from, next, from, size);
            direction.step(way, next, from, length);
        }
    }

    /** One index for all arrays, as in a box. */
    private static void along(float[] z, float[] way, float[] next, int from, int to, double factor) {
        for (int i = from; i < to; i++) {
            next[i] = (float) (z[i] + factor * way[i]);
        }
    }

    private static void combine(float[] z, float[] next, float[] before, int from, int to, double share) {
        double rest = 1 - share;
        for (int i = from; i < to; i++) {
            double at = z[i];
            next[i] = (float) (at + share * (next[i] - at) + rest * (at - before[i]));
        }
    }

    /** In four sums, since each would wait for its last term. */
    private double product(float[] a, float[] b, int from) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int to = from + size;
        int i = from;
        for (; i + 3 < to; i += 4) {
            first += (double) a[i] * b[i];
            second += (double) a[i + 1] * b[i + 1];
            third += (double) a[i + 2] * b[i + 2];
            fourth += (double) a[i + 3] * b[i + 3];
        }
        for (; i < to; i++) {
            first += (double) a[i] * b[i];
        }
        return first + second + (third + fourth);
    }

    private double squares(float[] z, float[] c, int from) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int to = from + size;
        int i = from;
        for (; i + 3 < to; i += 4) {
            double d0 = (double) z[i] - c[i];
            double d1 = (double) z[i + 1] - c[i + 1];
            double d2 = (double) z[i + 2] - c[i + 2];
            double d3 = (double) z[i + 3] - c[i + 3];
            first += d0 * d0;
            second += d1 * d1;
            third += d2 * d2;
            fourth += d3 * d3;
        }
        for (; i < to; i++) {
            double d0 = (double) z[i] - c[i];
            first += d0 * d0;
        }
        return first + second + (third + fourth);
    }

    /**
     * Brings the way from the centre to the radius, and then each coordinate into the range, as the paper does.
     *
     * @return the share of the way that is left; NaN where a coordinate is no number
     */
    private double shorten(float[] z, float[] c, int from) {
        double squares = squares(z, c, from);
        double factor = squares <= radius * radius ? 1 : radius / Math.sqrt(squares);
        if (factor == 1) {
            cut(z, from, from + size, lower, upper);
        } else {
            shorten(z, c, from, from + size, factor, lower, upper);
        }
        return factor;
    }

    private static void cut(float[] z, int from, int to, float lower, float upper) {
        for (int i = from; i < to; i++) {
            z[i] = Math.min(upper, Math.max(lower, z[i]));
        }
    }

    private static void shorten(float[] z, float[] c, int from, int to, double factor, float lower, float upper) {
        for (int i = from; i < to; i++) {
            double at = c[i];
            z[i] = Math.min(upper, Math.max(lower, (float) (at + (z[i] - at) * factor)));
        }
    }
}
