package io.jaspis.attacks;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/**
 * Projected gradient descent on the negative loss (Madry, Makelov, Schmidt, Tsipras &amp; Vladu 2018), and with one step
 * and no random start the fast gradient method (Goodfellow, Shlens &amp; Szegedy 2015).
 *
 * <p>A batch is a set of places, not of examples: as soon as an example is decided its place takes the next attempt, so
 * that no work goes into what is done. An attempt's outcome depends on the seed, the example and the restart alone.
 */
public final class GradientDescent implements Attack {
    private static final String X = "x";
    private static final String LABEL = "label";
    private static final String TARGET = "target";
    private static final String LOGITS = "logits";
    private static final String LOSS = "loss";

    /**
     * The settings.
     *
     * @param steps gradient steps of each attempt, at least 1
     * @param stepSize the length of a step as a fraction of ε
     * @param restarts attempts for each example, at least 1
     * @param randomStart whether an attempt starts anywhere in the ball, else at the example
     * @param targets for targeted attacks, the label each example is to get; null for untargeted ones. The number given
     *     to it is the example's index, and a target equal to the label is refused
     */
    public record Settings(
            String name,
            Loss loss,
            int steps,
            double stepSize,
            int restarts,
            boolean randomStart,
            IntUnaryOperator targets) {
        public Settings {
            if (steps < 1 || restarts < 1 || !(stepSize > 0)) {
                throw new IllegalArgumentException("an attack needs at least one step, one restart and a positive step"
                        + " size, but got " + steps + ", " + restarts + ", " + stepSize);
            }
        }

        public Settings targeting(IntUnaryOperator other) {
            return new Settings(name + ", targeted", loss, steps, stepSize, restarts, randomStart, other);
        }
    }

    private final Settings settings;

    public GradientDescent(Settings settings) {
        this.settings = settings;
    }

    /** One step of length ε from the example itself. */
    public static GradientDescent fgsm() {
        return new GradientDescent(new Settings("FGSM", Loss.CROSS_ENTROPY, 1, 1, 1, false, null));
    }

    /** Steps of 2.5·ε/steps, as is usual, from random starts. */
    public static GradientDescent pgd(Loss loss, int steps, int restarts) {
        String name = "PGD-" + steps + (restarts > 1 ? "×" + restarts : "") + " ("
                + switch (loss) {
                    case CROSS_ENTROPY -> "cross-entropy";
                    case MARGIN -> "margin";
                    case DIFFERENCE_OF_LOGITS_RATIO -> "DLR";
                }
                + ")";
        return new GradientDescent(new Settings(name, loss, steps, 2.5 / steps, restarts, true, null));
    }

    @Override
    public String name() {
        return settings.name();
    }

    public Settings settings() {
        return settings;
    }

    @Override
    public void attack(Problem problem, List<Integer> indices, long seed, Listener listener, BooleanSupplier stopped) {
        new Run(problem, seed, listener, stopped).all(indices);
    }

    /** The graph of logits, loss and the loss's gradient in x. */
    private Graph graph(Problem problem) {
        Trace trace = new Trace();
        Graph network = problem.network();
        Value x = trace.input(X, network.input(network.onlyInput()).shape());
        Value label = trace.input(LABEL, Shape.of(problem.classes()));
        Value logits = trace.inline(network, Map.of(network.onlyInput(), x))
                .get(network.onlyOutput())
                .flatten();
        Value loss = settings.targets() == null
                ? settings.loss().untargeted(logits, label)
                : settings.loss().targeted(logits, label, trace.input(TARGET, Shape.of(problem.classes())));
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(LOGITS, logits);
        outputs.put(LOSS, loss);
        outputs.put(Gradient.PREFIX + X, Gradient.of(loss, List.of(x)).getFirst());
        return trace.graph(outputs);
    }

    /** One attempt on one example. */
    private static final class Attempt {
        final int index;
        final int restart;
        int step;

        Attempt(int index, int restart) {
            this.index = index;
            this.restart = restart;
        }
    }

    private final class Run {
        private final Problem problem;
        private final long seed;
        private final Listener listener;
        private final BooleanSupplier stopped;
        private final Graph graph;
        private final int size;
        private final int classes;
        private final Projection projection;
        private final Direction direction;
        private final RandomStart start;
        private final Verification verification;
        private final Map<Integer, Execution> executions = new HashMap<>();
        private final Queue<Attempt> waiting = new ArrayDeque<>();
        private Attempt[] places;
        private float[] x;
        private float[] centres;
        private float[] labels;
        private float[] targets;
        private float[] logits;
        private float[] gradient;

        Run(Problem problem, long seed, Listener listener, BooleanSupplier stopped) {
            this.problem = problem;
            this.seed = seed;
            this.listener = listener;
            this.stopped = stopped;
            this.graph = graph(problem);
            this.size = problem.size();
            this.classes = problem.classes();
            this.projection = new Projection(problem.threat(), size);
            this.direction = new Direction(problem.threat(), size);
            this.start = new RandomStart(problem.threat(), size);
            this.verification = new Verification(problem);
        }

        void all(List<Integer> indices) {
            indices.forEach(index -> waiting.add(new Attempt(index, 0)));
            allocate(Math.min(problem.batch(), Math.max(1, indices.size())));
            try {
                while (fill() > 0 && !stopped.getAsBoolean()) {
                    step();
                }
            } finally {
                executions.values().forEach(Execution::close);
            }
        }

        private void allocate(int batch) {
            places = new Attempt[batch];
            x = new float[batch * size];
            centres = new float[batch * size];
            labels = new float[batch * classes];
            targets = new float[batch * classes];
            logits = new float[batch * classes];
            gradient = new float[batch * size];
        }

        /** Gives free places to waiting attempts and returns how many places are taken. */
        private int fill() {
            int taken = 0;
            for (int place = 0; place < places.length; place++) {
                if (places[place] == null && !waiting.isEmpty()) {
                    begin(place, waiting.remove());
                }
                taken += places[place] != null ? 1 : 0;
            }
            if (taken > 0 && taken <= places.length / 2) {
                shrink(taken);
            }
            return taken;
        }

        /** A smaller batch for the last few, since an empty place costs as much as a taken one. */
        private void shrink(int taken) {
            Attempt[] oldPlaces = places;
            float[] oldX = x;
            float[] oldCentres = centres;
            float[] oldLabels = labels;
            float[] oldTargets = targets;
            int batch = Integer.highestOneBit(Math.max(1, 2 * taken - 1));
            allocate(Math.min(batch, oldPlaces.length));
            int next = 0;
            for (int place = 0; place < oldPlaces.length; place++) {
                if (oldPlaces[place] != null) {
                    places[next] = oldPlaces[place];
                    System.arraycopy(oldX, place * size, x, next * size, size);
                    System.arraycopy(oldCentres, place * size, centres, next * size, size);
                    System.arraycopy(oldLabels, place * classes, labels, next * classes, classes);
                    System.arraycopy(oldTargets, place * classes, targets, next * classes, classes);
                    next++;
                }
            }
        }

        private void begin(int place, Attempt attempt) {
            places[place] = attempt;
            problem.examples().copy(attempt.index, centres, place * size);
            System.arraycopy(centres, place * size, x, place * size, size);
            int label = problem.examples().label(attempt.index);
            oneHot(labels, place, label);
            if (settings.targets() != null) {
                int target = settings.targets().applyAsInt(attempt.index);
                if (target == label || target < 0 || target >= classes) {
                    throw new IllegalArgumentException("the target of example " + attempt.index
                            + " must be another class than its label " + label + ", but is " + target);
                }
                oneHot(targets, place, target);
            }
            if (settings.randomStart()) {
                start.move(seed, attempt.index, attempt.restart, x, place * size);
                projection.project(centres, place * size, x, place * size);
            }
        }

        private void oneHot(float[] rows, int place, int hot) {
            Arrays.fill(rows, place * classes, (place + 1) * classes, 0);
            rows[place * classes + hot] = 1;
        }

        /** Evaluates all places at once; what is decided goes, the rest moves. */
        private void step() {
            Execution execution = executions.computeIfAbsent(
                    places.length, batch -> problem.device().load(Plan.of(graph, batch)));
            execution.write(X, x, 0);
            execution.write(LABEL, labels, 0);
            if (settings.targets() != null) {
                execution.write(TARGET, targets, 0);
            }
            execution.run();
            execution.read(LOGITS, logits, 0);
            execution.read(Gradient.PREFIX + X, gradient, 0);
            List<Integer> moving = new ArrayList<>();
            for (int place = 0; place < places.length; place++) {
                if (places[place] != null && !decided(place)) {
                    moving.add(place);
                }
            }
            for (int place : moving) {
                double length = settings.stepSize() * problem.threat().epsilon();
                direction.step(gradient, x, place * size, length);
                projection.project(centres, place * size, x, place * size);
                places[place].step++;
            }
        }

        private boolean decided(int place) {
            Attempt attempt = places[place];
            int prediction = Logits.largest(logits, place * classes, classes);
            int label = problem.examples().label(attempt.index);
            boolean reached = settings.targets() == null
                    ? prediction != label
                    : prediction == settings.targets().applyAsInt(attempt.index);
            if (reached) {
                float[] found = Arrays.copyOfRange(x, place * size, (place + 1) * size);
                Optional<Outcome.Falsified> checked = verification.check(attempt.index, found, name());
                if (checked.isPresent()) {
                    places[place] = null;
                    listener.decided(attempt.index, checked.get());
                    return true;
                }
            }
            if (attempt.step < settings.steps()) {
                return false;
            }
            places[place] = null;
            if (attempt.restart + 1 < settings.restarts()) {
                waiting.add(new Attempt(attempt.index, attempt.restart + 1));
            } else {
                listener.decided(attempt.index, new Outcome.Survived());
            }
            return true;
        }
    }
}
