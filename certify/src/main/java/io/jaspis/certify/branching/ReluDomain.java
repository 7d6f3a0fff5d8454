package io.jaspis.certify.branching;

import java.util.Arrays;
import java.util.Optional;

/**
 * A part of a box: the points at which some neurons are on and some off.
 *
 * @param number in the order in which domains were bounded
 * @param splits neurons that were split, twice their number and 1 more where they are on
 * @param parameters where bounds of its parts begin to climb
 * @param bound of the row of the specification that is nearest to being proved
 * @param row that row
 * @param candidates neurons that may be split next, none where all are
 */
record ReluDomain(long number, int[] splits, float[] parameters, float bound, int row, int[] candidates) {
    /** Candidates where it isn't known which there are: the part must be bounded anew. */
    private static final int[] UNKNOWN = {-1};

    /** Whether it is known by which neurons it may be split. */
    boolean scored() {
        return candidates.length == 0 || candidates[0] >= 0;
    }

    /** The splits and one more. */
    int[] and(int neuron, boolean on) {
        int[] more = Arrays.copyOf(splits, splits.length + 1);
        more[splits.length] = 2 * neuron + (on ? 1 : 0);
        return more;
    }

    /**
     * The same of a network from which neurons that are off on the whole box were left out: that they are off is no split any more,
     * and where one is on there is nothing, but for points at which it is off, too.
     *
     * @param numbers that neurons have now, −1 of those that were left out
     * @param neurons the numbers that those that are left had
     */
    Optional<ReluDomain> renumbered(int[] numbers, int[] neurons) {
        int[] left = new int[splits.length];
        int count = 0;
        for (int split : splits) {
            int now = numbers[split / 2];
            if (now >= 0) {
                left[count++] = 2 * now + split % 2;
            } else if (split % 2 == 1) {
                return Optional.empty();
            }
        }
        float[] kept = new float[neurons.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = parameters[neurons[i]];
        }
        int[] next = Arrays.stream(candidates)
                .map(neuron -> neuron < 0 ? -1 : numbers[neuron])
                .filter(now -> now >= 0)
                .toArray();
        int[] known = next.length == 0 && candidates.length > 0 ? UNKNOWN : next;
        return Optional.of(new ReluDomain(number, Arrays.copyOf(left, count), kept, bound, row, known));
    }
}
