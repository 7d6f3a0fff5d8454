package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The elastic-net attack EAD (Chen, Sharma, Zhang, Yi &amp; Hsieh 2018): FISTA on {@code β‖δ‖₁ + ‖δ‖² + c · max(lead, 0)}, for
 * each of the constants c of a binary search. Of what is adversarial it keeps what the rule calls the nearest.
 */
public final class ElasticNet extends Aimed {
    private static final double RATE = 0.01;

    /** What is the nearest. */
    public enum Rule {
        /** The least {@code β‖δ‖₁ + ‖δ‖²}. */
        ELASTIC_NET,
        /** The least {@code ‖δ‖₁}. */
        L1
    }

    private final Rule rule;
    private final double beta;
    private final int rounds;
    private final int steps;
    private final boolean cutShort;

    /**
     * @param beta of the L1 term, above 0; the paper has 0.01
     * @param rounds constants that are tried; the paper has 9
     * @param steps of each round, at least 1; the paper has 1,000. Each takes two evaluations
     * @param cutShort whether a round ends once a tenth of its steps win nothing, as in the authors' code
     * @param restarts attempts for each example at most: the first after any class, each further one after one
     */
    public ElasticNet(Rule rule, double beta, int rounds, int steps, boolean cutShort, int restarts) {
        super(restarts);
        if (!(beta > 0) || Double.isInfinite(beta) || rounds < 1 || steps < 1) {
            throw new IllegalArgumentException("EAD needs a beta above 0, at least one round and one step, but got "
                    + beta + ", " + rounds + " and " + steps);
        }
        this.rule = rule;
        this.beta = beta;
        this.rounds = rounds;
        this.steps = steps;
        this.cutShort = cutShort;
    }

    @Override
    public String name() {
        return rule == Rule.L1 ? "EAD (L1)" : "EAD (elastic net)";
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(
                Map.of("beta", beta, "rounds", rounds, "restarts", restarts(), "steps", steps, "cutShort", cutShort));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.L1;
    }

    @Override
    double length(Problem problem, float[] centre, float[] points, int at) {
        double sum = Measure.L1.distance(problem.threat(), centre, 0, points, at, centre.length);
        if (rule == Rule.L1) {
            return sum;
        }
        double euclidean = Measure.L2.distance(problem.threat(), centre, 0, points, at, centre.length);
        double scale = problem.threat().paperUnit();
        return beta * (sum / scale) + euclidean / scale * (euclidean / scale);
    }

    @Override
    Slopes slopes(Problem problem) {
        return Slopes.of(problem, Loss.MARGIN);
    }

    @Override
    Walk begin(Start start) {
        return new Descent(start);
    }

    /** A deviation shrunk towards 0 by β, as far as the box lets it (equation 5). */
    static float shrunk(double deviation, double beta, float lower, float upper) {
        if (deviation > beta) {
            return (float) Math.min(deviation - beta, upper);
        }
        return deviation < -beta ? (float) Math.max(deviation + beta, lower) : 0;
    }

    private final class Descent extends Walk {
        private final Start start;
        private final double factor;
        private final ConstantSearch search = new ConstantSearch(ConstantSearch.FIRST, rounds, steps, cutShort);
        private final float[] slope;
        private final float[] slack;
        private final float[] shrunk;
        /** Whether the point is the one that gradients are taken at, which runs ahead. */
        private boolean ahead = true;

        Descent(Start start) {
            super(start.size());
            this.start = start;
            this.factor = start.factor();
            this.slope = new float[start.size()];
            this.slack = new float[start.size()];
            this.shrunk = new float[start.size()];
        }

        @Override
        boolean advance(Sight sight) {
            search.takeDown(sight.adversarial());
            double lead = sight.lead(start);
            double weight = lead > 0 ? search.constant() * factor : 0;
            if (ahead) {
                step(sight, weight);
                ahead = false;
                return true;
            }
            ahead = true;
            double squares = Lengths.squares(point);
            double sum = Lengths.of(Norm.L1, point);
            if (search.endsRound(beta * sum + squares + weight * lead)) {
                if (!search.nextRound()) {
                    return false;
                }
                Arrays.fill(slack, 0);
                Arrays.fill(shrunk, 0);
            }
            System.arraycopy(slack, 0, point, 0, point.length);
            return true;
        }

        /** From the point ahead to the next shrunk one, and puts the one ahead of that aside. */
        private void step(Sight sight, double weight) {
            sight.slope(0, slope);
            int k = search.step();
            double rate = RATE * Math.sqrt(1 - (double) k / steps);
            double momentum = k / (k + 3.0);
            for (int i = 0; i < point.length; i++) {
                double moved = slack[i] - rate * (2 * slack[i] - weight * slope[i]);
                float next = shrunk(
                        moved, beta, start.around().lower()[i], start.around().upper()[i]);
                slack[i] = (float) (next + momentum * (next - shrunk[i]));
                shrunk[i] = next;
                point[i] = next;
            }
            start.around().clip(slack);
        }
    }
}
