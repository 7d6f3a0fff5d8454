package io.jaspis.certify.trees;

import io.jaspis.check.proof.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cells of the reals: cell 2i lies before number i, cell 2i + 1 is the number itself, and the last cell lies behind all. Of
 * numbers that are known to lie in ranges those that overlap are one, in whose cell either side may be taken.
 */
final class RealCells implements Cells {
    private final double[] lower;
    private final double[] upper;

    RealCells(List<Range> thresholds) {
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

    @Override
    public int count() {
        return 2 * lower.length + 1;
    }

    @Override
    public int of(double number) {
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

    @Override
    public Place place(Threshold threshold) {
        int at = of(threshold.value().lower());
        // In the cell of a number that isn't known exactly, either may be.
        int blur = isBlurred(at / 2) ? 1 : 0;
        return new Place(at - 1 + blur, at, at, at + 1 - blur);
    }

    @Override
    public boolean tells(Threshold threshold) {
        return !isBlurred(of(threshold.value().lower()) / 2);
    }

    /** Whether a number isn't known exactly, which may be several. */
    private boolean isBlurred(int number) {
        return lower[number] < upper[number];
    }

    @Override
    public double lower(int cell) {
        return cell == 0 ? Double.NEGATIVE_INFINITY : cell % 2 == 1 ? lower[cell / 2] : upper[cell / 2 - 1];
    }

    @Override
    public double upper(int cell) {
        return cell == 2 * lower.length ? Double.POSITIVE_INFINITY : cell % 2 == 1 ? upper[cell / 2] : lower[cell / 2];
    }

    /** The cells before a threshold and behind one don't hold it. */
    @Override
    public boolean isOpen(int cell) {
        return cell % 2 == 0;
    }

    @Override
    public float nearestClear(int first, int last, float number, float least, float most) {
        return nearest(first, last, number, least, most);
    }
}
