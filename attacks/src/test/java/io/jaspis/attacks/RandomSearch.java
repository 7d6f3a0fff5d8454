package io.jaspis.attacks;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Search;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A search without gradients: from the best point so far a random way, kept where the label's lead is smaller. It has what
 * gradient descent hasn't: queries, a state of each place, and chance in the step.
 */
record RandomSearch(int moves, int restarts, boolean randomStart) implements Attack {

    @Override
    public String name() {
        return "random search";
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Method method =
                new Method(graph(problem), new Budget.Spent(0, 1, 0), table -> new Proposal(problem, seed, table));
        new Search(problem, new Search.Settings(name(), moves, restarts, randomStart, null), method)
                .run(indices, seed, budget, Outcome.toldTo(listener), stopped);
    }

    private static Graph graph(Problem problem) {
        Graph network = problem.scores();
        Trace trace = new Trace();
        Value x = trace.input(Method.X, network.input(network.onlyInput()).type());
        Value scores = trace.inline(network, Map.of(network.onlyInput(), x)).get(network.onlyOutput());
        return trace.graph(Method.SCORES, scores.flatten());
    }

    /** How far the label leads. */
    static float lead(float[] scores, int offset, int classes, int label) {
        float rival = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            rival = j == label ? rival : Math.max(rival, scores[offset + j]);
        }
        return scores[offset + label] - rival;
    }

    /** Moves x, the best point so far, anywhere near it. */
    static void propose(Problem problem, long seed, int index, int restart, int move, float[] x, int offset) {
        SplittableRandom random = new SplittableRandom(seed + 31L * (index + 1009L * (restart + 1013L * move)));
        for (int i = offset; i < offset + problem.size(); i++) {
            x[i] += (float) (random.nextDouble(-1, 1) * problem.threat().epsilon());
        }
    }

    private static final class Proposal implements Step {
        private final Problem problem;
        private final long seed;
        private final Column x;
        private final Column scores;
        private final Column centre;
        private final Column best;
        private final Column least;
        private final Projection projection;

        Proposal(Problem problem, long seed, Table table) {
            this.problem = problem;
            this.seed = seed;
            this.x = table.input(Method.X);
            this.scores = table.output(Method.SCORES);
            this.centre = table.state(problem.size());
            this.best = table.state(problem.size());
            this.least = table.state(1);
            this.projection = new Projection(problem.threat(), problem.size());
        }

        @Override
        public void begin(int place, Attempt attempt) {
            problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
            least.elements()[least.change(place)] = Float.POSITIVE_INFINITY;
        }

        @Override
        public void move(int place, Attempt attempt) {
            float lead = lead(scores.elements(), scores.at(place), scores.width(), attempt.label());
            int at = x.change(place);
            if (lead < least.elements()[least.at(place)]) {
                least.elements()[least.change(place)] = lead;
                System.arraycopy(x.elements(), at, best.elements(), best.change(place), best.width());
            }
            System.arraycopy(best.elements(), best.at(place), x.elements(), at, best.width());
            propose(problem, seed, attempt.index(), attempt.restart(), attempt.moves(), x.elements(), at);
            projection.project(centre.elements(), centre.at(place), x.elements(), at);
        }
    }
}
