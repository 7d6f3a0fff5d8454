package io.jaspis.attacks.evasion.nearest;

/**
 * The change of variable that keeps points in a box (Carlini &amp; Wagner 2017, section V-B): a deviation is
 * {@code middle + half · tanh(w)}.
 */
final class TanhBox {
    /** So that what lies on the box's surface has a finite w. */
    private static final double ALMOST = 0.999999;

    private final double[] middle;
    private final double[] half;
    private final double[] w;
    private final double[] tangent;

    TanhBox(Neighbourhood around) {
        int size = around.size();
        this.middle = new double[size];
        this.half = new double[size];
        this.w = new double[size];
        this.tangent = new double[size];
        for (int i = 0; i < size; i++) {
            middle[i] = ((double) around.upper()[i] + around.lower()[i]) / 2;
            half[i] = ((double) around.upper()[i] - around.lower()[i]) / 2;
        }
    }

    /** The variables, to be moved. */
    double[] w() {
        return w;
    }

    /** Sets the variables to those of a deviation, or just inside of the box's surface. */
    void set(float[] deviation) {
        for (int i = 0; i < w.length; i++) {
            double share = half[i] == 0 ? 0 : (deviation[i] - middle[i]) / half[i] * ALMOST;
            w[i] = Math.log((1 + share) / (1 - share)) / 2;
        }
    }

    /** Writes the deviation of the variables. */
    void write(float[] deviation) {
        for (int i = 0; i < w.length; i++) {
            tangent[i] = Math.tanh(w[i]);
            deviation[i] = (float) (middle[i] + half[i] * tangent[i]);
        }
    }

    /** What a gradient in the deviation that was written last is in its variable. */
    double slope(int i, double gradient) {
        return gradient * half[i] * (1 - tangent[i] * tangent[i]);
    }
}
