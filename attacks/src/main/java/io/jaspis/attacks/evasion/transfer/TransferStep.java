package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.RelaxedMove;
import io.jaspis.attacks.evasion.blackbox.Chance;
import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.Optional;

/** The step of {@link TransferFgsm}. */
final class TransferStep implements Step {
    private final Problem problem;
    private final TransferFgsm.Settings settings;
    private final long seed;
    private final String name;
    private final Column x;
    private final Column seen;
    private final Column ascent;
    private final Column centre;
    /** Where the point is before it settles at what can be. */
    private final Column relaxed;

    private final Column momentum;
    private final RelaxedMove move;
    private final Optional<InputDiversity> diversity;
    private final Optional<GradientBlur> blur;
    private final float[] slope;

    TransferStep(
            Problem problem,
            TransferFgsm.Settings settings,
            Optional<Picture> picture,
            long seed,
            String name,
            Table table) {
        int size = problem.size();
        this.problem = problem;
        this.settings = settings;
        this.seed = seed;
        this.name = name;
        this.x = table.input(Method.X);
        this.seen = table.input(TransferFgsm.SEEN);
        this.ascent = table.output(TransferFgsm.ASCENT);
        this.centre = table.state(size);
        this.relaxed = table.state(size);
        this.momentum = table.state(size);
        this.move = RelaxedMove.of(problem, problem.threat().epsilon() / settings.steps());
        this.diversity = picture.filter(_ -> settings.diversity() > 0).map(InputDiversity::new);
        this.blur =
                picture.filter(_ -> settings.kernel() > 1).map(pixels -> new GradientBlur(pixels, settings.kernel()));
        this.slope = new float[size];
    }

    @Override
    public void begin(int place, Attempt attempt) {
        int size = problem.size();
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
        System.arraycopy(centre.elements(), centre.at(place), relaxed.elements(), relaxed.change(place), size);
        int at = momentum.change(place);
        Arrays.fill(momentum.elements(), at, at + size, 0);
        show(place, attempt, attempt.moves());
    }

    /** Draws how sources see the point of a place in the run that comes. */
    private void draw(Attempt attempt, int move) {
        Chance chance = new Chance(seed, attempt.index(), name).at(attempt.restart(), move);
        diversity.ifPresent(each -> each.draw(chance, settings.diversity()));
    }

    private void show(int place, Attempt attempt, int move) {
        int at = seen.change(place);
        if (diversity.isPresent()) {
            draw(attempt, move);
            diversity.get().see(x.elements(), x.at(place), seen.elements(), at);
        } else {
            System.arraycopy(x.elements(), x.at(place), seen.elements(), at, seen.width());
        }
    }

    @Override
    public void move(int place, Attempt attempt) {
        int size = problem.size();
        if (diversity.isPresent()) {
            // The same as when the point was shown.
            draw(attempt, attempt.moves());
            diversity.get().back(ascent.elements(), ascent.at(place), slope);
        } else {
            System.arraycopy(ascent.elements(), ascent.at(place), slope, 0, size);
        }
        blur.ifPresent(each -> each.blur(slope));
        gather(momentum.change(place));
        move.go(
                momentum.elements(),
                momentum.at(place),
                centre.elements(),
                centre.at(place),
                relaxed.elements(),
                relaxed.change(place),
                x.elements(),
                x.change(place));
        show(place, attempt, attempt.moves() + 1);
    }

    /** Adds the slope, of length 1 in L1, to the momentum. */
    private void gather(int at) {
        double length = 0;
        for (float each : slope) {
            length += Float.isFinite(each) ? Math.abs(each) : 0;
        }
        for (int i = 0; i < slope.length; i++) {
            float share = length > 0 && Float.isFinite(slope[i]) ? (float) (slope[i] / length) : 0;
            momentum.elements()[at + i] = (float) (settings.decay() * momentum.elements()[at + i]) + share;
        }
    }
}
