package io.jaspis.attacks;

import io.jaspis.attacks.search.CutBall;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;

/**
 * Steps along a gradient over all features but categories, in units of each feature's own ε: those of a length that raise a
 * linear loss most where each feature's way ends somewhere. A feature that is at its end, or can't go its way at all, takes
 * nothing of the step from the others. It is moved beyond its end all the same, and the projection brings it back: one that
 * stood right there would give way to the others in it.
 */
final class FeatureSlope {
    private final Threat threat;
    private final Features features;
    private final double[] slope;
    /** How far each feature can go its way, in units of its ε. */
    private final double[] room;

    private final CutBall ball;

    /** @param threat with features */
    FeatureSlope(Threat threat) {
        this.threat = threat;
        this.features = threat.features();
        this.slope = new double[features.size()];
        this.room = new double[features.size()];
        this.ball = new CutBall(Norm.L2, threat.norm() == Norm.L2 ? features.size() : 0);
    }

    /**
     * Moves a relaxed point around a centre along a gradient, to where it is still to be projected.
     *
     * @param length in the threat's norm, of the step up to the ends of features
     */
    void step(float[] ascent, int at, float[] centre, int centreAt, float[] point, int pointAt, double length) {
        for (int i = 0; i < slope.length; i++) {
            take(i, ascent[at + i], centre[centreAt + i], point[pointAt + i]);
        }
        switch (threat.norm()) {
            case LINF -> signStep(point, pointAt, length);
            case L2 -> straightStep(point, pointAt, length);
            case L1 -> sparseStep(centre, centreAt, point, pointAt, length);
        }
    }

    private void take(int feature, float rise, float centre, float at) {
        double radius = features.radius(feature);
        boolean moves = !features.isCategory(feature) && !Float.isNaN(rise) && radius > 0;
        double end = rise > 0 ? threat.endAbove(feature, centre) : threat.endBelow(feature, centre);
        room[feature] = moves ? Math.max(0, rise > 0 ? end - at : at - end) / radius : 0;
        slope[feature] = moves ? Math.clamp(rise, -Float.MAX_VALUE, Float.MAX_VALUE) * radius : 0;
    }

    private void move(float[] point, int at, int feature, double way) {
        point[at + feature] += (float) (Math.signum(slope[feature]) * way * features.radius(feature));
    }

    private void signStep(float[] point, int at, double length) {
        for (int i = 0; i < slope.length; i++) {
            move(point, at, i, length);
        }
    }

    /** Along the slope, so far that it is as long as it may be with each feature cut at its end. */
    private void straightStep(float[] point, int at, double length) {
        double largest = 0;
        for (double one : slope) {
            largest = Math.max(largest, Math.abs(one));
        }
        if (largest == 0) {
            return;
        }
        for (int i = 0; i < slope.length; i++) {
            ball.set(i, Math.abs(slope[i]) / largest, room[i]);
        }
        ball.stretch(length);
        for (int i = 0; i < slope.length; i++) {
            move(point, at, i, ball.scaled(i));
        }
    }

    /**
     * Along the steepest feature, then along the next by what is left at its end: tables have few. A whole number ends at the last
     * one that the ball has beside what the steeper ones hold of it, since what is over would bring it nowhere.
     */
    private void sparseStep(float[] centre, int centreAt, float[] point, int at, double length) {
        double left = length;
        double held = 0;
        while (left > 0) {
            int steepest = 0;
            for (int i = 1; i < slope.length; i++) {
                steepest = Math.abs(slope[i]) > Math.abs(slope[steepest]) ? i : steepest;
            }
            if (slope[steepest] == 0) {
                return;
            }
            double radius = features.radius(steepest);
            double from = (point[at + steepest] - (double) centre[centreAt + steepest]) * Math.signum(slope[steepest]);
            boolean whole = features.isWhole(steepest);
            if (whole) {
                double last = Math.floor(Math.max(0, threat.epsilon() - held) * radius * (1 + 1e-12));
                room[steepest] = Math.clamp((last - from) / radius, 0, room[steepest]);
            }
            double taken = Math.min(left, room[steepest]);
            move(point, at, steepest, whole ? taken : left);
            held += Math.abs(from / radius + taken);
            left -= taken;
            slope[steepest] = 0;
        }
    }
}
