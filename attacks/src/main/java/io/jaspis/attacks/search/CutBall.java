package io.jaspis.attacks.search;

import io.jaspis.threat.Norm;
import java.util.Arrays;

/**
 * How much of a way is kept by the projection onto an L2 or L1 ball in which each coordinate ends after some room: in L2 all
 * are scaled by one factor, in L1 all are shortened by one amount, and each is cut at its room (Croce &amp; Hein 2021,
 * proposition 2.1).
 */
public final class CutBall {
    private final boolean euclidean;
    private final double[] length;
    private final double[] room;
    private final double[] breaks;
    /** Of the coordinates away from the centre the lengths and rooms, one after the other. */
    private final double[] lengths;

    private final double[] rooms;
    private int ways;
    private double amount;

    /** @param norm L2 or L1 where there are coordinates */
    public CutBall(Norm norm, int size) {
        this.euclidean = norm == Norm.L2;
        this.length = new double[size];
        this.room = new double[size];
        int sparse = norm == Norm.L1 ? size : 0;
        this.breaks = new double[2 * sparse];
        this.lengths = new double[sparse];
        this.rooms = new double[sparse];
    }

    /** How far a coordinate is from the centre, and how far it can go that way. */
    public void set(int coordinate, double length, double room) {
        this.length[coordinate] = length;
        this.room[coordinate] = room;
    }

    /** Finds the factor or amount for a ball of this radius, of coordinates that were all set. */
    void solve(double epsilon) {
        amount = euclidean ? factor(epsilon, 1) : shrinkage(epsilon);
    }

    /** In L2, makes all as long as this radius together, by a factor that may be above 1; shorter where all of them end before. */
    public void stretch(double epsilon) {
        amount = factor(epsilon, Double.MAX_VALUE);
    }

    /** In L2, how far a coordinate would be from the centre if it weren't cut. */
    public double scaled(int coordinate) {
        return amount * length[coordinate];
    }

    /** How far a coordinate is from the centre after the projection. */
    double kept(int coordinate) {
        double moved = euclidean ? scaled(coordinate) : Math.max(0, length[coordinate] - amount);
        return Math.min(moved, room[coordinate]);
    }

    /**
     * The s with Σ min(s·length, room)² = ε², at most so large. Coordinates that reach their room do so for good as s grows, so the
     * set of those grows from empty to the solution's.
     */
    private double factor(double epsilon, double most) {
        double s = 0;
        while (true) {
            double free = 0;
            double fixed = 0;
            for (int i = 0; i < length.length; i++) {
                if (length[i] > 0 && s * length[i] >= room[i]) {
                    fixed += room[i] * room[i];
                } else {
                    free += length[i] * length[i];
                }
            }
            if (free == 0) {
                return s;
            }
            double next = Math.min(most, Math.sqrt(Math.max(0, epsilon * epsilon - fixed) / free));
            if (!(next > s)) {
                return Math.max(s, next);
            }
            s = next;
        }
    }

    /** The λ with Σ min(max(length − λ, 0), room) = ε, found between the sorted points where a term bends; at least 0. */
    private double shrinkage(double epsilon) {
        // What is at the centre adds nothing: of sparse ways few are left.
        ways = 0;
        for (int i = 0; i < length.length; i++) {
            if (length[i] > 0) {
                lengths[ways] = length[i];
                rooms[ways++] = room[i];
            }
        }
        if (total(0) <= epsilon) {
            return 0;
        }
        for (int i = 0; i < ways; i++) {
            breaks[2 * i] = lengths[i];
            breaks[2 * i + 1] = Math.max(0, lengths[i] - rooms[i]);
        }
        Arrays.sort(breaks, 0, 2 * ways);
        int low = -1;
        int high = 2 * ways - 1;
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
        for (int i = 0; i < ways; i++) {
            sum += Math.min(Math.max(0, lengths[i] - lambda), rooms[i]);
        }
        return sum;
    }
}
