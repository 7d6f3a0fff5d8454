package io.jaspis.attacks.evasion.nearest;

import io.jaspis.threat.Norm;

/**
 * The least step, in a norm, from a point of a box to a point of it on a hyperplane (Croce &amp; Hein 2020, "Minimally
 * distorted adversarial examples with a fast adaptive boundary attack", section 2.2): exact up to rounding. Where the box
 * doesn't reach the hyperplane, it is the step to the corner that comes nearest to it.
 *
 * <p>In L∞ an element goes {@code min(λ, room)} and in L2 {@code min(λ·|w|, room)}, as far as the box lets it. What all of
 * them give together is concave in λ, so Newton's steps come up to the λ that is needed from below, and reach it after as
 * many as there are pieces on the way, mostly a few. In L1 the elements of the largest |w| go all of their way, and one of
 * them what is left.
 */
final class HyperplaneProjection {
    private final Norm norm;
    private final int size;
    /** Of each element, how much the way costs at most. */
    private final float[] room;

    private final float[] weight;
    /** The elements that still go further with the others, in front. */
    private final int[] open;
    /** In L1 |w| above and the element below, so that all differ. */
    private final long[] keys;

    HyperplaneProjection(Norm norm, int size) {
        this.norm = norm;
        this.size = size;
        this.room = new float[size];
        this.weight = new float[size];
        this.open = new int[norm == Norm.L1 ? 0 : size];
        this.keys = new long[norm == Norm.L1 ? size : 0];
    }

    /**
     * Finds the least step d with {@code w·d = need}.
     *
     * @param point in the box
     * @param w finite
     * @param need what the step is to add to w·point: what the hyperplane is above it
     */
    void project(float[] point, float[] w, double need, float[] lower, float[] upper, float[] step) {
        float way = need < 0 ? -1 : 1;
        for (int i = 0; i < size; i++) {
            float along = way * w[i];
            weight[i] = Math.abs(along);
            room[i] = Math.max(0, along > 0 ? upper[i] - point[i] : point[i] - lower[i]);
        }
        switch (norm) {
            case LINF -> together(Math.abs(need), false, step);
            case L2 -> together(Math.abs(need), true, step);
            case L1 -> sparse(Math.abs(need), step);
        }
        for (int i = 0; i < size; i++) {
            step[i] = way * w[i] < 0 ? -step[i] : step[i];
        }
    }

    /** @param weighted whether an element goes as fast as its weight is, and not as all others */
    private void together(double need, boolean weighted, float[] step) {
        int count = open();
        double level = 0;
        double fixed = 0;
        while (true) {
            double free = 0;
            int kept = 0;
            for (int k = 0; k < count; k++) {
                int i = open[k];
                double gain = weight[i];
                double speed = weighted ? gain : 1;
                if (level * speed < room[i]) {
                    free += gain * speed;
                    open[kept++] = i;
                } else {
                    fixed += gain * room[i];
                }
            }
            count = kept;
            double next = free == 0 ? level : (need - fixed) / free;
            if (!(next > level)) {
                break;
            }
            level = next;
        }
        for (int i = 0; i < size; i++) {
            step[i] = weight[i] == 0 ? 0 : (float) Math.min(level * (weighted ? weight[i] : 1), room[i]);
        }
    }

    /** Lists the elements that a step can use, and returns how many there are; what has gone all of its way leaves the list. */
    private int open() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            open[count] = i;
            // Without a branch, as neither is rare.
            count += weight[i] > 0 && room[i] > 0 ? 1 : 0;
        }
        return count;
    }

    /** Finds the last element that moves by halving about a pivot, as quicksort does but into one half alone. */
    private void sparse(double need, float[] step) {
        for (int i = 0; i < size; i++) {
            // Floats of one sign are ordered as their bits; of equals the first goes first.
            keys[i] = (long) Float.floatToRawIntBits(weight[i]) << 32 | Integer.MAX_VALUE - i;
            step[i] = 0;
        }
        int from = 0;
        int to = size;
        double left = need;
        while (to - from > 1) {
            int middle = partition(from, to);
            double gain = 0;
            for (int k = from; k < middle; k++) {
                int i = element(k);
                gain += (double) weight[i] * room[i];
            }
            if (gain >= left) {
                to = middle;
            } else {
                for (int k = from; k < middle; k++) {
                    step[element(k)] = room[element(k)];
                }
                left -= gain;
                from = middle;
            }
        }
        int last = element(from);
        step[last] = weight[last] == 0 ? 0 : (float) Math.min(left / weight[last], room[last]);
        for (int i = 0; i < size; i++) {
            step[i] = weight[i] == 0 ? 0 : step[i];
        }
    }

    private int element(int place) {
        return Integer.MAX_VALUE - (int) keys[place];
    }

    /** Brings the larger keys of a range to its front; neither part is empty. */
    private int partition(int from, int to) {
        long first = keys[from];
        long middle = keys[(from + to) >>> 1];
        long last = keys[to - 1];
        long pivot = Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last));
        int left = from;
        int right = to - 1;
        while (true) {
            while (keys[left] > pivot) {
                left++;
            }
            while (keys[right] < pivot) {
                right--;
            }
            if (left > right) {
                return left;
            }
            if (left == right) {
                // There is the pivot: in front with the larger, unless nothing were left behind.
                return left + 1 < to ? left + 1 : left;
            }
            long larger = keys[right];
            keys[right--] = keys[left];
            keys[left++] = larger;
            if (left > right) {
                return left;
            }
        }
    }
}
