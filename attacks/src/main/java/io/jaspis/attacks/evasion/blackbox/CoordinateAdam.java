package io.jaspis.attacks.evasion.blackbox;

import java.util.Arrays;

/** Adam (Kingma &amp; Ba 2015) whose coordinates step when they are told to, each with a count of its own (Chen et al. 2017). */
final class CoordinateAdam {
    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double TINY = 1e-8;

    private final double[] mean;
    private final double[] square;
    private final int[] steps;

    CoordinateAdam(int size) {
        this.mean = new double[size];
        this.square = new double[size];
        this.steps = new int[size];
    }

    /** How far a coordinate goes down a slope. */
    double step(int i, double slope, double rate) {
        steps[i]++;
        mean[i] = FIRST * mean[i] + (1 - FIRST) * slope;
        square[i] = SECOND * square[i] + (1 - SECOND) * slope * slope;
        double corrected = mean[i] / (1 - Math.pow(FIRST, steps[i]));
        return -rate * corrected / (Math.sqrt(square[i] / (1 - Math.pow(SECOND, steps[i]))) + TINY);
    }

    void restart() {
        Arrays.fill(mean, 0);
        Arrays.fill(square, 0);
        Arrays.fill(steps, 0);
    }
}
