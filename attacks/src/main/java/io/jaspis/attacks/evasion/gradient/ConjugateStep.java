package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;

/** The steps of {@link ConjugateGradient}. */
final class ConjugateStep implements Step {
    private final Table table;
    private final Aims aims;
    private final int size;
    private final double length;
    /** How wide the range of inputs is, of a table taken as 1. */
    private final double range;

    private final Moves moves;
    private final Progress progress;
    private final Column gradient;
    /** The gradient and the direction of the step before. */
    private final Column before;

    private final Column direction;
    /** At the best point the gradient, and what the two above were there. */
    private final Column bestGradient;

    private final Column bestBefore;
    private final Column bestDirection;
    /** The signs of a direction; null where the direction itself is a way to go. */
    private final Column signs;

    private final Column former;

    ConjugateStep(Problem problem, Aims aims, int steps, Table table) {
        this.table = table;
        this.aims = aims;
        this.size = problem.size();
        this.length = 2 * problem.threat().epsilon();
        this.range = problem.threat().ofTable()
                ? 1
                : (double) problem.threat().upper() - problem.threat().lower();
        this.moves = Moves.of(problem, table);
        this.progress = new Progress(Windows.of(steps, .43, .24, .08), moves.point(), table);
        this.gradient = table.output(AscentGraph.ASCENT);
        this.before = table.state(size);
        this.direction = table.state(size);
        this.bestGradient = table.state(size);
        this.bestBefore = table.state(size);
        this.bestDirection = table.state(size);
        this.signs = Moves.bySigns(problem) ? table.state(size) : null;
        this.former = table.state(size);
    }

    @Override
    public void begin(int place, Attempt attempt) {
        aims.begin(table, place, attempt);
        moves.begin(place, attempt);
    }

    @Override
    public void move(int place, Attempt attempt) {
        clean(gradient, place);
        Column now = gradient;
        if (attempt.moves() == 0) {
            progress.begin(place, length);
            copy(gradient, before, place);
            copy(gradient, direction, place);
            keep(place);
        } else {
            if (progress.look(place)) {
                keep(place);
            }
            if (progress.halves(place)) {
                moves.bring(place, progress.best());
                copy(bestBefore, before, place);
                copy(bestDirection, direction, place);
                now = bestGradient;
            }
            turn(place, now);
        }
        moves.go(place, way(place), progress.length(place), 1, former);
    }

    /** What is no finite number would spoil every direction from there on. */
    private static void clean(Column gradient, int place) {
        float[] g = gradient.elements();
        int at = gradient.at(place);
        for (int i = at; i < at + gradient.width(); i++) {
            g[i] = Float.isFinite(g[i]) ? g[i] : 0;
        }
    }

    private void keep(int place) {
        copy(gradient, bestGradient, place);
        copy(before, bestBefore, place);
        copy(direction, bestDirection, place);
    }

    private static void copy(Column from, Column to, int place) {
        System.arraycopy(from.elements(), from.at(place), to.elements(), to.change(place), to.width());
    }

    /** Takes the next direction. */
    private void turn(int place, Column now) {
        int at = direction.change(place);
        float beta = (float) beta(now.elements(), before.elements(), direction.elements(), at, size, range);
        float[] g = now.elements();
        float[] s = direction.elements();
        for (int i = at; i < at + size; i++) {
            s[i] = g[i] + beta * s[i];
        }
        copy(now, before, place);
    }

    /**
     * The share of the former direction s in the next: with v = g′ − g, the former gradient less the present, ⟨g, v⟩ / ⟨s, v⟩,
     * with the sign that it has in the authors' own program of ACG (Yamamura et al. 2022); where that is larger than the mean of
     * |g / s| over the elements with a direction, the same of gradients of length 1 if it is smaller. It is 0 where neither is a
     * number.
     *
     * @param range how wide that of inputs is: as s isn't brought to length 1, the latter hangs on its size, which is meant for
     *     inputs from 0 to 1
     */
    static double beta(float[] now, float[] before, float[] direction, int at, int size, double range) {
        double squares = 0;
        double squaresBefore = 0;
        double product = 0;
        double along = 0;
        double alongBefore = 0;
        double ratios = 0;
        int counted = 0;
        for (int i = at; i < at + size; i++) {
            double g = now[i];
            double former = before[i];
            double s = direction[i];
            squares += g * g;
            squaresBefore += former * former;
            product += g * former;
            along += s * g;
            alongBefore += s * former;
            if (s != 0) {
                ratios += Math.abs(g / s);
                counted++;
            }
        }
        double beta = (product - squares) / (alongBefore - along);
        if (Math.abs(beta) > ratios / counted || !Double.isFinite(beta)) {
            double length = Math.sqrt(squares);
            double lengthBefore = Math.sqrt(squaresBefore);
            double scaled =
                    (product / (length * lengthBefore) - 1) / (range * (alongBefore / lengthBefore - along / length));
            beta = Double.isFinite(scaled) && !(Math.abs(scaled) >= Math.abs(beta)) ? scaled : beta;
        }
        return Double.isFinite(beta) ? beta : 0;
    }

    private float[] way(int place) {
        if (signs == null) {
            return direction.elements();
        }
        int at = signs.change(place);
        for (int i = at; i < at + size; i++) {
            signs.elements()[i] = Math.signum(direction.elements()[i]);
        }
        return signs.elements();
    }
}
