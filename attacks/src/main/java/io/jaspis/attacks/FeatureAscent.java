package io.jaspis.attacks;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.FeaturePoints;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Features;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * Gradient ascent over features, in units of each feature's own ε. The gradient is that at an allowed point; it moves a
 * relaxed point, which is kept beside, and what is evaluated next is the allowed point at which that settles. So whole
 * numbers and categories change once enough small steps have gone their way (the straight-through estimator of Bengio,
 * Léonard &amp; Courville 2013).
 */
final class FeatureAscent implements Step {
    private final Problem problem;
    private final Threat threat;
    private final Features features;
    private final double length;
    private final Column x;
    private final Column gradient;
    private final Column centre;
    private final Column relaxed;
    private final FeaturePoints points;
    private final FeatureSlope slope;

    private FeatureAscent(Problem problem, double length, Table table) {
        this.problem = problem;
        this.threat = problem.threat();
        this.features = threat.features();
        this.length = length;
        this.x = table.input(Method.X);
        this.gradient = table.output(LossGraph.ASCENT);
        this.centre = table.state(problem.size());
        this.relaxed = table.state(problem.size());
        this.points = new FeaturePoints(threat);
        this.slope = new FeatureSlope(threat);
    }

    /** @param length of each step, in the threat's norm */
    static Method method(Problem problem, Loss loss, boolean targeted, double length) {
        return new Method(
                LossGraph.of(problem, loss, targeted),
                new Budget.Spent(1, 0, 0),
                table -> new FeatureAscent(problem, length, table));
    }

    @Override
    public void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
        System.arraycopy(x.elements(), x.at(place), relaxed.elements(), relaxed.change(place), x.width());
    }

    @Override
    public void move(int place, Attempt attempt) {
        float[] point = relaxed.elements();
        int at = relaxed.change(place);
        slope.step(gradient.elements(), gradient.at(place), x.elements(), x.at(place), point, at, length);
        for (int group = 0; group < features.groups(); group++) {
            stepInGroup(group, gradient.elements(), gradient.at(place), point, at);
        }
        points.relax(centre.elements(), centre.at(place), point, at);
        points.settle(centre.elements(), centre.at(place), point, at, x.elements(), x.change(place));
    }

    /**
     * Moves each category by its slope beside the mean of its group, since one is gained for one that is given up: the
     * farthest by what the step's share of ε is of the way from 0 to 1.
     */
    private void stepInGroup(int group, float[] ascent, int at, float[] point, int pointAt) {
        int count = features.categories(group);
        double mean = 0;
        for (int category = 0; category < count; category++) {
            mean += finite(ascent[at + features.element(group, category)]) / count;
        }
        double largest = 0;
        for (int category = 0; category < count; category++) {
            largest = Math.max(largest, Math.abs(finite(ascent[at + features.element(group, category)]) - mean));
        }
        if (largest == 0 || threat.epsilon() == 0) {
            return;
        }
        double part = length / threat.epsilon() / largest;
        for (int category = 0; category < count; category++) {
            int element = features.element(group, category);
            point[pointAt + element] += (float) (part * (finite(ascent[at + element]) - mean));
        }
    }

    private static double finite(float slope) {
        return Float.isNaN(slope) ? 0 : Math.clamp(slope, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
}
