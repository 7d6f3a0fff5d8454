package io.jaspis.attacks.evasion.nearest;

import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Logits;

/**
 * Where an attempt begins.
 *
 * @param clean the scores of the example itself
 * @param label of the example
 * @param target the class to reach; {@link Logits#NONE} where any but the label will do
 * @param aim the class that an untargeted attempt goes after alone; {@link Logits#NONE} where it may be any
 * @param attempt its number, from 0
 * @param reach how far from the example a start by chance may be, as deviations have it: what was found already, and no
 *     farther than the radius
 */
record Start(
        Neighbourhood around,
        float[] clean,
        int label,
        int target,
        int aim,
        long seed,
        int index,
        int attempt,
        double reach) {
    private static final long STREAMS = 6L << 56;

    int size() {
        return around.size();
    }

    /** The other classes, those of larger scores of the example first; the target alone where there is one. */
    int[] rivals() {
        return rivals(clean, label, target);
    }

    static int[] rivals(float[] clean, int label, int target) {
        if (target != Logits.NONE) {
            return new int[] {target};
        }
        return Logits.rivals(clean, label);
    }

    /** What a constant beside a distance is multiplied by, as scores may lie close together. */
    double factor() {
        return ConstantSearch.factor(clean, 0, clean.length);
    }

    /** Uniform numbers in [0, 1) that belong to this attempt, and to the number of a move. */
    void uniform(int move, float[] numbers) {
        Providers.scalar().randoms().uniform(seed, stream(), (long) move * numbers.length, numbers.length, numbers, 0);
    }

    /** Normal numbers likewise. */
    void normal(int move, float[] numbers) {
        Providers.scalar()
                .randoms()
                .normal(seed, stream() | 1L << 55, (long) move * numbers.length, numbers.length, numbers, 0);
    }

    private long stream() {
        return STREAMS | (long) attempt << 32 | index;
    }
}
