package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Loss;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fast adaptive boundary attack of Croce &amp; Hein (2020, "Minimally distorted adversarial examples with a fast adaptive
 * boundary attack"), in the threat's norm: each step goes to the nearest of the hyperplanes at which a class draws level by
 * the point's gradients, a little beyond it and drawn towards the example's own projection onto it; what is adversarial goes
 * a tenth of its way back. At the end of each attempt the segment from the example to the nearest that was found is searched.
 *
 * <p>Targeted at one class an attempt, it needs one gradient a step, else one for each other class; of many classes and large
 * examples a point's gradients are taken in parts.
 */
public final class Fab extends MinimumNorm {
    private static final double OVERSHOOT = 1.05;
    private static final double BACK = 0.9;
    private static final double MOST_BIAS = 0.1;
    private static final int LAST_STEPS = 3;
    private static final double TINY = 1e-8;

    private final boolean byTarget;
    private final int steps;
    private final int targets;
    private final int restarts;
    private final int lastSteps;
    /** Elements of slopes that a point has at once, at most. */
    private final int most;

    private Fab(boolean byTarget, int steps, int targets, int restarts, int lastSteps, int most) {
        if (steps < 1 || targets < 1 || restarts < 1) {
            throw new IllegalArgumentException("FAB needs at least one step, one target and one restart, but got "
                    + steps + ", " + targets + ", " + restarts);
        }
        this.byTarget = byTarget;
        this.steps = steps;
        this.targets = targets;
        this.restarts = restarts;
        this.lastSteps = lastSteps;
        this.most = most;
    }

    /**
     * Towards the nearest class in each step, at the price of a gradient for each.
     *
     * @param steps of each attempt; the paper has 100
     * @param restarts attempts, all but the first from a random start
     */
    public static Fab untargeted(int steps, int restarts) {
        return new Fab(false, steps, 1, restarts, LAST_STEPS, Slopes.MOST);
    }

    /**
     * One class an attempt, those of the example's larger scores first.
     *
     * @param steps of each attempt; AutoAttack has 100
     * @param targets classes at most; AutoAttack has 9
     * @param restarts attempts for each class, all but the first from a random start
     */
    public static Fab targeted(int steps, int targets, int restarts) {
        return new Fab(true, steps, targets, restarts, LAST_STEPS, Slopes.MOST);
    }

    /** The same without the search at the end. */
    Fab withoutLastSteps() {
        return new Fab(byTarget, steps, targets, restarts, 0, most);
    }

    /** The same with no more elements of a point's slopes at once than these. */
    Fab holding(int elements) {
        return new Fab(byTarget, steps, targets, restarts, lastSteps, elements);
    }

    @Override
    public String name() {
        return (byTarget ? "FAB-T-" : "FAB-") + steps + (restarts > 1 ? "×" + restarts : "");
    }

    @Override
    public Map<String, Object> parameters() {
        return byTarget
                ? new TreeMap<>(Map.of("steps", steps, "targets", targets, "restarts", restarts))
                : new TreeMap<>(Map.of("steps", steps, "restarts", restarts));
    }

    @Override
    public Measure measure(Problem problem) {
        return Measure.of(problem.threat().norm());
    }

    @Override
    Slopes slopes(Problem problem) {
        if (problem.targeted()) {
            return Slopes.of(problem, Loss.MARGIN);
        }
        return Slopes.inParts(problem, byTarget ? 1 : problem.classes() - 1, most);
    }

    @Override
    int attempts(Problem problem) {
        return restarts * targets(problem.targeted(), problem.classes());
    }

    private int targets(boolean targeted, int classes) {
        return byTarget && !targeted ? Math.min(targets, classes - 1) : 1;
    }

    @Override
    Walk begin(Start start) {
        int[] rivals = start.rivals();
        if (!byTarget || start.target() != Logits.NONE) {
            return new Boundary(start, rivals, start.attempt() > 0);
        }
        int count = Math.min(targets, rivals.length);
        return new Boundary(start, new int[] {rivals[start.attempt() % count]}, start.attempt() >= count);
    }

    /** One attempt. */
    private final class Boundary extends Walk {
        private final Start start;
        private final Neighbourhood around;
        private final Norm norm;
        private final int[] rivals;
        /** The distance of the nearest hyperplane so far, and by how much its class leads; NaN where there is none. */
        private double least = Double.POSITIVE_INFINITY;

        private double lead = Double.NaN;
        private final HyperplaneProjection projection;
        private final float[] origin;
        /** Towards the class whose hyperplane is the nearest. */
        private float[] nearest;

        private float[] slope;
        private final float[] fromPoint;
        private final float[] fromExample;
        private final Segment segment;
        /** Whether the point is the start, or has gone back: then it isn't asked whether it is adversarial. */
        private boolean back = true;

        private int taken;

        Boundary(Start start, int[] rivals, boolean random) {
            super(start.size());
            this.start = start;
            this.around = start.around();
            this.norm = around.threat().norm();
            this.rivals = rivals;
            int size = start.size();
            this.projection = new HyperplaneProjection(norm, size);
            this.origin = new float[size];
            this.nearest = new float[size];
            this.slope = new float[size];
            this.fromPoint = new float[size];
            this.fromExample = new float[size];
            this.segment = new Segment(start, lastSteps);
            if (random) {
                leave();
            }
        }

        /** Goes half of the reach away, in a random direction. */
        private void leave() {
            if (norm == Norm.LINF) {
                start.uniform(0, point);
                for (int i = 0; i < point.length; i++) {
                    point[i] = 2 * point[i] - 1;
                }
            } else {
                start.normal(0, point);
            }
            around.hold(point);
            double reach = Math.min(start.reach(), around.width(norm));
            double factor = reach / 2 / Math.max(Lengths.of(norm, point), 1e-30);
            for (int i = 0; i < point.length; i++) {
                point[i] = (float) (factor * point[i]);
            }
            around.clip(point);
        }

        @Override
        void weigh(int number, float[] seed, int at) {
            if (number < rivals.length) {
                seed[at + rivals[number]] = 1;
                seed[at + start.label()] = -1;
            }
        }

        @Override
        boolean gather(Sight sight) {
            boolean steps = !segment.begun() && !(sight.adversarial() && !back) && taken < Fab.this.steps;
            if (steps) {
                choose(sight);
            }
            return steps;
        }

        @Override
        boolean advance(Sight sight) {
            if (segment.begun()) {
                return segment.advance(sight, point);
            }
            boolean found = sight.adversarial() && !back;
            if (found) {
                segment.take(sight, point, Lengths.of(norm, sight.settled()));
            }
            if (taken == steps) {
                return segment.begin(point);
            }
            if (found) {
                for (int i = 0; i < point.length; i++) {
                    point[i] = (float) (BACK * point[i]);
                }
                back = true;
                return true;
            }
            back = false;
            return step(sight) || segment.begin(point);
        }

        /** Goes beyond the nearest hyperplane; false where there is none. */
        private boolean step(Sight sight) {
            choose(sight);
            double difference = lead;
            least = Double.POSITIVE_INFINITY;
            lead = Double.NaN;
            if (Double.isNaN(difference)) {
                return false;
            }
            double along = Lengths.product(nearest, sight.settled());
            double need = along - difference;
            // From a relaxed point as far as from where it settled, so that steps add up until it settles elsewhere.
            double own = Lengths.product(nearest, point);
            projection.project(point, nearest, own - difference - own, around.lower(), around.upper(), fromPoint);
            projection.project(origin, nearest, need, around.lower(), around.upper(), fromExample);
            double there = Math.max(Lengths.of(norm, fromPoint), TINY);
            double back = Math.max(Lengths.of(norm, fromExample), TINY);
            double bias = Math.min(there / (there + back), MOST_BIAS);
            for (int i = 0; i < point.length; i++) {
                double ahead = point[i] + OVERSHOOT * fromPoint[i];
                point[i] = (float) (ahead * (1 - bias) + OVERSHOOT * fromExample[i] * bias);
            }
            around.clip(point);
            taken++;
            return true;
        }

        /** Keeps the slope of the nearest class, of those whose slopes are there and of those before. */
        private void choose(Sight sight) {
            int first = sight.first();
            for (int k = first; k < Math.min(rivals.length, first + sight.slopes()); k++) {
                sight.slope(k - first, slope);
                double steepness = Lengths.dual(norm, slope);
                double difference = start.target() == Logits.NONE
                        ? (double) sight.score(rivals[k]) - sight.score(start.label())
                        : -sight.lead(start);
                double distance = Math.abs(difference) / (1e-12 + steepness);
                if (steepness > 0 && distance < least) {
                    least = distance;
                    lead = difference;
                    float[] other = nearest;
                    nearest = slope;
                    slope = other;
                }
            }
        }
    }
}
