package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * The wrong classes that the runs of an attack aim at, one after the other; any wrong class that is reached is a success.
 * Where a problem is itself targeted, the class that it wants is the only aim.
 */
public sealed interface Targets {
    /** No aims: each run goes away from the label. */
    Targets NONE = new None();

    /** How many classes an example is attacked towards. */
    int count(int classes);

    /** The class that an attempt aims at. */
    int of(Attempt attempt, int rank);

    /** Runs without an aim. */
    record None() implements Targets {
        @Override
        public int count(int classes) {
            return 1;
        }

        @Override
        public int of(Attempt attempt, int rank) {
            throw new IllegalStateException("a run without aims has none");
        }
    }

    /**
     * The wrong classes of the largest logits of the example itself, beginning with the largest (Croce &amp; Hein 2020,
     * section 5).
     *
     * @param most classes at least 1; where there are fewer wrong ones, all
     */
    record Likeliest(int most) implements Targets {
        public Likeliest {
            requireSome(most);
        }

        @Override
        public int count(int classes) {
            return Math.min(most, classes - 1);
        }

        @Override
        public int of(Attempt attempt, int rank) {
            float[] logits = attempt.clean();
            int found = next(logits, attempt.label(), Float.NaN, -1);
            for (int each = 0; each < rank; each++) {
                found = next(logits, attempt.label(), logits[found], found);
            }
            return found;
        }

        /** The largest that comes after one that is given, first the lower index; −1 as the index for none. */
        private static int next(float[] logits, int label, float value, int index) {
            int best = -1;
            for (int j = 0; j < logits.length; j++) {
                boolean after = index < 0
                        || Float.compare(logits[j], value) < 0
                        || Float.compare(logits[j], value) == 0 && j > index;
                if (j != label && after && (best < 0 || Float.compare(logits[j], logits[best]) > 0)) {
                    best = j;
                }
            }
            return best;
        }
    }

    /**
     * Classes that are given.
     *
     * @param most classes of an example, at least 1
     * @param order by the example's index, at least so many wrong classes as there are, or as {@code most}
     */
    record Listed(int most, IntFunction<int[]> order) implements Targets {
        public Listed {
            requireSome(most);
            Objects.requireNonNull(order);
        }

        @Override
        public int count(int classes) {
            return Math.min(most, classes - 1);
        }

        @Override
        public int of(Attempt attempt, int rank) {
            int[] classes = order.apply(attempt.index());
            if (rank >= classes.length) {
                throw new IllegalArgumentException("example " + attempt.index() + " has " + classes.length
                        + " targets, but " + (rank + 1) + " or more were asked for");
            }
            if (classes[rank] == attempt.label()) {
                throw new IllegalArgumentException("the target of example " + attempt.index()
                        + " must be another class than its label " + attempt.label());
            }
            return classes[rank];
        }
    }

    private static void requireSome(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a targeted attack needs at least one target, but got " + most);
        }
    }
}
