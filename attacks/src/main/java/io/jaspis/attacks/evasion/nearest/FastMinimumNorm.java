package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fast minimum-norm attack FMN (Pintor, Roli, Brendel &amp; Biggio 2021) in L∞, L2, L1 and L0: a step along the gradient of
 * the lead, then onto the ball of radius ε, which shrinks by γ where the point is adversarial and else grows by it; until
 * something is found it reaches to where the gradient says that the boundary is. Rate and γ fall along a cosine.
 */
public final class FastMinimumNorm extends Aimed {
    private static final double FIRST_RATE = 1;
    private static final double LAST_RATE = 0.01;
    private static final double FIRST_GAMMA = 0.05;
    private static final double LAST_GAMMA = 0.001;

    private final boolean counting;
    private final int steps;

    private FastMinimumNorm(boolean counting, int steps, int restarts) {
        super(restarts);
        if (steps < 1) {
            throw new IllegalArgumentException("FMN needs at least one step, but got " + steps);
        }
        this.counting = counting;
        this.steps = steps;
    }

    /**
     * In the threat's norm.
     *
     * @param steps at least 1; the paper has 1,000
     * @param restarts attempts for each example at most: the first after any class, each further one after one
     */
    public static FastMinimumNorm inNorm(int steps, int restarts) {
        return new FastMinimumNorm(false, steps, restarts);
    }

    /** In L0: few elements are to change, by however much. */
    public static FastMinimumNorm inCount(int steps, int restarts) {
        return new FastMinimumNorm(true, steps, restarts);
    }

    @Override
    public String name() {
        return (counting ? "FMN-L0-" : "FMN-") + steps;
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("restarts", restarts(), "steps", steps));
    }

    @Override
    public Measure measure(Problem problem) {
        return counting ? Measure.L0 : Measure.of(problem.threat().norm());
    }

    @Override
    Neighbourhood.Unit unit() {
        return counting ? Neighbourhood.Unit.WIDTH : Neighbourhood.Unit.RADIUS;
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
        private final float[] slope;
        private final float[] sorted;
        private final double farthest;
        private double epsilon;
        private double least = Double.POSITIVE_INFINITY;
        private int step;

        Descent(Start start) {
            super(start.size());
            this.start = start;
            Norm norm = start.around().threat().norm();
            this.slope = new float[start.size()];
            this.sorted = new float[counting ? start.size() : 0];
            this.farthest = counting ? start.around().movable() : start.around().farthest(norm);
            this.epsilon = counting ? 1 : farthest;
        }

        @Override
        boolean advance(Sight sight) {
            if (step == steps) {
                return false;
            }
            sight.slope(0, slope);
            start.around().leaveOutEnded(point, slope);
            double gamma = Annealing.cosine(FIRST_GAMMA, LAST_GAMMA, step, steps);
            if (sight.adversarial()) {
                least = Math.min(least, length(sight.settled()));
            }
            epsilon = Math.min(farthest, counting ? nextCount(sight, gamma) : nextRadius(sight, gamma));
            double steepness = Lengths.of(Norm.L2, slope);
            if (steepness > 0) {
                double rate = Annealing.cosine(FIRST_RATE, LAST_RATE, step, steps);
                for (int i = 0; i < point.length; i++) {
                    point[i] += (float) (rate * slope[i] / steepness);
                }
            }
            if (counting) {
                keepLargest((int) epsilon);
            } else {
                BallProjection.project(norm(), point, epsilon);
            }
            start.around().clip(point);
            step++;
            return true;
        }

        private double length(float[] deviation) {
            return counting ? Lengths.count(deviation) : Lengths.of(norm(), deviation);
        }

        private Norm norm() {
            return start.around().threat().norm();
        }

        private double nextRadius(Sight sight, double gamma) {
            if (sight.adversarial()) {
                return Math.min(epsilon * (1 - gamma), least);
            }
            if (least < Double.POSITIVE_INFINITY) {
                return epsilon * (1 + gamma);
            }
            double steepness = Lengths.dual(norm(), slope);
            double lead = Math.abs(sight.lead(start));
            double length = length(point);
            // A step to where the scores draw level may be too short for floats: it is never below the last γ.
            double boundary = Math.max(lead / steepness, LAST_GAMMA * length);
            // Written so that no slope, and what is no number, reaches as far as there is room.
            return boundary < farthest ? length + boundary : farthest;
        }

        private double nextCount(Sight sight, double gamma) {
            if (sight.adversarial()) {
                double fewer = Math.min(epsilon - 1, Math.floor(epsilon * (1 - gamma)));
                return Math.max(0, Math.min(fewer, least));
            }
            return Math.max(epsilon + 1, Math.floor(epsilon * (1 + gamma)));
        }

        /** Of equals the first. */
        private void keepLargest(int count) {
            if (count >= point.length) {
                return;
            }
            for (int i = 0; i < point.length; i++) {
                sorted[i] = Math.abs(point[i]);
            }
            Arrays.sort(sorted);
            float threshold = count == 0 ? Float.POSITIVE_INFINITY : sorted[sorted.length - count];
            int equals = count;
            for (int i = sorted.length - count; i < sorted.length; i++) {
                equals -= sorted[i] > threshold ? 1 : 0;
            }
            for (int i = 0; i < point.length; i++) {
                float size = Math.abs(point[i]);
                boolean kept = size > threshold || size == threshold && equals-- > 0;
                point[i] = kept ? point[i] : 0;
            }
        }
    }
}
