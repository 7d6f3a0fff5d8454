package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The L2 attack of Carlini &amp; Wagner (2017, "Towards evaluating the robustness of neural networks", section VI-A): Adam on
 * {@code ‖δ‖² + c · max(lead, 0)} in variables that keep the point in the range, for each of the constants c of a binary
 * search.
 */
public final class CarliniWagner extends Aimed {
    private static final double RATE = 0.01;

    private final int rounds;
    private final int steps;
    private final boolean cutShort;
    private final double first;

    /**
     * @param rounds constants that are tried; the paper has 9
     * @param steps of each round, at least 1; the authors' code has 10,000, of which it ends most early
     * @param cutShort whether a round ends once a tenth of its steps win nothing, as in the authors' code
     * @param restarts attempts for each example at most: the first after any class, each further one after one
     */
    public CarliniWagner(int rounds, int steps, boolean cutShort, int restarts) {
        this(rounds, steps, cutShort, restarts, ConstantSearch.FIRST);
    }

    /** @param first the first constant, above 0 */
    CarliniWagner(int rounds, int steps, boolean cutShort, int restarts, double first) {
        super(restarts);
        if (rounds < 1 || steps < 1) {
            throw new IllegalArgumentException(
                    "C&W needs at least one round and one step, but got " + rounds + " and " + steps);
        }
        this.rounds = rounds;
        this.steps = steps;
        this.cutShort = cutShort;
        this.first = first;
    }

    @Override
    public String name() {
        return "C&W L2";
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("rounds", rounds, "restarts", restarts(), "steps", steps, "cutShort", cutShort));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.L2;
    }

    @Override
    Slopes slopes(Problem problem) {
        return Slopes.of(problem, Loss.MARGIN);
    }

    @Override
    Walk begin(Start start) {
        return new Descent(start, new ConstantSearch(first, rounds, steps, cutShort));
    }

    /** Every round of one example. */
    static final class Descent extends Walk {
        private final Start start;
        private final double factor;
        private final ConstantSearch search;
        private final TanhBox box;
        private final Adam adam;
        private final float[] slope;
        private final double[] gradient;
        private final float[] none;
        /** The example as the variables have it, just inside of the range. */
        private final float[] origin;

        Descent(Start start, ConstantSearch search) {
            super(start.size());
            this.start = start;
            this.factor = start.factor();
            this.search = search;
            this.box = new TanhBox(start.around());
            this.adam = new Adam(start.size());
            this.slope = new float[start.size()];
            this.gradient = new double[start.size()];
            this.none = new float[start.size()];
            this.origin = new float[start.size()];
            beginRound();
            System.arraycopy(point, 0, origin, 0, origin.length);
        }

        private void beginRound() {
            box.set(none);
            box.write(point);
            adam.reset();
        }

        @Override
        boolean advance(Sight sight) {
            search.takeDown(sight.adversarial());
            double lead = sight.lead(start);
            // Written so that NaN counts for nothing.
            double weight = lead > 0 ? search.constant() * factor : 0;
            sight.slope(0, slope);
            double squares = 0;
            for (int i = 0; i < point.length; i++) {
                double way = (double) point[i] - origin[i];
                squares += way * way;
                gradient[i] = box.slope(i, 2 * way - weight * slope[i]);
            }
            if (search.endsRound(squares + weight * lead)) {
                if (!search.nextRound()) {
                    return false;
                }
                beginRound();
                return true;
            }
            adam.descend(gradient, box.w(), RATE);
            box.write(point);
            return true;
        }
    }
}
