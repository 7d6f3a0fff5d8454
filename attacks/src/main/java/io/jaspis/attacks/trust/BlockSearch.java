package io.jaspis.attacks.trust;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;

/**
 * A random search by scores alone: from the best point so far a block of elements that lie together goes as far one way as
 * the radius, and is kept where the lead is smaller then. The blocks shrink as in the schedule of Andriushchenko, Croce,
 * Flammarion &amp; Hein (2020), from half of the elements on.
 */
final class BlockSearch implements Step {
    private static final long STREAMS = 6L << 56;
    /** A block's place, its sign, and its share of the radius. */
    private static final int DRAWS = 3;

    private static final int HALVINGS = 6;

    private final Problem problem;
    private final long seed;
    private final int moves;
    private final Column x;
    private final Column scores;
    private final Column centre;
    private final Column best;
    private final Column least;
    private final Projection projection;
    private final float[] draws = new float[DRAWS];

    /** @param moves of the whole search, which the blocks' schedule spans */
    BlockSearch(Problem problem, long seed, int moves, Table table) {
        this.problem = problem;
        this.seed = seed;
        this.moves = moves;
        this.x = table.input(Method.X);
        this.scores = table.output(Method.SCORES);
        this.centre = table.state(problem.size());
        this.best = table.state(problem.size());
        this.least = table.state(1);
        this.projection = new Projection(problem.threat(), problem.size());
    }

    @Override
    public void begin(int place, Attempt attempt) {
        int at = centre.change(place);
        problem.examples().copy(attempt.index(), centre.elements(), at);
        System.arraycopy(centre.elements(), at, best.elements(), best.change(place), best.width());
        least.elements()[least.change(place)] = Float.POSITIVE_INFINITY;
    }

    @Override
    public void move(int place, Attempt attempt) {
        float lead = Leads.of(scores.elements(), scores.at(place), scores.width(), attempt.label(), attempt.target());
        int at = x.change(place);
        if (lead < least.elements()[least.at(place)]) {
            least.elements()[least.change(place)] = lead;
            System.arraycopy(x.elements(), at, best.elements(), best.change(place), best.width());
        }
        System.arraycopy(best.elements(), best.at(place), x.elements(), at, x.width());
        propose(attempt, x.elements(), at, centre.elements(), centre.at(place));
        projection.project(centre.elements(), centre.at(place), x.elements(), at);
    }

    private void propose(Attempt attempt, float[] point, int at, float[] around, int aroundAt) {
        int size = problem.size();
        Kernels.scalar()
                .randoms()
                .uniform(seed, STREAMS | (long) attempt.moves() << 32 | attempt.index(), 0, DRAWS, draws, 0);
        int length = Math.max(1, (int) (size / 2.0 * Math.pow(0.5, (double) HALVINGS * attempt.moves() / moves)));
        int from = Math.min(size - length, (int) (draws[0] * (size - length + 1)));
        float way = draws[1] < 0.5f ? -1 : 1;
        boolean box = problem.threat().norm() == Norm.LINF;
        for (int i = from; i < from + length; i++) {
            // In a box the corners are where to look; in other balls the projection brings a block back.
            double base = box ? around[aroundAt + i] : point[at + i];
            point[at + i] = (float) (base + way * problem.threat().radius(i) * (box ? 1 : draws[2]));
        }
    }
}
