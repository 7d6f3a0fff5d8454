package io.jaspis.attacks;

import java.util.Arrays;

/**
 * The nearest point, in the Euclidean sense, of a ball intersected with the range of inputs: exact up to rounding, and
 * always inside. A point that is inside stays as it is.
 *
 * <p>With d the way from the centre and c how far the range lets each coordinate go that way, the projection onto the L2
 * ball is d scaled by one factor and cut at c, and onto the L1 ball d shrunk by one amount and cut at c (Croce &amp;
 * Hein 2021, proposition 2.1).
 */
final class Projection {
    private final Threat threat;
    private final int size;
    private final double[] length;
    private final double[] room;
    private final double[] breaks;

    Projection(Threat threat, int size) {
        this.threat = threat;
        this.size = size;
        this.length = new double[size];
        this.room = new double[size];
        this.breaks = new double[2 * size];
    }

    /** Projects x in place. */
    void project(float[] centre, int centreOffset, float[] x, int xOffset) {
        if (threat.norm() == Norm.LINF) {
            for (int i = 0; i < size; i++) {
                float at = centre[centreOffset + i];
                x[xOffset + i] = Math.clamp(x[xOffset + i], threat.innerLower(at), threat.innerUpper(at));
            }
            return;
        }
        if (threat.contains(centre, centreOffset, x, xOffset, size)) {
            return;
        }
        for (int i = 0; i < size; i++) {
            double at = centre[centreOffset + i];
            double way = x[xOffset + i] - at;
            length[i] = Math.abs(way);
            room[i] = Math.max(0, way >= 0 ? threat.upper() - at : at - threat.lower());
        }
        double amount = threat.norm() == Norm.L2 ? factor(threat.epsilon()) : shrinkage(threat.epsilon());
        // Floats are coarser than the solution: pull in until the rounded point is inside.
        for (double slack = 1; ; slack = slack == 1 ? 1 - 0x1p-23 : slack - (1 - slack)) {
            place(centre, centreOffset, x, xOffset, amount, Math.max(0, slack));
            if (slack <= 0 || threat.contains(centre, centreOffset, x, xOffset, size)) {
                return;
            }
        }
    }

    private void place(float[] centre, int centreOffset, float[] x, int xOffset, double amount, double slack) {
        boolean euclidean = threat.norm() == Norm.L2;
        for (int i = 0; i < size; i++) {
            double moved = euclidean ? amount * length[i] : Math.max(0, length[i] - amount);
            double way = Math.min(moved, room[i]) * slack;
            float at = centre[centreOffset + i];
            boolean up = x[xOffset + i] >= at;
            x[xOffset + i] = Math.clamp((float) (up ? at + way : at - way), threat.lower(), threat.upper());
        }
    }

    /**
     * The s with Σ min(s·length, room)² = ε². Coordinates that reach their room do so for good as s grows, so the set of
     * those grows from empty to the solution's.
     */
    private double factor(double epsilon) {
        double s = 0;
        while (true) {
            double free = 0;
            double fixed = 0;
            for (int i = 0; i < size; i++) {
                if (s * length[i] >= room[i] && length[i] > 0) {
                    fixed += room[i] * room[i];
                } else {
                    free += length[i] * length[i];
                }
            }
            double rest = epsilon * epsilon - fixed;
            double next = free == 0 ? 1 : Math.min(1, Math.sqrt(Math.max(0, rest) / free));
            if (!(next > s)) {
                return Math.max(s, next);
            }
            s = next;
        }
    }

    /** The λ with Σ min(max(length − λ, 0), room) = ε, found between the sorted points where a term bends. */
    private double shrinkage(double epsilon) {
        if (total(0) <= epsilon) {
            return 0;
        }
        for (int i = 0; i < size; i++) {
            breaks[2 * i] = length[i];
            breaks[2 * i + 1] = Math.max(0, length[i] - room[i]);
        }
        Arrays.sort(breaks);
        int low = -1;
        int high = breaks.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (total(breaks[middle]) > epsilon) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double from = low < 0 ? 0 : breaks[low];
        double to = breaks[high];
        double atFrom = total(from);
        double atTo = total(to);
        return atFrom == atTo ? to : from + (to - from) * (atFrom - epsilon) / (atFrom - atTo);
    }

    private double total(double lambda) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.min(Math.max(0, length[i] - lambda), room[i]);
        }
        return sum;
    }
}
