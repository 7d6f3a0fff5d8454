package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.tensor.kernels.provider.Providers;

/** The first steps of a run along weights of the logits, so that runs begin where outputs differ (ODI). */
interface Diversity {
    /** None. */
    Diversity NONE = new Diversity() {
        @Override
        public int steps() {
            return 0;
        }

        @Override
        public void weigh(Attempt attempt, float[] weights, int at, int classes) {
            throw new IllegalStateException("without such steps there are no weights");
        }
    };

    /** How many there are. */
    int steps();

    /** Writes the weights of an attempt, from an offset on. */
    void weigh(Attempt attempt, float[] weights, int at, int classes);

    /** Draws numbers uniform in [−1, 1), from the seed, the example and the restart. */
    static void draw(long seed, Attempt attempt, float[] numbers, int at, int count) {
        long stream = 10L << 56 | (long) attempt.restart() << 32 | attempt.index();
        Providers.scalar().randoms().uniform(seed, stream, 0, count, numbers, at);
        for (int j = at; j < at + count; j++) {
            numbers[j] = 2 * numbers[j] - 1;
        }
    }

    /** Each weight uniform in [−1, 1) (Tashiro, Song &amp; Ermon 2020). */
    record Anywhere(int steps, long seed) implements Diversity {
        @Override
        public void weigh(Attempt attempt, float[] weights, int at, int classes) {
            draw(seed, attempt, weights, at, classes);
        }
    }
}
