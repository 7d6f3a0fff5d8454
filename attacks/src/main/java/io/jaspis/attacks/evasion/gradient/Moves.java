package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Direction;
import io.jaspis.attacks.FeatureAscent;
import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * Steps of the points of a batch in the ball and range of a threat, over columns as wide as an example. Where only some values
 * are allowed, a point of real numbers goes beside the allowed one that is evaluated (see {@code RelaxedAscent}).
 */
abstract sealed class Moves {
    final Problem problem;
    final Threat threat;
    final int size;
    final Column x;

    private Moves(Problem problem, Table table) {
        this.problem = problem;
        this.threat = problem.threat();
        this.size = problem.size();
        this.x = table.input(Method.X);
    }

    /** Whether of gradients the sign is enough for a problem, and all that {@link #go} may be given. */
    static boolean bySigns(Problem problem) {
        return problem.threat().norm() == Norm.LINF && Projection.everyValue(problem.threat());
    }

    static Moves of(Problem problem, Table table) {
        if (bySigns(problem)) {
            return new InBox(problem, table);
        }
        return InEuclideanBall.suits(problem.threat(), problem.size())
                ? new InEuclideanBall(problem, table)
                : new InBall(problem, table);
    }

    /** Begins an attempt whose start is in the column of x. */
    abstract void begin(int place, Attempt attempt);

    /** The points that steps move: x itself where each value is allowed. */
    abstract Column point();

    /**
     * Moves a point z along a way: with Π the projection onto ball and range and ẑ = Π(z + length · way) it becomes
     * Π(z + share · (ẑ − z) + (1 − share) · (z − z′)), where z′, the former point, becomes z (Croce &amp; Hein 2020, section
     * 3.1). So a share of 1 makes the plain step.
     *
     * @param way like a column, with rows of examples
     * @param length in the threat's norm and units
     */
    abstract void go(int place, float[] way, double length, double share, Column former);

    /** Brings a point to where one has been. */
    void bring(int place, Column to) {
        System.arraycopy(to.elements(), to.at(place), point().elements(), point().change(place), size);
    }

    /** In L∞ where each value is allowed: the ends of the box are exactly those that the threat has. */
    private static final class InBox extends Moves {
        private final Column lower;
        private final Column upper;
        private final float[] units;

        InBox(Problem problem, Table table) {
            super(problem, table);
            this.lower = table.state(size);
            this.upper = table.state(size);
            this.units = threat.features() == null ? null : units();
        }

        private float[] units() {
            float[] each = new float[size];
            for (int i = 0; i < size; i++) {
                each[i] = (float) threat.unit(i);
            }
            return each;
        }

        @Override
        Column point() {
            return x;
        }

        @Override
        void begin(int place, Attempt attempt) {
            float[] lowest = lower.elements();
            float[] highest = upper.elements();
            int at = lower.change(place);
            problem.examples().copy(attempt.index(), lowest, at);
            for (int i = 0; i < size; i++) {
                float centre = lowest[at + i];
                highest[at + i] = threat.innerUpper(i, centre);
                lowest[at + i] = threat.innerLower(i, centre);
            }
        }

        @Override
        void go(int place, float[] way, double length, double share, Column former) {
            int from = x.change(place);
            if (units == null) {
                go(
                        x.elements(),
                        former.elements(),
                        way,
                        lower.elements(),
                        upper.elements(),
                        from,
                        from + size,
                        (float) length,
                        (float) share);
            } else {
                goInUnits(way, from, (float) length, (float) share, former.elements());
            }
        }

        /** One index for all arrays, so that the compiler sees that they don't overlap, and makes vectors of it. */
        private static void go(
                float[] x,
                float[] former,
                float[] way,
                float[] lower,
                float[] upper,
                int from,
                int to,
                float length,
                float share) {
            float rest = 1 - share;
            for (int i = from; i < to; i++) {
                float at = x[i];
                float ahead = Math.min(upper[i], Math.max(lower[i], at + length * way[i]));
                float next = at + (ahead - at) * share + (at - former[i]) * rest;
                former[i] = at;
                x[i] = Math.min(upper[i], Math.max(lower[i], next));
            }
        }

        private void goInUnits(float[] way, int from, float length, float share, float[] former) {
            float[] all = x.elements();
            float[] lowest = lower.elements();
            float[] highest = upper.elements();
            for (int i = 0; i < size; i++) {
                int j = from + i;
                float at = all[j];
                float ahead = Math.min(highest[j], Math.max(lowest[j], at + length * units[i] * way[j]));
                float next = at + (ahead - at) * share + (at - former[j]) * (1 - share);
                former[j] = at;
                all[j] = Math.min(highest[j], Math.max(lowest[j], next));
            }
        }
    }

    /** In L2 where all elements are alike: as {@link InBall}, in as few passes as there can be. */
    private static final class InEuclideanBall extends Moves {
        /** How much of the radius may be left for roundings. */
        private static final double LITTLE = 1e-3;

        private final Column centre;
        private final Column ahead;
        private final Projection projection;
        private final Direction direction;
        private final double radius;
        private final float lower;
        private final float upper;

        InEuclideanBall(Problem problem, Table columns) {
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

    /** In any norm, with whatever features and levels. */
    private static final class InBall extends Moves {
        private final Column centre;
        private final Column point;
        private final float[] ahead;
        private final float[] along;
        private final Projection projection;
        /** As if there were no levels. */
        private final Projection ofReals;
        /** Null for tables. */
        private final Direction direction;
        /** Null but for tables. */
        private final FeatureAscent ascent;
        /** Null but for tables. */
        private final FeaturePoints points;

        InBall(Problem problem, Table columns) {
            super(problem, columns);
            this.centre = columns.state(size);
            this.point = Projection.everyValue(threat) ? x : columns.state(size);
            this.ahead = new float[size];
            this.along = new float[size];
            this.projection = new Projection(threat, size);
            this.ofReals = new Projection(threat.withoutLevels(), size);
            boolean table = threat.ofTable();
            this.direction = table ? null : new Direction(threat, size);
            this.ascent = table ? new FeatureAscent(threat, threat.epsilon()) : null;
            this.points = table ? new FeaturePoints(threat) : null;
        }

        @Override
        Column point() {
            return point;
        }

        @Override
        void begin(int place, Attempt attempt) {
            problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
            if (point != x) {
                System.arraycopy(x.elements(), x.at(place), point.elements(), point.change(place), size);
            }
        }

        @Override
        void go(int place, float[] way, double length, double share, Column former) {
            int from = point.change(place);
            float[] z = point.elements();
            float[] before = former.elements();
            System.arraycopy(z, from, ahead, 0, size);
            step(way, from, length);
            relax(from, ahead, 0);
            for (int i = 0; i < size; i++) {
                float at = z[from + i];
                double next = at + share * ((double) ahead[i] - at) + (1 - share) * ((double) at - before[from + i]);
                before[from + i] = at;
                z[from + i] = (float) next;
            }
            if (share != 1) {
                relax(from, z, from);
            }
            projection.project(centre.elements(), from, z, from, x.elements(), x.change(place));
        }

        /** Moves the point ahead. */
        private void step(float[] way, int from, double length) {
            if (ascent != null) {
                ascent.step(way, from, centre.elements(), from, ahead, 0, length);
            } else {
                System.arraycopy(way, from, along, 0, size);
                direction.step(along, ahead, 0, length);
            }
        }

        /** Π as if there were no levels. */
        private void relax(int from, float[] z, int at) {
            if (points != null) {
                points.relax(centre.elements(), from, z, at);
            } else if (threat.norm() == Norm.L2) {
                shorten(from, z, at);
            } else {
                ofReals.project(centre.elements(), from, z, at);
            }
        }

        /** Brings the way from the centre to the ball's radius, and then each coordinate into its range, as the paper does. */
        private void shorten(int from, float[] z, int at) {
            float[] centres = centre.elements();
            double squares = 0;
            for (int i = 0; i < size; i++) {
                double unit = threat.unit(i);
                double way = unit == 0 ? 0 : ((double) z[at + i] - centres[from + i]) / unit;
                squares += way * way;
            }
            double length = Math.sqrt(squares);
            double factor = length > threat.epsilon() ? threat.epsilon() / length : 1;
            for (int i = 0; i < size; i++) {
                float c = centres[from + i];
                float moved = factor == 1 ? z[at + i] : Projection.towards(c, ((double) z[at + i] - c) * factor);
                z[at + i] = threat.unit(i) == 0 ? c : Math.clamp(moved, threat.lower(i), threat.upper(i));
            }
        }
    }
}
