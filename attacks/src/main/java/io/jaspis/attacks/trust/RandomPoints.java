package io.jaspis.attacks.trust;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.RandomStart;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;

/** Draws each point anew, uniformly from the ball, whatever was found at the last. */
final class RandomPoints implements Step {
    private final Problem problem;
    private final long seed;
    private final Column x;
    private final Column centre;
    private final RandomStart draw;
    private final Projection projection;

    RandomPoints(Problem problem, long seed, Table table) {
        this.problem = problem;
        this.seed = seed;
        this.x = table.input(Method.X);
        this.centre = table.state(problem.size());
        this.draw = new RandomStart(problem.threat(), problem.size());
        this.projection = new Projection(problem.threat(), problem.size());
    }

    @Override
    public void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
    }

    @Override
    public void move(int place, Attempt attempt) {
        int at = x.change(place);
        System.arraycopy(centre.elements(), centre.at(place), x.elements(), at, x.width());
        // The attempt's own start, if it has one, is the first of the stream.
        draw.move(seed, attempt.index(), attempt.moves() + 1, x.elements(), at);
        projection.project(centre.elements(), centre.at(place), x.elements(), at);
    }
}
