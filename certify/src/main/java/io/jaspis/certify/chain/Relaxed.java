package io.jaspis.certify.chain;

/**
 * The lines that the results of one stage's ReLUs lie between (Zhang et al. 2018, table 1): {@code below·z ≤ ReLU(z) ≤ above·z +
 * offset} wherever z is between its bounds.
 */
final class Relaxed {
    final float[] below;
    final float[] above;
    final float[] offset;
    /** What lies between the line below and the ReLU, on average over the bounds. */
    final float[] gap;
    /** The neurons that aren't off on all of the domain. */
    final int[] active;

    int actives;
    /** Those that may be on or off. */
    final int[] unstable;

    int unstables;

    Relaxed(int neurons) {
        below = new float[neurons];
        above = new float[neurons];
        offset = new float[neurons];
        gap = new float[neurons];
        active = new int[neurons];
        unstable = new int[neurons];
    }

    /** Takes the bounds of the operands. */
    void set(float[] lower, float[] upper) {
        actives = 0;
        unstables = 0;
        for (int j = 0; j < below.length; j++) {
            float l = lower[j];
            float u = upper[j];
            offset[j] = 0;
            if (u <= 0) {
                below[j] = 0;
                above[j] = 0;
                continue;
            }
            active[actives++] = j;
            if (l >= 0) {
                below[j] = 1;
                above[j] = 1;
                continue;
            }
            unstable[unstables++] = j;
            float slope = u / (u - l);
            // A line is above a convex function where it is so at both ends; both products are exact in double.
            double needed = Math.max(-(double) slope * l, u - (double) slope * u);
            above[j] = slope;
            offset[j] = Math.nextUp((float) needed);
            boolean identity = u > -l;
            below[j] = identity ? 1 : 0;
            gap[j] = (identity ? l * l : u * u) / (2 * (u - l));
        }
    }

    /** Takes the other slope below each unstable neuron: 0 for 1, and 1 for 0. */
    void flip() {
        for (int k = 0; k < unstables; k++) {
            below[unstable[k]] = 1 - below[unstable[k]];
        }
    }
}
