package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The L∞ attack of Carlini &amp; Wagner (2017, section VI-C): Adam on {@code c · max(lead, 0) + Σ max(|δ| − τ, 0)}, with c
 * doubled until that comes to nothing; then τ goes down to nine tenths of what was found, which the next search starts from.
 * It ends where no c succeeds, or at a last τ.
 */
public final class CarliniWagnerLinf extends Aimed {
    private static final double RATE = 5e-3;
    private static final double FIRST = 1e-5;
    private static final double LARGEST = 20;
    private static final double DECREASE = 0.9;
    /** Of c: a loss that counts as nothing. */
    private static final double NOTHING = 1e-4;
    /** A share of the range. */
    private static final double LAST = 1.0 / 256;
    /** Of what is to be reached, which may be less: a point of so small a τ that settles still lies within. */
    private static final double WITHIN = 0.5;

    private final int steps;

    /**
     * @param steps for each c, at least 1; the authors' code has 1,000
     * @param restarts attempts for each example at most: the first after any class, each further one after one
     */
    public CarliniWagnerLinf(int steps, int restarts) {
        super(restarts);
        if (steps < 1) {
            throw new IllegalArgumentException("C&W needs at least one step, but got " + steps);
        }
        this.steps = steps;
    }

    @Override
    public String name() {
        return "C&W L∞";
    }

    @Override
    public Map<String, Object> parameters() {
        return new TreeMap<>(Map.of("restarts", restarts(), "steps", steps));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.LINF;
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
        private final double factor;
        private final TanhBox box;
        private final Adam adam;
        private final float[] slope;
        private final double[] gradient;
        private final double last;
        private double threshold;
        private double constant = FIRST;
        private int step;

        Descent(Start start) {
            super(start.size());
            this.start = start;
            this.factor = start.factor();
            this.box = new TanhBox(start.around());
            this.adam = new Adam(start.size());
            this.slope = new float[start.size()];
            this.gradient = new double[start.size()];
            this.threshold = start.around().width(Norm.LINF);
            // Nothing lies within a reach of 0, and the paper's end is left then.
            double within = start.reach() > 0 ? start.reach() * WITHIN : threshold;
            this.last = Math.min(threshold * LAST, within);
            box.set(point);
            box.write(point);
        }

        @Override
        boolean advance(Sight sight) {
            double lead = sight.lead(start);
            double weight = lead > 0 ? constant * factor : 0;
            sight.slope(0, slope);
            double loss = weight * lead;
            for (int i = 0; i < point.length; i++) {
                double excess = Math.abs(point[i]) - threshold;
                loss += Math.max(0, excess);
                double way = excess > 0 ? Math.signum(point[i]) : 0;
                gradient[i] = box.slope(i, way - weight * slope[i]);
            }
            if (sight.adversarial() && loss < NOTHING * constant) {
                return comeNearer();
            }
            if (++step >= steps) {
                step = 0;
                constant *= 2;
                if (constant >= LARGEST) {
                    return false;
                }
            }
            adam.descend(gradient, box.w(), RATE);
            box.write(point);
            return true;
        }

        /** Lowers τ, and goes on from the point; false where that was the last. */
        private boolean comeNearer() {
            double before = threshold;
            threshold = DECREASE * Math.min(threshold, Lengths.of(Norm.LINF, point));
            step = 0;
            adam.reset();
            box.set(point);
            box.write(point);
            // Of denormal numbers a share may be rounded to the same.
            return threshold > last && threshold < before;
        }
    }
}
