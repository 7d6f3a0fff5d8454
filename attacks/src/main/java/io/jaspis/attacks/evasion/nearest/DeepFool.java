package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * DeepFool (Moosavi-Dezfooli, Fawzi &amp; Frossard 2016), in L∞ where the threat is and else in L2: steps onto the nearest of
 * the hyperplanes at which a class draws level, until the point is adversarial. What is evaluated lies 2 % beyond the steps'
 * sum, as in the published code.
 */
public final class DeepFool extends MinimumNorm {
    private static final double OVERSHOOT = 0.02;
    /** What each step is longer than to the hyperplane. */
    private static final double LONGER = 1e-4;

    private final int steps;
    private final int candidates;

    /**
     * @param steps at most, at least 1; the paper's code has 50
     * @param candidates classes of the largest scores that are looked at, the label's own included, at least 2; the
     *     paper's code has 10
     */
    public DeepFool(int steps, int candidates) {
        if (steps < 1 || candidates < 2) {
            throw new IllegalArgumentException(
                    "DeepFool needs at least one step and two candidates, but got " + steps + " and " + candidates);
        }
        this.steps = steps;
        this.candidates = candidates;
    }

    @Override
    public String name() {
        return "DeepFool";
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("steps", steps, "candidates", candidates));
    }

    private static Norm norm(Norm threat) {
        return threat == Norm.LINF ? Norm.LINF : Norm.L2;
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.of(norm(problem.threat().norm()));
    }

    @Override
    Slopes slopes(Problem problem) {
        return problem.targeted()
                ? Slopes.of(problem, Loss.MARGIN)
                : Slopes.ofSums(problem, Math.min(candidates, problem.classes()) - 1);
    }

    @Override
    int attempts(Problem problem) {
        return 1;
    }

    @Override
    Walk begin(Start start) {
        return new Descent(start, new float[start.size()]);
    }

    /** Begins elsewhere than at the example. */
    Descent begin(Start start, float[] from) {
        return new Descent(start, from);
    }

    final class Descent extends Walk {
        private final Start start;
        private final float[] from;
        private final Norm norm;
        private final int[] rivals;
        private final float[] sum;
        private float[] nearest;
        private float[] slope;
        private int taken;

        private Descent(Start start, float[] from) {
            super(start.size());
            System.arraycopy(from, 0, point, 0, from.length);
            this.start = start;
            this.from = from;
            this.norm = norm(start.around().threat().norm());
            this.rivals = start.rivals();
            this.sum = new float[start.size()];
            this.nearest = new float[start.size()];
            this.slope = new float[start.size()];
        }

        @Override
        void weigh(int number, float[] seed, int at) {
            seed[at + rivals[number]] = 1;
            seed[at + start.label()] = -1;
        }

        @Override
        boolean advance(Sight sight) {
            if (sight.adversarial() || taken == steps) {
                return false;
            }
            double least = Double.POSITIVE_INFINITY;
            int count = start.target() == Logits.NONE ? Math.min(candidates - 1, rivals.length) : 1;
            for (int k = 0; k < count; k++) {
                sight.slope(k, slope);
                start.around().leaveOutEnded(point, slope);
                double distance = distance(sight, k);
                if (distance < least) {
                    least = distance;
                    float[] other = nearest;
                    nearest = slope;
                    slope = other;
                }
            }
            if (least == Double.POSITIVE_INFINITY) {
                return false;
            }
            go(least + LONGER);
            taken++;
            return true;
        }

        /** Adds all steps, with what lies beyond. */
        void addTo(float[] deviation) {
            for (int i = 0; i < sum.length; i++) {
                deviation[i] += (float) ((1 + OVERSHOOT) * sum[i]);
            }
        }

        /** To the hyperplane of a rival, along the slope; without one there is no end to it. */
        private double distance(Sight sight, int rival) {
            double steepness = Lengths.dual(norm, slope);
            double behind = start.target() == Logits.NONE
                    ? (double) sight.score(start.label()) - sight.score(rivals[rival])
                    : sight.lead(start);
            return steepness == 0 ? Double.POSITIVE_INFINITY : Math.abs(behind) / steepness;
        }

        private void go(double way) {
            double length = norm == Norm.LINF ? 1 : Lengths.of(norm, nearest);
            for (int i = 0; i < point.length; i++) {
                double share = norm == Norm.LINF ? Math.signum(nearest[i]) : nearest[i] / length;
                sum[i] += (float) (way * share);
                point[i] = (float) (from[i] + (1 + OVERSHOOT) * sum[i]);
            }
            start.around().clip(point);
        }
    }
}
