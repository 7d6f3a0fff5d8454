package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Places;
import io.jaspis.attacks.search.Table;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The loop of the attacks that look for the nearest adversarial example. As in {@link io.jaspis.attacks.search.Search} the
 * examples take the places of a batch, and each is looked at itself first; but what is found doesn't end an attempt unless
 * the set holds it, and an attempt ends when its {@link Walk} says so.
 */
final class NearestSearch implements Places.Keeper<Trial> {
    /** A point that is nearer than the last witness by no more than this share is checked at the end alone. */
    private static final double LITTLE = 1e-3;

    private final Problem problem;
    private final Problem free;
    private final MinimumNorm attack;
    private final boolean inSet;
    private final long seed;
    private final long affordable;
    private final int attempts;
    private final Slopes slopes;
    private final Places<Trial> places;
    private final Table table;
    private final Column x;
    private final Column scores;
    private final Column[] gradients;
    private final Column[] seeds;
    /** Null where the graph has none. */
    private final Column limits;

    private final Sight sight;
    private final Verification verification;
    private final float[] candidate;
    private final Consumer<Trial> listener;

    /**
     * How examples are searched around.
     *
     * @param slopes those that the attack has for the problem
     * @param inSet whether a search is over with the first verified point in the threat's set, and finds no others
     * @param affordable how many evaluations an example may cost
     */
    record Settings(MinimumNorm attack, Slopes slopes, boolean inSet, long seed, long affordable) {}

    private NearestSearch(
            Problem problem, Settings settings, Places<Trial> places, Table table, Consumer<Trial> listener) {
        this.problem = problem;
        this.free = Neighbourhood.withoutBall(problem);
        this.attack = settings.attack();
        this.inSet = settings.inSet();
        this.seed = settings.seed();
        this.affordable = settings.affordable();
        this.attempts = attack.attempts(problem);
        this.slopes = settings.slopes();
        this.places = places;
        this.table = table;
        this.x = table.input(Method.X);
        this.scores = table.output(Method.SCORES);
        this.gradients = slopes.slopes().stream().map(table::output).toArray(Column[]::new);
        this.seeds = slopes.seeds().stream().map(table::input).toArray(Column[]::new);
        this.limits = table.has(Slopes.LIMITS) ? table.input(Slopes.LIMITS) : null;
        this.sight = new Sight(
                problem.classes(),
                scores.elements(),
                Arrays.stream(gradients).map(Column::elements).toArray(float[][]::new));
        this.verification = new Verification(inSet ? problem : free);
        this.candidate = new float[problem.size()];
        this.listener = listener;
    }

    /**
     * Searches around the examples of these indices; where no evaluation can be afforded, each search is over at once.
     *
     * @param listener told of each search that is over
     */
    static void run(
            Problem problem,
            Settings settings,
            List<Integer> indices,
            Consumer<Trial> listener,
            BooleanSupplier stopped) {
        Queue<Trial> waiting = new ArrayDeque<>();
        for (int index : indices) {
            waiting.add(new Trial(problem, index));
        }
        if (waiting.isEmpty() || settings.affordable() == 0) {
            waiting.forEach(listener);
            return;
        }
        Places<Trial> places = new Places<>(Math.min(problem.batch(), indices.size()), waiting);
        try (Table table = new Table(settings.slopes().graph(), problem.device(), places.count(), Map.of())) {
            new NearestSearch(problem, settings, places, table, listener).run(stopped);
        }
    }

    private void run(BooleanSupplier stopped) {
        while (places.fill(this) && !stopped.getAsBoolean()) {
            table.run(places.count());
            for (int place = 0; place < places.count(); place++) {
                Trial trial = places.at(place);
                if (trial != null && !goesOn(place, trial)) {
                    places.free(place);
                    listener.accept(trial);
                }
            }
        }
    }

    @Override
    public void begin(int place, Trial trial) {
        problem.examples().copy(trial.index, x.elements(), x.change(place));
        table.mark(Method.LABEL, place, trial.label);
        table.mark(Method.TARGET, place, trial.target);
    }

    @Override
    public void move(int from, int to) {
        table.move(from, to);
    }

    /** Judges what a place's point has become, and moves it on; false where the search around the example is over. */
    private boolean goesOn(int place, Trial trial) {
        trial.evaluations++;
        boolean adversarial =
                Logits.broken(scores.elements(), scores.at(place), scores.width(), trial.label, trial.target);
        boolean first = trial.around == null;
        if (first) {
            look(place, trial);
        }
        // A point that is evaluated for more of its slopes was judged before.
        if (adversarial && trial.part == 0 && judge(place, trial)) {
            return false;
        }
        if (trial.evaluations >= affordable) {
            checkAtEnd(trial);
            return false;
        }
        if (!first) {
            trial.around.deviation(x.elements(), x.at(place), trial.settled);
            sight.turn(trial.around, trial.settled, scores.at(place), gradients[0].at(place), adversarial);
            sight.showing(trial.part * gradients.length);
            if (trial.part + 1 < slopes.parts() && trial.walk.gather(sight)) {
                trial.part++;
                weigh(place, trial);
                return true;
            }
        }
        if (first || !trial.walk.advance(sight)) {
            if (!first && ++trial.attempt >= attempts) {
                checkAtEnd(trial);
                return false;
            }
            beginAttempt(place, trial);
        }
        if (trial.part > 0) {
            trial.part = 0;
            weigh(place, trial);
        }
        trial.around.settle(trial.walk.point, x.elements(), x.change(place));
        return true;
    }

    /** Takes down what is to be known of the example itself. */
    private void look(int place, Trial trial) {
        float[] centre = new float[problem.size()];
        problem.examples().copy(trial.index, centre, 0);
        // Of how many elements change the threat's ε says nothing, of how far each may it does.
        boolean boxed = inSet && attack.unit() == Neighbourhood.Unit.WIDTH;
        trial.around = new Neighbourhood(boxed ? problem.threat() : free.threat(), centre, attack.unit());
        trial.settled = new float[centre.length];
        trial.clean = Arrays.copyOfRange(scores.elements(), scores.at(place), scores.at(place) + scores.width());
    }

    private void beginAttempt(int place, Trial trial) {
        double reach = Math.min(trial.least, inSet ? problem.threat().epsilon() : Double.POSITIVE_INFINITY)
                / problem.threat().paperUnit();
        int aim = attack.aim(trial.attempt, Start.rivals(trial.clean, trial.label, trial.target));
        trial.walk = attack.begin(new Start(
                trial.around, trial.clean, trial.label, trial.target, aim, seed, trial.index, trial.attempt, reach));
        limit(place, trial.label, aim);
        trial.part = 0;
        weigh(place, trial);
    }

    private void weigh(int place, Trial trial) {
        for (int k = 0; k < seeds.length; k++) {
            Column column = seeds[k];
            int at = column.change(place);
            Arrays.fill(column.elements(), at, at + column.width(), 0);
            trial.walk.weigh(trial.part * seeds.length + k, column.elements(), at);
        }
    }

    private void limit(int place, int label, int aim) {
        if (limits != null) {
            Slopes.limit(limits.elements(), limits.change(place), limits.width(), label, aim);
        }
    }

    /** Whether the search is over with this adversarial point. */
    private boolean judge(int place, Trial trial) {
        float[] points = x.elements();
        int at = x.at(place);
        float[] centre = trial.around.centre();
        double length = attack.length(problem, centre, points, at);
        trial.least = Math.min(trial.least, length);
        if (inSet) {
            if (problem.threat().contains(centre, 0, points, at, candidate.length)) {
                check(points, at, trial, length);
            }
            return trial.witness.isPresent();
        }
        // A point that only seems adversarial, as rounding can have it, mustn't stand in the way of one that is.
        if (length < trial.checked * (1 - LITTLE)) {
            check(points, at, trial, length);
        } else if (length < Math.min(trial.checked, trial.uncheckedLength)) {
            trial.unchecked = trial.unchecked == null ? new float[candidate.length] : trial.unchecked;
            System.arraycopy(points, at, trial.unchecked, 0, candidate.length);
            trial.uncheckedLength = length;
        }
        return trial.checked == 0;
    }

    private void check(float[] points, int at, Trial trial, double length) {
        System.arraycopy(points, at, candidate, 0, candidate.length);
        verification.check(trial.index, candidate, attack.name(), trial.target).ifPresent(witness -> {
            trial.witness = Optional.of(witness);
            trial.checked = length;
        });
    }

    private void checkAtEnd(Trial trial) {
        if (trial.uncheckedLength < trial.checked) {
            check(trial.unchecked, 0, trial, trial.uncheckedLength);
        }
    }
}
