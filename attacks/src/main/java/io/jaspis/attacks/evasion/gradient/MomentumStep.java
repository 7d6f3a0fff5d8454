package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;

/** The steps of Auto-PGD in L∞ and L2, and over tables (Croce &amp; Hein 2020, algorithm 1). */
final class MomentumStep implements Step {
    /** What the new step counts, beside the one before. */
    private static final double SHARE = .75;

    private final Table table;
    private final Aims aims;
    private final double length;
    private final Moves moves;
    private final Progress progress;
    private final Column ascent;
    private final Column bestAscent;
    private final Column former;

    MomentumStep(Problem problem, Aims aims, int steps, Table table) {
        this.table = table;
        this.aims = aims;
        this.length = 2 * problem.threat().epsilon();
        this.moves = Moves.of(problem, table);
        this.progress = new Progress(Windows.ofAutoPgd(steps), moves.point(), table);
        this.ascent = table.output(AscentGraph.ASCENT);
        this.bestAscent = table.state(problem.size());
        this.former = table.state(problem.size());
    }

    @Override
    public void begin(int place, Attempt attempt) {
        aims.begin(table, place, attempt);
        moves.begin(place, attempt);
    }

    @Override
    public void move(int place, Attempt attempt) {
        float[] way = ascent.elements();
        double share = SHARE;
        if (attempt.moves() == 0) {
            progress.begin(place, length);
            keepAscent(place);
            share = 1;
        } else {
            if (progress.look(place)) {
                keepAscent(place);
            }
            if (progress.halves(place)) {
                moves.bring(place, progress.best());
                way = bestAscent.elements();
            }
        }
        moves.go(place, way, progress.length(place), share, former);
    }

    private void keepAscent(int place) {
        System.arraycopy(
                ascent.elements(), ascent.at(place), bestAscent.elements(), bestAscent.change(place), ascent.width());
    }
}
