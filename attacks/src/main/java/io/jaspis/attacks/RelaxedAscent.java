package io.jaspis.attacks;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.function.Supplier;

/**
 * Gradient ascent where only some points are allowed. The gradient is that at an allowed point; it moves a relaxed point,
 * which is kept beside, and what is evaluated next is the allowed point at which that settles: the straight-through estimator
 * of Bengio, Léonard &amp; Courville (2013).
 */
final class RelaxedAscent implements Step {
    private final Problem problem;
    private final RelaxedMove move;
    private final Column x;
    private final Column gradient;
    private final Column centre;
    private final Column relaxed;

    private RelaxedAscent(Problem problem, RelaxedMove move, Table table) {
        this.problem = problem;
        this.move = move;
        this.x = table.input(Method.X);
        this.gradient = table.output(LossGraph.ASCENT);
        this.centre = table.state(problem.size());
        this.relaxed = table.state(problem.size());
    }

    /** @param move made for each search of its own */
    static Method method(Problem problem, Loss loss, boolean targeted, Supplier<RelaxedMove> move) {
        return new Method(
                LossGraph.of(problem, loss, targeted),
                new Budget.Spent(1, 0, 0),
                table -> new RelaxedAscent(problem, move.get(), table));
    }

    @Override
    public void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
        System.arraycopy(x.elements(), x.at(place), relaxed.elements(), relaxed.change(place), x.width());
    }

    @Override
    public void move(int place, Attempt attempt) {
        move.go(
                gradient.elements(),
                gradient.at(place),
                centre.elements(),
                centre.at(place),
                relaxed.elements(),
                relaxed.change(place),
                x.elements(),
                x.change(place));
    }
}
