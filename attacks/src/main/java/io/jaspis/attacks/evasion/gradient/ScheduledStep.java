package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.List;

/** The steps of {@link ScheduledAscent}. */
final class ScheduledStep implements Step {
    private final ScheduledAscent.Settings settings;
    private final Diversity diversity;
    private final Watcher watcher;
    private final double epsilon;
    private final int classes;
    private final Moves moves;
    private final Column ascent;
    /** Null where nobody watches. */
    private final Column loss;
    /** The points before the last step, which plain steps have no use for. */
    private final Column former;
    /** The share of each loss, where the graph asks for it. */
    private final List<GradientLoss> losses;

    private final Column[] shares;
    /** Null without diversity. */
    private final Column weights;
    /** Null without momentum. */
    private final Momentum momentum;

    ScheduledStep(
            Problem problem, ScheduledAscent.Settings settings, Diversity diversity, Watcher watcher, Table table) {
        this.settings = settings;
        this.diversity = diversity;
        this.watcher = watcher;
        this.epsilon = problem.threat().epsilon();
        this.classes = problem.classes();
        this.moves = Moves.of(problem, table);
        this.ascent = table.output(AscentGraph.ASCENT);
        this.loss = watcher == Watcher.NOBODY ? null : table.output(AscentGraph.LOSS);
        this.former = table.state(problem.size());
        this.losses = settings.all();
        boolean shared = table.has(AscentGraph.share(losses.getFirst()));
        this.shares = shared
                ? losses.stream()
                        .map(each -> table.input(AscentGraph.share(each)))
                        .toArray(Column[]::new)
                : new Column[0];
        this.weights = table.has(AscentGraph.WEIGHTS) ? table.input(AscentGraph.WEIGHTS) : null;
        this.momentum = settings.momentum() == 0
                ? null
                : new Momentum(settings.momentum(), Moves.bySigns(problem), problem.size(), table);
    }

    @Override
    public void begin(int place, Attempt attempt) {
        moves.begin(place, attempt);
        if (momentum != null) {
            momentum.begin(place);
        }
        if (weights != null && diversity.steps() > 0) {
            diversity.weigh(attempt, weights.elements(), weights.change(place), classes);
            share(place, null);
        } else {
            begun(place, attempt);
        }
    }

    /** What counts from the first step on that isn't one of diversity. */
    private void begun(int place, Attempt attempt) {
        if (weights != null) {
            int at = weights.change(place);
            Arrays.fill(weights.elements(), at, at + classes, 0);
        }
        share(place, settings.loss(attempt.restart(), 0));
    }

    /** Has one loss count alone, or none. */
    private void share(int place, GradientLoss counting) {
        for (int each = 0; each < shares.length; each++) {
            shares[each].elements()[shares[each].change(place)] = losses.get(each) == counting ? 1 : 0;
        }
    }

    @Override
    public void move(int place, Attempt attempt) {
        int step = attempt.moves() - diversity.steps();
        if (step < 0) {
            moves.go(place, ascent.elements(), epsilon, 1, former);
            if (step == -1) {
                begun(place, attempt);
            }
            return;
        }
        see(place, attempt);
        float[] way = momentum == null ? ascent.elements() : momentum.way(place, ascent);
        moves.go(place, way, epsilon * settings.lengths().of(step, settings.steps()), 1, former);
        share(place, settings.loss(attempt.restart(), step + 1));
    }

    @Override
    public void end(int place, Attempt attempt) {
        if (attempt.moves() >= diversity.steps()) {
            see(place, attempt);
        }
    }

    private void see(int place, Attempt attempt) {
        if (loss != null) {
            watcher.seen(attempt, loss.elements()[loss.at(place)]);
        }
    }

    /** The sum of the gradients so far, each over its L1 norm (Dong et al. 2018, algorithm 1). */
    private static final class Momentum {
        private final float decay;
        private final int size;
        private final Column sum;
        /** Null where the sum itself is a way to go. */
        private final Column sign;

        Momentum(double decay, boolean bySigns, int size, Table table) {
            this.decay = (float) decay;
            this.size = size;
            this.sum = table.state(size);
            this.sign = bySigns ? table.state(size) : null;
        }

        void begin(int place) {
            int at = sum.change(place);
            Arrays.fill(sum.elements(), at, at + size, 0);
        }

        float[] way(int place, Column gradient) {
            int at = sum.change(place);
            float[] g = gradient.elements();
            float[] all = sum.elements();
            double norm = 0;
            for (int i = at; i < at + size; i++) {
                norm += Float.isFinite(g[i]) ? Math.abs(g[i]) : 0;
            }
            for (int i = at; i < at + size; i++) {
                float next = Float.isFinite(g[i]) && norm > 0 ? (float) (g[i] / norm) : 0;
                all[i] = decay * all[i] + next;
            }
            return sign == null ? all : signs(place, all);
        }

        private float[] signs(int place, float[] all) {
            int at = sign.change(place);
            float[] signs = sign.elements();
            for (int i = at; i < at + size; i++) {
                signs[i] = Math.signum(all[i]);
            }
            return signs;
        }
    }
}
