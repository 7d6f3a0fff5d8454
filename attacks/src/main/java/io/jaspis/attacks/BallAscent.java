package io.jaspis.attacks;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;

/**
 * Gradient ascent in an L2 or L1 ball. It moves on the host: a point on the sphere is inside only by what double precision
 * says of its distance, so directions and projections are computed in it, which a graph of floats can't.
 */
final class BallAscent implements Step {
    private final Problem problem;
    private final double length;
    private final Column x;
    private final Column gradient;
    private final Column centre;
    private final Direction direction;
    private final Projection projection;

    private BallAscent(Problem problem, double length, Table table) {
        this.problem = problem;
        this.length = length;
        this.x = table.input(Method.X);
        this.gradient = table.output(LossGraph.ASCENT);
        this.centre = table.state(problem.size());
        this.direction = new Direction(problem.threat(), problem.size());
        this.projection = new Projection(problem.threat(), problem.size());
    }

    /** @param length of each step, in the threat's norm */
    static Method method(Problem problem, Loss loss, boolean targeted, double length) {
        return new Method(
                LossGraph.of(problem, loss, targeted),
                new Budget.Spent(1, 0, 0),
                table -> new BallAscent(problem, length, table));
    }

    @Override
    public void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
    }

    @Override
    public void move(int place, Attempt attempt) {
        int at = x.change(place);
        direction.step(gradient.elements(), x.elements(), at, length);
        projection.project(centre.elements(), centre.at(place), x.elements(), at);
    }
}
