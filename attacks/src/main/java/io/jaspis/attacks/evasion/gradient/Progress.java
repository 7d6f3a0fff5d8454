package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Table;

/**
 * What Auto-PGD watches of a run (Croce &amp; Hein 2020, section 3.2): its best point, and at checkpoints whether the loss
 * rose often enough for steps of the present length; if not, they are halved, and the best point is where to go on.
 */
final class Progress {
    /** Of the steps between two checkpoints, in how many the loss must rise. */
    private static final double OFTEN = .75;

    private static final int LENGTH = 0;
    private static final int BEST = 1;
    private static final int LAST = 2;
    private static final int BEST_AT_CHECK = 3;
    private static final int HALVED = 4;
    private static final int RISES = 5;
    private static final int SEEN = 6;
    private static final int WINDOW = 7;
    private static final int NUMBERS = 8;

    private final Windows windows;
    private final Column loss;
    private final Column point;
    private final Column numbers;
    private final Column best;

    /** @param point the points of the run */
    Progress(Windows windows, Column point, Table table) {
        this.windows = windows;
        this.loss = table.output(AscentGraph.LOSS);
        this.point = point;
        this.numbers = table.state(NUMBERS);
        this.best = table.state(point.width());
    }

    /** The best point. */
    Column best() {
        return best;
    }

    /** The length of the steps. */
    double length(int place) {
        return numbers.elements()[numbers.at(place) + LENGTH];
    }

    /** Takes the point that was evaluated as the start of a run with steps of a length. */
    void begin(int place, double length) {
        float[] n = numbers.elements();
        int at = numbers.change(place);
        float value = loss.elements()[loss.at(place)];
        n[at + LENGTH] = (float) length;
        // What is no number would never be surpassed.
        n[at + BEST] = Float.isNaN(value) ? Float.NEGATIVE_INFINITY : value;
        n[at + LAST] = value;
        n[at + BEST_AT_CHECK] = n[at + BEST];
        n[at + HALVED] = 1;
        n[at + RISES] = 0;
        n[at + SEEN] = 0;
        n[at + WINDOW] = windows.first();
        take(place);
    }

    private void take(int place) {
        System.arraycopy(point.elements(), point.at(place), best.elements(), best.change(place), best.width());
    }

    /** Looks at the point that was evaluated; whether it is the best so far. */
    boolean look(int place) {
        float[] n = numbers.elements();
        int at = numbers.at(place);
        float value = loss.elements()[loss.at(place)];
        n[at + RISES] += value > n[at + LAST] ? 1 : 0;
        n[at + LAST] = value;
        n[at + SEEN]++;
        if (value > n[at + BEST]) {
            n[at + BEST] = value;
            take(place);
            return true;
        }
        return false;
    }

    /** Whether a checkpoint is reached at which steps were halved: then the best point is where to go on. */
    boolean halves(int place) {
        float[] n = numbers.elements();
        int at = numbers.at(place);
        if (n[at + SEEN] < n[at + WINDOW]) {
            return false;
        }
        boolean seldom = n[at + RISES] <= n[at + WINDOW] * OFTEN;
        boolean nothingNew = n[at + HALVED] == 0 && n[at + BEST_AT_CHECK] >= n[at + BEST];
        boolean halves = seldom || nothingNew;
        n[at + LENGTH] *= halves ? .5f : 1;
        n[at + HALVED] = halves ? 1 : 0;
        n[at + BEST_AT_CHECK] = n[at + BEST];
        n[at + RISES] = 0;
        n[at + SEEN] = 0;
        n[at + WINDOW] = windows.next((int) n[at + WINDOW]);
        return halves;
    }
}
