package io.jaspis.certify.verifying;

import io.jaspis.certify.chain.ChainBounds;
import io.jaspis.certify.chain.Level;
import io.jaspis.certify.intervals.DoubleSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Branch and bound by halving boxes, depth first, for small networks of few inputs. A box is bounded; violations that it can't
 * have are dropped; what is left of it is clipped by the planes of the rows that would have to hold, and halved. It can be stopped
 * after any number of boxes and go on later.
 */
final class InputSplitting {
    private final ChainBounds bounds;

    private final RegionRows rows;
    private final Splitting splitting;
    private final Corners corners;

    private final List<Level> levels = new ArrayList<>();
    private final Level whole;
    private final List<Domain> open = new ArrayList<>();
    private final int[] wanted;
    private final float[] clippedLower;
    private final float[] clippedUpper;
    private final float[] hullLower;
    private final float[] hullUpper;

    private long domains;
    private double closed;
    private boolean stuck;

    /** Looks at the corner of an open box where its rows may be closest to being unsafe. */
    @FunctionalInterface
    interface Corners {
        /** Whether a counterexample was found, which ends the search. */
        boolean found(float[] lower, float[] upper, float[] plane);
    }

    /**
     * A box that is still to be bounded.
     *
     * @param violations that are still possible in it
     * @param depth how often it was halved
     * @param share of the whole box
     */
    record Domain(float[] lower, float[] upper, int[] violations, int depth, double share) {}

    InputSplitting(
            ChainBounds bounds, RegionRows rows, float[] lower, float[] upper, Splitting splitting, Corners corners) {
        this(bounds, rows, whole(rows, lower, upper), splitting, corners);
    }

    /** The search of a part of the box, which needs nothing from that of the rest. */
    InputSplitting(ChainBounds bounds, RegionRows rows, Domain part, Splitting splitting, Corners corners) {
        int inputs = part.lower().length;
        this.bounds = bounds;
        this.rows = rows;
        this.splitting = splitting;
        this.corners = corners;
        this.whole = bounds.known();
        this.wanted = new int[rows.count()];
        this.clippedLower = new float[inputs];
        this.clippedUpper = new float[inputs];
        this.hullLower = new float[inputs];
        this.hullUpper = new float[inputs];
        open.add(new Domain(part.lower().clone(), part.upper().clone(), part.violations(), 0, part.share()));
    }

    private static Domain whole(RegionRows rows, float[] lower, float[] upper) {
        return new Domain(lower, upper, rows.all(), 0, 1);
    }

    long domains() {
        return domains;
    }

    /** The share of the box that is proved. */
    double closed() {
        return closed;
    }

    /** Whether something is left that can't be halved. */
    boolean stuck() {
        return stuck;
    }

    int left() {
        return open.size();
    }

    /** The boxes that are left, those of the lowest depth first. */
    List<Domain> open() {
        return open;
    }

    /** Bounds so many boxes, or as many as it takes. */
    SearchState run(long most, BooleanSupplier stopped) {
        for (long n = 0; n < most && !open.isEmpty(); n++) {
            if ((n & 15) == 0 && stopped.getAsBoolean()) {
                return SearchState.OPEN;
            }
            if (step(open.removeLast())) {
                return SearchState.FOUND;
            }
        }
        if (!open.isEmpty()) {
            return SearchState.OPEN;
        }
        return stuck ? SearchState.STUCK : SearchState.PROVED;
    }

    /** Whether a counterexample was found. */
    private boolean step(Domain domain) {
        domains++;
        while (levels.size() <= domain.depth()) {
            levels.add(bounds.level());
        }
        Level level = levels.get(domain.depth());
        Level known = domain.depth() == 0 ? whole : levels.get(domain.depth() - 1);
        bounds.bound(domain.lower(), domain.upper(), known, level, wanted, want(domain.violations()));
        int[] left = possible(domain.violations());
        if (left.length == 0) {
            closed += domain.share();
            return false;
        }
        float[] lower = domain.lower().clone();
        float[] upper = domain.upper().clone();
        double share = domain.share();
        double kept = 1;
        for (int round = 0; round < 2; round++) {
            if (!clip(left, lower, upper)) {
                closed += share;
                return false;
            }
        }
        for (int i = 0; i < lower.length; i++) {
            double width = (double) domain.upper()[i] - domain.lower()[i];
            kept *= width > 0 ? ((double) upper[i] - lower[i]) / width : 1;
        }
        closed += share * (1 - kept);
        share *= kept;
        int worst = worst(left);
        if (corners.found(lower, upper, bounds.plane(0, worst))) {
            return true;
        }
        int axis = axis(worst, lower, upper, level);
        if (axis < 0) {
            stuck = true;
            return false;
        }
        halve(lower, upper, left, axis, domain.depth() + 1, share / 2);
        return false;
    }

    /** Lists the rows of these violations. */
    private int want(int[] violations) {
        int count = 0;
        for (int violation : violations) {
            for (int row : rows.violations()[violation]) {
                boolean listed = false;
                for (int i = 0; i < count; i++) {
                    listed |= wanted[i] == row;
                }
                if (!listed) {
                    wanted[count++] = row;
                }
            }
        }
        return count;
    }

    private int[] possible(int[] violations) {
        int[] left = new int[violations.length];
        int count = 0;
        for (int violation : violations) {
            boolean possible = true;
            for (int row : rows.violations()[violation]) {
                possible &= !rows.excludes(row, bounds.bound(row));
            }
            if (possible) {
                left[count++] = violation;
            }
        }
        return Arrays.copyOf(left, count);
    }

    /** The row that decides over the violation that is furthest from being excluded. */
    private int worst(int[] violations) {
        double least = Double.POSITIVE_INFINITY;
        int worst = -1;
        for (int violation : violations) {
            double best = Double.NEGATIVE_INFINITY;
            int bestRow = -1;
            for (int row : rows.violations()[violation]) {
                if (bounds.bound(row) > best || bestRow < 0) {
                    best = bounds.bound(row);
                    bestRow = row;
                }
            }
            if (best < least || worst < 0) {
                least = best;
                worst = bestRow;
            }
        }
        return worst;
    }

    /** Cuts off what can't be unsafe; whether there is something left. */
    private boolean clip(int[] violations, float[] lower, float[] upper) {
        boolean any = false;
        for (int violation : violations) {
            System.arraycopy(lower, 0, clippedLower, 0, lower.length);
            System.arraycopy(upper, 0, clippedUpper, 0, upper.length);
            boolean left = true;
            for (int row : rows.violations()[violation]) {
                for (int pass = 0; pass < 2 && left; pass++) {
                    left = clip(bounds.plane(pass, row), bounds.offset(pass, row), clippedLower, clippedUpper);
                }
            }
            if (!left) {
                continue;
            }
            for (int i = 0; i < lower.length; i++) {
                hullLower[i] = any ? Math.min(hullLower[i], clippedLower[i]) : clippedLower[i];
                hullUpper[i] = any ? Math.max(hullUpper[i], clippedUpper[i]) : clippedUpper[i];
            }
            any = true;
        }
        if (any) {
            System.arraycopy(hullLower, 0, lower, 0, lower.length);
            System.arraycopy(hullUpper, 0, upper, 0, upper.length);
        }
        return any;
    }

    /**
     * Clips a box to where {@code plane·x + offset ≤ 0} may be, each side by what the others leave. All of it is rounded so that
     * no such point is cut off.
     */
    static boolean clip(float[] plane, double offset, float[] lower, float[] upper) {
        double sum = offset;
        double magnitude = Math.abs(offset);
        for (int i = 0; i < plane.length; i++) {
            double term = (double) plane[i] * (plane[i] > 0 ? lower[i] : upper[i]);
            sum += term;
            magnitude += Math.abs(term);
        }
        double slack = magnitude * DoubleSums.share(plane.length);
        for (int i = 0; i < plane.length; i++) {
            if (plane[i] == 0) {
                continue;
            }
            double own = (double) plane[i] * (plane[i] > 0 ? lower[i] : upper[i]);
            // plane·x + offset ≤ 0 leaves plane[i]·x[i] ≤ −(all others at their least).
            double end = (own - sum + slack) / plane[i];
            if (Double.isNaN(end)) {
                // An overflow on the way says nothing of the box.
                continue;
            }
            if (plane[i] > 0) {
                upper[i] = Math.min(upper[i], Math.nextUp((float) Math.nextUp(end)));
            } else {
                lower[i] = Math.max(lower[i], Math.nextDown((float) Math.nextDown(end)));
            }
            if (lower[i] > upper[i]) {
                return false;
            }
            // The sum keeps what the side was before: its least is the end that isn't cut.
        }
        return true;
    }

    /** The axis to halve; −1 where floats can halve none. */
    private int axis(int row, float[] lower, float[] upper, Level level) {
        double[] scores = splitting == Splitting.LOSS ? bounds.scores(row, lower, upper, level) : null;
        int best = -1;
        double most = -1;
        for (int i = 0; i < lower.length; i++) {
            float middle = 0.5f * lower[i] + 0.5f * upper[i];
            if (!(middle > lower[i] && middle < upper[i])) {
                continue;
            }
            double score = scores == null ? (double) upper[i] - lower[i] : scores[i];
            if (score > most) {
                most = score;
                best = i;
            }
        }
        return best;
    }

    private void halve(float[] lower, float[] upper, int[] violations, int axis, int depth, double share) {
        float middle = 0.5f * lower[axis] + 0.5f * upper[axis];
        float[] firstUpper = upper.clone();
        firstUpper[axis] = middle;
        float[] secondLower = lower.clone();
        secondLower[axis] = middle;
        add(lower, firstUpper, violations, depth, share);
        add(secondLower, upper, violations, depth, share);
    }

    private void add(float[] lower, float[] upper, int[] violations, int depth, double share) {
        double before = volume(lower, upper);
        if (!clip(violations, lower, upper)) {
            closed += share;
            return;
        }
        double kept = before > 0 ? volume(lower, upper) / before : 1;
        closed += share * (1 - kept);
        open.add(new Domain(lower.clone(), upper.clone(), violations, depth, share * kept));
    }

    private static double volume(float[] lower, float[] upper) {
        double volume = 1;
        for (int i = 0; i < lower.length; i++) {
            double width = (double) upper[i] - lower[i];
            volume *= width > 0 ? width : 1;
        }
        return volume;
    }
}
