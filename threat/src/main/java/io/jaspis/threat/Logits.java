package io.jaspis.threat;

/** What is read off the outputs of a classifier. */
public final class Logits {
    /** No class: what outputs tell that have a NaN among them. */
    public static final int NONE = -1;

    private Logits() {}

    /** Behind the last class lie the logits of another example. */
    static void requireClass(int given, int classes) {
        if (given < 0 || given >= classes) {
            throw new IllegalArgumentException(
                    "there is no class " + given + " among " + classes + " outputs, which go from 0 on");
        }
    }

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

    /**
     * The class that an example of this label is given: the label where it is larger than every other, else the first of
     * the largest others, so that a tie counts against the label; {@link #NONE} where a number is missing.
     *
     * @throws IllegalArgumentException where the label is none of the classes
     */
    public static int prediction(float[] logits, int offset, int classes, int label) {
        requireClass(label, classes);
        int rival = NONE;
        for (int j = 0; j < classes; j++) {
            if (Float.isNaN(logits[offset + j])) {
                return NONE;
            }
            if (j != label && (rival == NONE || logits[offset + j] > logits[offset + rival])) {
                rival = j;
            }
        }
        return rival != NONE && logits[offset + rival] >= logits[offset + label] ? rival : label;
    }

    /**
     * Whether no number is larger than that of this class and none is missing: a tie counts for it.
     *
     * @throws IllegalArgumentException where the target is none of the classes
     */
    public static boolean reached(float[] logits, int offset, int classes, int target) {
        requireClass(target, classes);
        for (int j = 0; j < classes; j++) {
            // Written so that NaN is none.
            if (!(logits[offset + j] <= logits[offset + target])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an attacker has what he wants of an example: that class where he wants one, else any but the label. Where a
     * number is missing there is no class, which is another than the label.
     *
     * @param target {@link #NONE} where any but the label will do
     */
    public static boolean broken(float[] logits, int offset, int classes, int label, int target) {
        return target == NONE
                ? prediction(logits, offset, classes, label) != label
                : reached(logits, offset, classes, target);
    }

    /**
     * By how much a class exceeds the largest other, below 0 where it doesn't; NaN where a number is missing.
     *
     * @throws IllegalArgumentException where it is none of the classes
     */
    public static double lead(float[] logits, int offset, int classes, int of) {
        requireClass(of, classes);
        float other = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            other = j == of ? other : Math.max(other, logits[offset + j]);
        }
        return (double) logits[offset + of] - other;
    }

    /** The classes but this one, those of larger numbers first, of equals in their order. */
    public static int[] rivals(float[] logits, int of) {
        requireClass(of, logits.length);
        int[] rivals = new int[logits.length - 1];
        int count = 0;
        for (int j = 0; j < logits.length; j++) {
            if (j != of) {
                int place = count++;
                for (; place > 0 && logits[j] > logits[rivals[place - 1]]; place--) {
                    rivals[place] = rivals[place - 1];
                }
                rivals[place] = j;
            }
        }
        return rivals;
    }

    /** Whether several classes share the largest number. */
    public static boolean tied(float[] logits, int offset, int classes) {
        int largest = largest(logits, offset, classes);
        return largest != NONE && prediction(logits, offset, classes, largest) != largest;
    }

    /**
     * The softmax probability of one class; NaN of {@link #NONE}.
     *
     * @throws IllegalArgumentException where it is another that is none of the classes
     */
    public static double confidence(float[] logits, int offset, int classes, int of) {
        if (of == NONE) {
            return Double.NaN;
        }
        requireClass(of, classes);
        double total = 0;
        for (int j = 0; j < classes; j++) {
            total += Math.exp((double) logits[offset + j] - logits[offset + of]);
        }
        return 1 / total;
    }
}
