package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The L2 attack DDN (Rony, Hafemann, Oliveira, Ben Ayed, Sabourin &amp; Granger 2019): the direction follows the gradient of
 * the cross-entropy, and the norm shrinks by γ where the point is adversarial and else grows by it.
 */
public final class DecoupledDirectionNorm extends Aimed {
    private static final double GAMMA = 0.05;
    private static final double FIRST_NORM = 1;
    private static final double FIRST_RATE = 1;
    private static final double LAST_RATE = 0.01;

    private final int steps;

    /**
     * @param steps at least 1; the paper has 100 to 1,000
     * @param restarts attempts for each example at most: the first after any class, each further one after one
     */
    public DecoupledDirectionNorm(int steps, int restarts) {
        super(restarts);
        if (steps < 1) {
            throw new IllegalArgumentException("DDN needs at least one step, but got " + steps);
        }
        this.steps = steps;
    }

    @Override
    public String name() {
        return "DDN-" + steps;
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("restarts", restarts(), "steps", steps));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.L2;
    }

    @Override
    Slopes slopes(Problem problem) {
        return Slopes.of(problem, Loss.CROSS_ENTROPY);
    }

    @Override
    Walk begin(Start start) {
        return new Descent(start);
    }

    private final class Descent extends Walk {
        private final Start start;
        private final float[] slope;
        private final double farthest;
        private double norm = FIRST_NORM;
        private int step;

        Descent(Start start) {
            super(start.size());
            this.start = start;
            this.slope = new float[start.size()];
            this.farthest = start.around().farthest(Norm.L2);
        }

        @Override
        boolean advance(Sight sight) {
            if (step == steps) {
                return false;
            }
            sight.slope(0, slope);
            double length = Lengths.of(Norm.L2, slope);
            if (length == 0) {
                start.normal(step, slope);
                start.around().hold(slope);
                length = Math.max(Lengths.of(Norm.L2, slope), 1e-30);
            }
            double rate = Annealing.cosine(FIRST_RATE, LAST_RATE, step, steps);
            for (int i = 0; i < point.length; i++) {
                point[i] += (float) (rate * slope[i] / length);
            }
            norm = Math.min(farthest, norm * (sight.adversarial() ? 1 - GAMMA : 1 + GAMMA));
            double moved = Lengths.of(Norm.L2, point);
            for (int i = 0; i < point.length; i++) {
                point[i] = moved == 0 ? 0 : (float) (point[i] * norm / moved);
            }
            start.around().clip(point);
            step++;
            return true;
        }
    }
}
