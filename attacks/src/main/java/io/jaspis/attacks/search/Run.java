package io.jaspis.attacks.search;

import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One run of a {@link Search}. */
final class Run implements Places.Keeper<Attempt> {
    private final Problem problem;
    private final Search.Settings settings;
    private final Method method;
    private final Places<Attempt> places;
    private final Table table;
    private final long seed;
    private final long affordable;
    private final Search.Listener listener;
    private final Step step;
    private final Column x;
    private final Column scores;
    private final RandomStart start;
    private final Projection projection;
    private final Verification verification;
    private final float[] centre;
    private final float[] candidate;

    /** @param affordable how many evaluations an example may cost, at least 1 */
    Run(Search search, Places<Attempt> places, Table table, long seed, long affordable, Search.Listener listener) {
        this.problem = search.problem;
        this.settings = search.settings;
        this.method = search.method;
        this.places = places;
        this.table = table;
        this.seed = seed;
        this.affordable = affordable;
        this.listener = listener;
        this.step = method.step().apply(table);
        this.x = table.input(Method.X);
        this.scores = table.output(Method.SCORES);
        this.start = new RandomStart(problem.threat(), problem.size());
        this.projection = new Projection(problem.threat(), problem.size());
        this.verification = search.verification;
        this.centre = new float[problem.size()];
        this.candidate = new float[problem.size()];
    }

    void run(BooleanSupplier stopped) {
        while (places.fill(this) && !stopped.getAsBoolean()) {
            table.run(places.count());
            for (int place = 0; place < places.count(); place++) {
                Attempt attempt = places.at(place);
                if (attempt != null && !ended(place, attempt)) {
                    goOn(place, attempt);
                }
            }
        }
    }

    @Override
    public void begin(int place, Attempt attempt) {
        problem.examples().copy(attempt.index(), x.elements(), x.change(place));
        table.mark(Method.LABEL, place, attempt.label());
        table.mark(Method.TARGET, place, attempt.target());
        if (!attempt.looking()) {
            start(place, attempt);
        }
    }

    @Override
    public void move(int from, int to) {
        table.move(from, to);
    }

    /** Brings an attempt to its start; without a random one its place has the example already. */
    private void start(int place, Attempt attempt) {
        if (settings.randomStart()) {
            problem.examples().copy(attempt.index(), centre, 0);
            int at = x.change(place);
            System.arraycopy(centre, 0, x.elements(), at, centre.length);
            start.move(seed, attempt.index(), attempt.restart(), x.elements(), at);
            projection.project(centre, 0, x.elements(), at);
        }
        step.begin(place, attempt);
    }

    private void goOn(int place, Attempt attempt) {
        if (attempt.looking()) {
            int at = scores.at(place);
            attempt.haveLooked(Arrays.copyOfRange(scores.elements(), at, at + scores.width()));
            start(place, attempt);
        } else {
            step.move(place, attempt);
            attempt.countMove();
        }
    }

    /** Frees the place of an attempt that has come to its end, and tells of the example if that was the last. */
    private boolean ended(int place, Attempt attempt) {
        attempt.countEvaluation();
        boolean spent = attempt.evaluations() >= affordable;
        Optional<Witness> found = found(place, attempt);
        if (found.isEmpty() && attempt.moves() < settings.moves() && !spent) {
            return false;
        }
        if (found.isEmpty() && !attempt.looking()) {
            step.end(place, attempt);
        }
        places.free(place);
        if (found.isEmpty() && attempt.restart() + 1 < settings.restarts() && !spent) {
            places.add(attempt.next());
        } else {
            listener.decided(attempt.index(), found, method.spent(attempt.evaluations()));
        }
        return true;
    }

    private Optional<Witness> found(int place, Attempt attempt) {
        float[] all = scores.elements();
        int at = scores.at(place);
        int target = attempt.target();
        if (!Logits.broken(all, at, scores.width(), attempt.label(), target)) {
            return Optional.empty();
        }
        copyEvaluated(place);
        return verification.check(attempt.index(), candidate, settings.name(), target);
    }

    /** The point that the scores are of: where the graph moves points, its place has the next one already. */
    private void copyEvaluated(int place) {
        if (method.graph().outputs().containsKey(Method.EVALUATED)) {
            table.read(Method.EVALUATED, place, candidate);
        } else {
            System.arraycopy(x.elements(), x.at(place), candidate, 0, candidate.length);
        }
    }
}
