package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Threat;
import java.util.Arrays;

/**
 * The search of attacks that step along a slope, which they estimate from pairs of points on opposite sides of where they are.
 * Ways and slopes are in units of each element's own ε; an element whose own is 0 stays. The points of pairs may lie outside
 * of the set and of the range; where the search is, is in what its projection keeps to.
 */
abstract class DifferenceSearch implements Inquiry {
    /** Of the range of inputs, how far the authors' steps and pairs go where that range is 1. */
    private final double scale;

    private final Subject subject;
    private final Projection projection;
    private final ScoreLoss loss;
    private final double width;
    /** Where the search is, before it settles at what can be. */
    private final float[] x;

    private final float[] settled;
    private final double[] slope;
    private final double[] way;
    private double lossHere;
    private int pairs;
    private long turn;
    private boolean moved;

    /**
     * @param projection to where the search may be
     * @param width of a pair, from its middle, in a range of 1
     */
    DifferenceSearch(Subject subject, Projection projection, Answers clean, ScoreLoss loss, double width) {
        Threat threat = subject.threat();
        this.subject = subject;
        this.projection = projection;
        this.loss = loss;
        // Of a table's features, with units of their own, the radius says what is far.
        this.scale = threat.ofTable() ? threat.epsilon() : threat.width();
        this.width = width * scale;
        this.x = subject.x().clone();
        this.settled = subject.x().clone();
        this.slope = new double[x.length];
        this.way = new double[x.length];
        this.lossHere = loss.of(clean, 0, subject);
    }

    /** Draws the directions of a turn's pairs, as many as are wanted. */
    abstract int draw(Chance chance);

    /** Adds a multiple of a direction. */
    abstract void add(int pair, double factor, double[] to);

    /** Whether the slope is the mean over pairs, else their sum. */
    abstract boolean averages();

    /**
     * Moves on.
     *
     * @param slope of the loss, which is to fall; all numbers finite
     * @param loss where the search is, maybe NaN
     * @param to where the search is; it is projected thereafter
     */
    abstract void move(double[] slope, double loss, float[] to);

    final Subject subject() {
        return subject;
    }

    final double scale() {
        return scale;
    }

    @Override
    public final int wanted(long left) {
        if (subject.threat().epsilon() == 0) {
            return 0;
        }
        int here = moved ? 1 : 0;
        int drawn = draw(subject.chance().at(0, turn));
        // One query is for the point that these lead to.
        pairs = (int) Math.min(drawn, (left - here - 1) / 2);
        return here + 2 * pairs;
    }

    @Override
    public final void write(int point, float[] rows, int offset) {
        int here = moved ? 1 : 0;
        if (point < here) {
            System.arraycopy(settled, 0, rows, offset, settled.length);
            return;
        }
        Arrays.fill(way, 0);
        add((point - here) / 2, (point - here) % 2 == 0 ? width : -width, way);
        for (int i = 0; i < way.length; i++) {
            rows[offset + i] = (float) (settled[i] + way[i] * subject.threat().unit(i));
        }
    }

    @Override
    public final void take(Answers answers) {
        int here = moved ? 1 : 0;
        if (moved) {
            lossHere = loss.of(answers, 0, subject);
        }
        Arrays.fill(slope, 0);
        for (int pair = 0; pair < pairs; pair++) {
            double rise = loss.of(answers, here + 2 * pair, subject) - loss.of(answers, here + 2 * pair + 1, subject);
            // Of scores that are no numbers nothing is known.
            double factor = Double.isFinite(rise) ? rise / (2 * width) : 0;
            add(pair, averages() ? factor / pairs : factor, slope);
        }
        if (pairs > 0) {
            move(slope, lossHere, x);
            projection.project(subject.x(), 0, x, 0, settled, 0);
        }
        moved = pairs > 0;
        turn++;
    }

    /** The estimated slope, for tests. */
    final double[] slope() {
        return slope;
    }
}
