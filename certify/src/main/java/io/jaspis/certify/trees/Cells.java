package io.jaspis.certify.trees;

import io.jaspis.check.proof.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The numbers with which one feature is compared, in their order, and the cells that they cut the reals into, within which no
 * comparison changes: cell 2i lies before number i, cell 2i + 1 is the number itself, and the last cell lies behind all. Of
 * numbers that are known to lie in ranges those that overlap are one, in whose cell either side may be taken.
 */
final class Cells {
    private final double[] lower;
    private final double[] upper;

    Cells(List<Range> thresholds) {
        List<Range> sorted = thresholds.stream()
                .distinct()
                .sorted(Comparator.comparingDouble(Range::lower).thenComparingDouble(Range::upper))
                .toList();
        List<Range> apart = new ArrayList<>();
        for (Range next : sorted) {
            Range last = apart.isEmpty() ? null : apart.getLast();
            if (last != null && next.lower() <= last.upper()) {
                apart.removeLast();
                next = new Range(last.lower(), Math.max(last.upper(), next.upper()));
            }
            apart.add(next);
        }
        this.lower = apart.stream().mapToDouble(Range::lower).toArray();
        this.upper = apart.stream().mapToDouble(Range::upper).toArray();
    }

    int count() {
        return 2 * lower.length + 1;
    }

    /** The cell of a number that was given to the constructor. */
    int at(Range threshold) {
        return of(threshold.lower());
    }

    /** The cell that a number lies in. */
    int of(double number) {
        int low = 0;
        int high = lower.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upper[middle] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < lower.length && lower[low] <= number ? 2 * low + 1 : 2 * low;
    }

    /** Whether the cell is a number that isn't known exactly. */
    boolean isBlurred(int cell) {
        return cell % 2 == 1 && lower[cell / 2] < upper[cell / 2];
    }

    /** What no number of the cell is below; the cells before a threshold and behind one don't hold it. */
    double lower(int cell) {
        return cell == 0 ? Double.NEGATIVE_INFINITY : cell % 2 == 1 ? lower[cell / 2] : upper[cell / 2 - 1];
    }

    /** What no number of the cell is above. */
    double upper(int cell) {
        return cell == 2 * lower.length ? Double.POSITIVE_INFINITY : cell % 2 == 1 ? upper[cell / 2] : lower[cell / 2];
    }

    /**
     * The float of some cells that is nearest to a number; NaN where they hold none between two ends.
     *
     * @param first of the cells
     * @param last of them
     */
    float nearest(int first, int last, float number, float least, float most) {
        double from = lower(first);
        double to = upper(last);
        float low = (float) from;
        if (low < from || first % 2 == 0 && low == from) {
            low = Math.nextUp(low);
        }
        float high = (float) to;
        if (high > to || last % 2 == 0 && high == to) {
            high = Math.nextDown(high);
        }
        low = Math.max(low, least);
        high = Math.min(high, most);
        return low > high ? Float.NaN : Math.max(low, Math.min(number, high));
    }
}
