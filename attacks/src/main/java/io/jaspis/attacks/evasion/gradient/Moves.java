package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
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
abstract sealed class Moves permits BoxMoves, EuclideanMoves, BallMoves {
    final Problem problem;
    final Threat threat;
    final int size;
    final Column x;

    Moves(Problem problem, Table table) {
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
            return new BoxMoves(problem, table);
        }
        return EuclideanMoves.suits(problem.threat(), problem.size())
                ? new EuclideanMoves(problem, table)
                : new BallMoves(problem, table);
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
}
