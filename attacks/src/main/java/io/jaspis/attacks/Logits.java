package io.jaspis.attacks;

/** What is read off the outputs of a classifier. */
public final class Logits {
    /** No class: what outputs tell that have a NaN among them. */
    public static final int NONE = -1;

    private Logits() {}

    /** The index of the largest of {@code classes} numbers from the offset on; the first of several, or {@link #NONE}. */
    public static int largest(float[] logits, int offset, int classes) {
        int best = 0;
        for (int j = 0; j < classes; j++) {
            if (Float.isNaN(logits[offset + j])) {
                return NONE;
            }
            if (logits[offset + j] > logits[offset + best]) {
                best = j;
            }
        }
        return best;
    }

    /** The softmax probability of one class. */
    public static double confidence(float[] logits, int offset, int classes, int of) {
        double total = 0;
        for (int j = 0; j < classes; j++) {
            total += Math.exp((double) logits[offset + j] - logits[offset + of]);
        }
        return 1 / total;
    }
}
