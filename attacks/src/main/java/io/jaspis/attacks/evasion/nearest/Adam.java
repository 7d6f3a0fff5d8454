package io.jaspis.attacks.evasion.nearest;

import java.util.Arrays;

/** Descent by Adam (Kingma &amp; Ba 2015) with its usual decays, for one point. */
final class Adam {
    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double TINY = 1e-8;

    private final double[] mean;
    private final double[] square;
    private double firstLeft = 1;
    private double secondLeft = 1;

    Adam(int size) {
        this.mean = new double[size];
        this.square = new double[size];
    }

    void reset() {
        Arrays.fill(mean, 0);
        Arrays.fill(square, 0);
        firstLeft = 1;
        secondLeft = 1;
    }

    /** Moves a point down a gradient. */
    void descend(double[] gradient, double[] point, double rate) {
        firstLeft *= FIRST;
        secondLeft *= SECOND;
        double stretch = 1 / (1 - firstLeft);
        double squareStretch = 1 / (1 - secondLeft);
        for (int i = 0; i < point.length; i++) {
            double slope = gradient[i];
            mean[i] = FIRST * mean[i] + (1 - FIRST) * slope;
            square[i] = SECOND * square[i] + (1 - SECOND) * slope * slope;
            point[i] -= rate * mean[i] * stretch / (Math.sqrt(square[i] * squareStretch) + TINY);
        }
    }
}
