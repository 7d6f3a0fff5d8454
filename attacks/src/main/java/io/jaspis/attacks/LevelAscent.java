package io.jaspis.attacks;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * Gradient ascent over pictures whose elements have levels. The gradient is that at a picture of levels; it moves a point of
 * real numbers, which is kept beside, and what is evaluated next is the picture of levels at which that settles. So a level
 * changes once enough small steps have gone its way (the straight-through estimator of Bengio, Léonard &amp; Courville 2013),
 * and rounding heals nothing afterwards.
 */
final class LevelAscent implements Step {
    private final Problem problem;
    private final Threat threat;
    private final double length;
    private final Column x;
    private final Column gradient;
    private final Column centre;
    private final Column relaxed;
    /** Null in L∞, where each element has a step of its own. */
    private final Direction direction;

    private final Projection projection;

    private LevelAscent(Problem problem, double length, Table table) {
        this.problem = problem;
        this.threat = problem.threat();
        this.length = length;
        this.x = table.input(Method.X);
        this.gradient = table.output(LossGraph.ASCENT);
        this.centre = table.state(problem.size());
        this.relaxed = table.state(problem.size());
        this.direction = threat.norm() == Norm.LINF ? null : new Direction(threat, problem.size());
        this.projection = new Projection(threat, problem.size());
    }

    /** @param length of each step, in the threat's norm and units */
    static Method method(Problem problem, Loss loss, boolean targeted, double length) {
        return new Method(
                LossGraph.of(problem, loss, targeted),
                new Budget.Spent(1, 0, 0),
                table -> new LevelAscent(problem, length, table));
    }

    @Override
    public void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
        System.arraycopy(x.elements(), x.at(place), relaxed.elements(), relaxed.change(place), x.width());
    }

    @Override
    public void move(int place, Attempt attempt) {
        int at = relaxed.change(place);
        if (direction != null) {
            direction.step(gradient.elements(), relaxed.elements(), at, length);
        } else {
            signStep(gradient.elements(), relaxed.elements(), at);
        }
        projection.project(centre.elements(), centre.at(place), relaxed.elements(), at, x.elements(), x.change(place));
    }

    /** An element of the gradient that is zero or no number moves nothing. */
    private void signStep(float[] ascent, float[] point, int at) {
        for (int i = 0; i < problem.size(); i++) {
            float slope = ascent[at + i];
            if (slope > 0 || slope < 0) {
                point[at + i] += (float) (Math.signum(slope) * length * threat.unit(i));
            }
        }
    }
}
