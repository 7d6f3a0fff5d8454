package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * One run of {@link GradientDescent}. A batch is a set of places, not of examples: as soon as an example is decided its
 * place takes the next attempt, so that no work goes into what is done.
 */
final class Descent {
    /**
     * The fewest rows of a run, even if one stays idle. The processor's kernels sum alike for every batch from two on,
     * but not for one, so that with this an outcome doesn't depend on the batch or on the company an example has in it.
     */
    private static final int FEWEST_ROWS = 2;

    /** The step of an attempt that has yet to look at the example itself. */
    private static final int UNPERTURBED = -1;

    private final GradientDescent.Settings settings;
    private final Problem problem;
    private final long seed;
    private final Budget budget;
    private final Attack.Listener listener;
    private final BooleanSupplier stopped;
    private final Graph graph;
    private final int size;
    private final int classes;
    private final double length;
    private final Projection projection;
    private final Direction direction;
    private final RandomStart start;
    private final Verification verification;
    private final Map<Integer, Execution> executions = new HashMap<>();
    private final Queue<Attempt> waiting = new ArrayDeque<>();
    private final float[] x;
    private final float[] centres;
    private final float[] labels;
    private final float[] targets;
    private final float[] logits;
    private final float[] gradient;
    /** Of each place's ball, where the norm is L∞; it is the same in every step. */
    private final float[] lowest;

    private final float[] highest;
    private final Attempt[] attempts;
    private int places;

    /** One attempt on one example. */
    private static final class Attempt {
        final int index;
        final int restart;
        int label;
        int target;
        int step;
        /** Of the network at points of this example, over all of its attempts so far. */
        long gradients;

        Attempt(int index, int restart, long gradients) {
            this.index = index;
            this.restart = restart;
            this.gradients = gradients;
        }
    }

    Descent(
            GradientDescent.Settings settings,
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Attack.Listener listener,
            BooleanSupplier stopped) {
        this.settings = settings;
        this.problem = problem;
        this.seed = seed;
        this.budget = budget;
        this.listener = listener;
        this.stopped = stopped;
        this.graph = LossGraph.of(problem, settings.loss(), targeted());
        this.size = problem.size();
        this.classes = problem.classes();
        this.length = settings.stepSize() * problem.threat().epsilon();
        this.projection = new Projection(problem.threat(), size);
        this.direction = new Direction(problem.threat(), size);
        this.start = new RandomStart(problem.threat(), size);
        this.verification = new Verification(problem);
        if (budget.gradients() == 0) {
            indices.forEach(index -> listener.decided(index, new Outcome.Survived(Budget.Spent.NOTHING)));
        } else {
            indices.forEach(index -> waiting.add(new Attempt(index, 0, 0)));
        }
        this.places = Math.min(problem.batch(), indices.size());
        this.attempts = new Attempt[places];
        this.x = new float[rows() * size];
        this.centres = new float[rows() * size];
        this.labels = new float[rows() * classes];
        this.targets = new float[rows() * classes];
        this.logits = new float[rows() * classes];
        this.gradient = new float[rows() * size];
        this.lowest = new float[box() ? rows() * size : 0];
        this.highest = new float[lowest.length];
    }

    private boolean box() {
        return problem.threat().norm() == Norm.LINF;
    }

    private int rows() {
        return Math.max(FEWEST_ROWS, places);
    }

    void run() {
        try {
            while (fill() > 0 && !stopped.getAsBoolean()) {
                evaluate();
                for (int place = 0; place < places; place++) {
                    if (attempts[place] != null && !decided(place)) {
                        move(place);
                    }
                }
            }
        } finally {
            executions.values().forEach(Execution::close);
        }
    }

    /** Gives free places to waiting attempts and returns how many places are taken. */
    private int fill() {
        int taken = 0;
        for (int place = 0; place < places; place++) {
            if (attempts[place] == null && !waiting.isEmpty()) {
                begin(place, waiting.remove());
            }
            taken += attempts[place] != null ? 1 : 0;
        }
        if (taken > 0 && taken <= places / 2) {
            shrink(taken);
        }
        return taken;
    }

    /** A smaller batch for the last few, since an empty place costs as much as a taken one. */
    private void shrink(int taken) {
        int next = 0;
        for (int place = 0; place < places; place++) {
            if (attempts[place] != null) {
                Attempt attempt = attempts[place];
                attempts[place] = null;
                attempts[next] = attempt;
                System.arraycopy(x, place * size, x, next * size, size);
                System.arraycopy(centres, place * size, centres, next * size, size);
                if (box()) {
                    System.arraycopy(lowest, place * size, lowest, next * size, size);
                    System.arraycopy(highest, place * size, highest, next * size, size);
                }
                System.arraycopy(labels, place * classes, labels, next * classes, classes);
                System.arraycopy(targets, place * classes, targets, next * classes, classes);
                next++;
            }
        }
        // The next power of two: few sizes, since each needs a plan of its own.
        places = Math.min(places, Integer.highestOneBit(2 * taken - 1));
    }

    private void begin(int place, Attempt attempt) {
        attempts[place] = attempt;
        problem.examples().copy(attempt.index, centres, place * size);
        System.arraycopy(centres, place * size, x, place * size, size);
        if (box()) {
            projection.bounds(centres, lowest, highest, place * size);
        }
        attempt.label = problem.examples().label(attempt.index);
        oneHot(labels, place, attempt.label);
        if (targeted()) {
            attempt.target = settings.targets().applyAsInt(attempt.index);
            if (attempt.target == attempt.label || attempt.target < 0 || attempt.target >= classes) {
                throw new IllegalArgumentException("the target of example " + attempt.index
                        + " must be another class than its label " + attempt.label + ", but is " + attempt.target);
            }
            oneHot(targets, place, attempt.target);
        }
        if (settings.randomStart()) {
            attempt.step = UNPERTURBED;
            if (attempt.restart > 0) {
                move(place);
            }
        }
    }

    private boolean targeted() {
        return settings.targets() != null;
    }

    private void oneHot(float[] rows, int place, int hot) {
        Arrays.fill(rows, place * classes, (place + 1) * classes, 0);
        rows[place * classes + hot] = 1;
    }

    /** The scores and the ways up of all places at once. */
    private void evaluate() {
        Execution execution =
                executions.computeIfAbsent(rows(), batch -> problem.device().load(Plan.of(graph, batch)));
        execution.write(LossGraph.X, x, 0);
        // A network without a slope needs neither.
        if (graph.inputs().containsKey(LossGraph.LABEL)) {
            execution.write(LossGraph.LABEL, labels, 0);
        }
        if (graph.inputs().containsKey(LossGraph.TARGET)) {
            execution.write(LossGraph.TARGET, targets, 0);
        }
        execution.run();
        execution.read(LossGraph.LOGITS, logits, 0);
        execution.read(LossGraph.ASCENT, gradient, 0);
    }

    /** From the example itself to the attempt's start, from there along the gradient. */
    private void move(int place) {
        Attempt attempt = attempts[place];
        if (attempt.step == UNPERTURBED) {
            start.move(seed, attempt.index, attempt.restart, x, place * size);
        } else {
            direction.step(gradient, x, place * size, length);
        }
        if (box()) {
            projection.clamp(lowest, highest, x, place * size);
        } else {
            projection.project(centres, place * size, x, place * size);
        }
        attempt.step++;
    }

    /** Frees the place of an attempt that has come to its end, and tells of the example if that was the last. */
    private boolean decided(int place) {
        Attempt attempt = attempts[place];
        attempt.gradients++;
        boolean spent = attempt.gradients >= budget.gradients();
        Optional<Witness> found = found(place, attempt);
        if (found.isEmpty() && attempt.step < settings.steps() && !spent) {
            return false;
        }
        attempts[place] = null;
        Budget.Spent cost = new Budget.Spent(attempt.gradients, 0, 0);
        if (found.isPresent()) {
            listener.decided(attempt.index, new Outcome.Falsified(found.get(), cost));
        } else if (attempt.restart + 1 < settings.restarts() && !spent) {
            waiting.add(new Attempt(attempt.index, attempt.restart + 1, attempt.gradients));
        } else {
            listener.decided(attempt.index, new Outcome.Survived(cost));
        }
        return true;
    }

    private Optional<Witness> found(int place, Attempt attempt) {
        int from = place * classes;
        int target = targeted() ? attempt.target : Logits.NONE;
        boolean kept = targeted()
                ? !Logits.reached(logits, from, classes, target)
                : Logits.prediction(logits, from, classes, attempt.label) == attempt.label;
        if (kept) {
            return Optional.empty();
        }
        float[] point = Arrays.copyOfRange(x, place * size, (place + 1) * size);
        return verification.check(attempt.index, point, settings.name(), target);
    }
}
