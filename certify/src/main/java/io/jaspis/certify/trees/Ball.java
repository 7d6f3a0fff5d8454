package io.jaspis.certify.trees;

import io.jaspis.threat.Domain;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/**
 * What an example can become, in cells: a box, in L1 and L2 what is in reach of it, and where features have whole numbers
 * these alone. It holds all that the attacker may choose, and where it holds more a proof is only harder.
 */
final class Ball {
    /** As a share of a radius: far above what double precision makes of the sums. */
    private static final double SLACK = 0x1p-30;

    private final Forest forest;
    private final Norm norm;
    private final Features features;
    private final float[] lower;
    private final float[] upper;
    private final float[] centre;
    /** How far a coordinate can be from the middle by itself. */
    private final double[] axes;

    private Ball(Forest forest, Norm norm, Features features, int size) {
        this.forest = forest;
        this.norm = norm;
        this.features = features;
        this.lower = new float[size];
        this.upper = new float[size];
        this.centre = new float[size];
        this.axes = new double[size];
    }

    /** Around an example. */
    static Ball of(Forest forest, Threat threat, float[] example) {
        Ball ball = new Ball(forest, threat.norm(), threat.features(), example.length);
        for (int i = 0; i < example.length; i++) {
            ball.lower[i] = threat.outerLower(i, example[i]);
            ball.upper[i] = threat.outerUpper(i, example[i]);
            ball.centre[i] = example[i];
            ball.axes[i] = threat.radius(i);
        }
        return ball;
    }

    /** A part of the ball around an example. */
    static Ball of(Forest forest, Threat threat, Domain domain) {
        Ball ball = new Ball(forest, threat.norm(), threat.features(), domain.size());
        for (int i = 0; i < domain.size(); i++) {
            ball.lower[i] = domain.lower(i);
            ball.upper[i] = domain.upper(i);
            ball.centre[i] = domain.centre(i);
            ball.axes[i] = domain.axis(i);
        }
        return ball;
    }

    boolean isBox() {
        return norm == Norm.LINF;
    }

    Cells cells(int feature) {
        return forest.cells(feature);
    }

    int first(int feature) {
        return cells(feature).of(lower[feature]);
    }

    int last(int feature) {
        return cells(feature).of(upper[feature]);
    }

    /** Whether some cells of a feature hold a value that it can have. */
    boolean holds(int feature, int first, int last) {
        if (features == null || !features.isWhole(feature)) {
            return true;
        }
        Cells cells = cells(feature);
        double from = cells.lower(first);
        double to = cells.upper(last);
        double least = Math.ceil(Math.max(from, lower[feature]));
        double most = Math.floor(Math.min(to, upper[feature]));
        least += first % 2 == 0 && least == from ? 1 : 0;
        most -= last % 2 == 0 && most == to ? 1 : 0;
        return least <= most;
    }

    /** What of the whole a move of a feature into some cells takes at least: in L1 a share of 1, in L2 its square. */
    double share(int feature, int first, int last) {
        if (isBox()) {
            return 0;
        }
        double from = cells(feature).lower(first);
        double to = cells(feature).upper(last);
        double apart = Math.max(0, Math.max(from - centre[feature], centre[feature] - to));
        double share = apart == 0 ? 0 : apart / axes[feature];
        return norm == Norm.L1 ? share : share * share;
    }

    /** Whether moves that take so much in all are out of reach. */
    boolean beyond(double shares) {
        return shares > 1 + SLACK;
    }

    /** The point of some cells of a feature that is nearest to the example; NaN where they hold no float. */
    float nearest(int feature, int first, int last) {
        Cells cells = cells(feature);
        int from = first < last && cells.isBlurred(first) ? first + 1 : first;
        int to = from < last && cells.isBlurred(last) ? last - 1 : last;
        return cells.nearest(from, to, centre[feature], lower[feature], upper[feature]);
    }
}
