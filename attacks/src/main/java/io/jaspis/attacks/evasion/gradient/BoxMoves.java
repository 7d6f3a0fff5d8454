package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;

/** In L∞ where each value is allowed: the ends of the box are exactly those that the threat has. */
final class BoxMoves extends Moves {
    private final Column lower;
    private final Column upper;
    private final float[] units;

    BoxMoves(Problem problem, Table table) {
        super(problem, table);
        this.lower = table.state(size);
        this.upper = table.state(size);
        this.units = threat.features() == null ? null : units();
    }

    private float[] units() {
        float[] each = new float[size];
        for (int i = 0; i < size; i++) {
            each[i] = (float) threat.unit(i);
        }
        return each;
    }

    @Override
    Column point() {
        return x;
    }

    @Override
    void begin(int place, Attempt attempt) {
        float[] lowest = lower.elements();
        float[] highest = upper.elements();
        int at = lower.change(place);
        problem.examples().copy(attempt.index(), lowest, at);
        for (int i = 0; i < size; i++) {
            float centre = lowest[at + i];
            highest[at + i] = threat.innerUpper(i, centre);
            lowest[at + i] = threat.innerLower(i, centre);
        }
    }

    @Override
    void go(int place, float[] way, double length, double share, Column former) {
        int from = x.change(place);
        if (units == null) {
            go(
                    x.elements(),
                    former.elements(),
                    way,
                    lower.elements(),
                    upper.elements(),
                    from,
                    from + size,
                    (float) length,
                    (float) share);
        } else {
            goInUnits(way, from, (float) length, (float) share, former.elements());
        }
    }

    /** One index for all arrays, so that the compiler sees that they don't overlap, and makes vectors of it. */
    private static void go(
            float[] x,
            float[] former,
            float[] way,
            float[] lower,
            float[] upper,
            int from,
            int to,
            float length,
            float share) {
        float rest = 1 - share;
        for (int i = from; i < to; i++) {
            float at = x[i];
            float ahead = Math.min(upper[i], Math.max(lower[i], at + length * way[i]));
            float next = at + (ahead - at) * share + (at - former[i]) * rest;
            former[i] = at;
            x[i] = Math.min(upper[i], Math.max(lower[i], next));
        }
    }

    private void goInUnits(float[] way, int from, float length, float share, float[] former) {
        float[] all = x.elements();
        float[] lowest = lower.elements();
        float[] highest = upper.elements();
        for (int i = 0; i < size; i++) {
            int j = from + i;
            float at = all[j];
            float ahead = Math.min(highest[j], Math.max(lowest[j], at + length * units[i] * way[j]));
            float next = at + (ahead - at) * share + (at - former[j]) * (1 - share);
            former[j] = at;
            all[j] = Math.min(highest[j], Math.max(lowest[j], next));
        }
    }
}
