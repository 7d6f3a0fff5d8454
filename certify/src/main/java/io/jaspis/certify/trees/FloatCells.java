package io.jaspis.certify.trees;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cells of floats: each begins with the first float at which some comparison changes, and ends before the next of these. */
final class FloatCells implements Cells {
    /** The first float of each cell but the one before all. */
    private final float[] cuts;
    /** Of the floats before each the last that is there in real arithmetic as well. */
    private final float[] before;
    /** Of those from it on the first. */
    private final float[] behind;

    FloatCells(List<Threshold> thresholds) {
        Map<Float, float[]> sides = new TreeMap<>();
        for (Threshold threshold : thresholds) {
            double lower = threshold.value().lower();
            double upper = threshold.value().upper();
            if (threshold.side() != Threshold.Side.ABOVE) {
                float last = (float) lower;
                float first = (float) upper;
                cut(
                        sides,
                        threshold.first(),
                        last >= lower ? Math.nextDown(last) : last,
                        first < upper ? Math.nextUp(first) : first);
            }
            if (threshold.side() != Threshold.Side.BELOW) {
                float last = (float) lower;
                float first = (float) upper;
                cut(
                        sides,
                        threshold.behind(),
                        last > lower ? Math.nextDown(last) : last,
                        first <= upper ? Math.nextUp(first) : first);
            }
        }
        this.cuts = new float[sides.size()];
        this.before = new float[cuts.length];
        this.behind = new float[cuts.length];
        int at = 0;
        for (Map.Entry<Float, float[]> cut : sides.entrySet()) {
            cuts[at] = cut.getKey();
            before[at] = Math.min(cut.getValue()[0], Math.nextDown(cuts[at]));
            behind[at] = Math.max(cut.getValue()[1], cuts[at]);
            at++;
        }
    }

    private static void cut(Map<Float, float[]> sides, float at, float last, float first) {
        sides.merge(at, new float[] {last, first}, (some, others) ->
                new float[] {Math.min(some[0], others[0]), Math.max(some[1], others[1])});
    }

    @Override
    public int count() {
        return cuts.length + 1;
    }

    @Override
    public int of(double number) {
        int low = 0;
        int high = cuts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cuts[middle] <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public boolean tells(Threshold threshold) {
        return true;
    }

    @Override
    public Place place(Threshold threshold) {
        int first = of(threshold.first());
        int above = of(threshold.behind());
        return new Place(first - 1, first, above - 1, above);
    }

    @Override
    public double lower(int cell) {
        return cell == 0 ? Double.NEGATIVE_INFINITY : cuts[cell - 1];
    }

    @Override
    public double upper(int cell) {
        return cell == cuts.length ? Double.POSITIVE_INFINITY : Math.nextDown(cuts[cell]);
    }

    @Override
    public boolean isOpen(int cell) {
        return false;
    }

    @Override
    public float nearestClear(int first, int last, float number, float least, float most) {
        float clear = nearest(
                first,
                last,
                number,
                least,
                most,
                cell -> cell == 0 ? Double.NEGATIVE_INFINITY : behind[cell - 1],
                cell -> cell == cuts.length ? Double.POSITIVE_INFINITY : before[cell]);
        return Float.isNaN(clear) ? nearest(first, last, number, least, most) : clear;
    }
}
