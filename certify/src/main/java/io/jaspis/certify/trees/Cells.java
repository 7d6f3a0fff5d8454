package io.jaspis.certify.trees;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/** The cells in order that the numbers with which one feature is compared cut all numbers into: within one no comparison changes. */
sealed interface Cells permits RealCells, FloatCells {

    /** Those of the reals: what comparisons are in real arithmetic. */
    static Cells ofReals(List<Threshold> thresholds) {
        return new RealCells(thresholds.stream().map(Threshold::value).toList());
    }

    /** Those of floats: what comparisons are in float32, with what rounds before them. */
    static Cells ofFloats(List<Threshold> thresholds) {
        return new FloatCells(thresholds);
    }

    int count();

    /** The cell that a number lies in. */
    int of(double number);

    /** The cells of a comparison that is one of these. */
    Place place(Threshold threshold);

    /** Whether the cell of a comparison that is one of these tells it from all others: those of the same cell are the same. */
    boolean tells(Threshold threshold);

    /** What no number of the cell is below. */
    double lower(int cell);

    /** What no number of the cell is above. */
    double upper(int cell);

    /** Whether the cell doesn't hold its ends. */
    boolean isOpen(int cell);

    /**
     * The float of some cells that is nearest to a number; NaN where they hold none between two ends.
     *
     * @param first of the cells
     * @param last of them
     */
    default float nearest(int first, int last, float number, float least, float most) {
        return nearest(first, last, number, least, most, this::lower, this::upper);
    }

    /** The same among those for which comparisons are alike in float32 and in real arithmetic; any where there are none. */
    float nearestClear(int first, int last, float number, float least, float most);

    /** The same among those between the ends that the first and the last cell have here. */
    default float nearest(
            int first,
            int last,
            float number,
            float least,
            float most,
            IntToDoubleFunction lower,
            IntToDoubleFunction upper) {
        double from = lower.applyAsDouble(first);
        double to = upper.applyAsDouble(last);
        float low = (float) from;
        if (low < from || isOpen(first) && low == from) {
            low = Math.nextUp(low);
        }
        float high = (float) to;
        if (high > to || isOpen(last) && high == to) {
            high = Math.nextDown(high);
        }
        low = Math.max(low, least);
        high = Math.min(high, most);
        return low > high ? Float.NaN : Math.max(low, Math.min(number, high));
    }

    /**
     * Where the number that a comparison holds against zero is below it, zero and above it; where it isn't known exactly, a cell
     * may be of several.
     *
     * @param below the last cell below, −1 for none
     * @param first the first at zero
     * @param last the last at zero, before the first for none
     * @param above the first above, the count of cells for none
     */
    record Place(int below, int first, int last, int above) {}
}
