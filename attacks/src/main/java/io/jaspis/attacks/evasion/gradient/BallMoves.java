package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.Direction;
import io.jaspis.attacks.FeatureAscent;
import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;

/** In any norm, with whatever features and levels. */
final class BallMoves extends Moves {
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

    BallMoves(Problem problem, Table columns) {
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
