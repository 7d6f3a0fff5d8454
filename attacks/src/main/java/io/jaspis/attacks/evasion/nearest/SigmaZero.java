package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The L0 attack σ-zero (Cinà, Villani, Pintor, Schönherr, Biggio &amp; Pelillo 2025): Adam on the lead and a smooth count of
 * changed elements, {@code max(lead, 0) + (1/d) Σ δ² / (δ² + σ)}, by its gradient over that's largest element; elements
 * below a threshold, which falls until something is found and rises while it is, go back to 0. An element's deviation counts
 * as a share of its range.
 */
public final class SigmaZero extends Aimed {
    private static final double SIGMA = 1e-3;
    private static final double FIRST_RATE = 1;
    private static final double LAST_RATE = 0.1;
    private static final double FIRST_THRESHOLD = 0.3;
    private static final double PACE = 0.01;

    private final int steps;

    /**
     * @param steps at least 1; the paper has 1,000
     * @param restarts attempts for each example at most: the first after any class, each further one after one
     */
    public SigmaZero(int steps, int restarts) {
        super(restarts);
        if (steps < 1) {
            throw new IllegalArgumentException("σ-zero needs at least one step, but got " + steps);
        }
        this.steps = steps;
    }

    @Override
    public String name() {
        return "σ-zero-" + steps;
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("restarts", restarts(), "steps", steps));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.L0;
    }

    @Override
    Neighbourhood.Unit unit() {
        return Neighbourhood.Unit.WIDTH;
    }

    @Override
    Slopes slopes(Problem problem) {
        return Slopes.of(problem, Loss.MARGIN);
    }

    @Override
    Walk begin(Start start) {
        return new Descent(start);
    }

    private final class Descent extends Walk {
        private final Start start;
        private final Adam adam;
        private final float[] slope;
        private final double[] gradient;
        private final double[] moved;
        private double threshold = FIRST_THRESHOLD;
        private int step;

        Descent(Start start) {
            super(start.size());
            this.start = start;
            this.adam = new Adam(start.size());
            this.slope = new float[start.size()];
            this.gradient = new double[start.size()];
            this.moved = new double[start.size()];
        }

        @Override
        boolean advance(Sight sight) {
            if (step == steps) {
                return false;
            }
            takeGradient(sight);
            for (int i = 0; i < point.length; i++) {
                moved[i] = point[i];
            }
            adam.descend(gradient, moved, Annealing.cosine(FIRST_RATE, LAST_RATE, step, steps));
            step++;
            double pace = PACE * Annealing.cosine(FIRST_RATE, LAST_RATE, step, steps);
            threshold = Math.clamp(threshold + (sight.adversarial() ? pace : -pace), 0, 1);
            for (int i = 0; i < point.length; i++) {
                point[i] = (float) moved[i];
            }
            start.around().clip(point);
            for (int i = 0; i < point.length; i++) {
                point[i] = Math.abs(point[i]) < threshold ? 0 : point[i];
            }
            return true;
        }

        private void takeGradient(Sight sight) {
            double weight = sight.lead(start) > 0 ? 1 : 0;
            sight.slope(0, slope);
            double largest = 1e-12;
            for (int i = 0; i < point.length; i++) {
                double spread = (double) point[i] * point[i] + SIGMA;
                gradient[i] = 2 * SIGMA * point[i] / (spread * spread) / point.length - weight * slope[i];
                largest = Math.max(largest, Math.abs(gradient[i]));
            }
            for (int i = 0; i < point.length; i++) {
                gradient[i] /= largest;
            }
        }
    }
}
