package io.jaspis.attacks;

import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Tries categories and small whole numbers one after the other, where gradients only hint at them. Where there are few
 * combinations, all are tried: each at the example's other features, and a step of length ε along the gradient from there.
 * Else single switches are, and from the best of them on further ones, greedily. From the best combinations gradient ascent
 * goes on over the other features, with the categories held.
 *
 * <p>Nothing in it is random. What becomes of an example depends on nothing but it and the settings; the points of all
 * examples are evaluated as one batch.
 */
public final class CategorySwitches implements Attack {
    /** The name, for reports. */
    public static final String NAME = "category switches";

    /** Numbers that the points of examples which are attacked together may hold, but for the last of these. */
    private static final long HELD = 1L << 25;

    private final Settings settings;

    /**
     * How much is tried of each example.
     *
     * @param combinations that are all tried where there are no more; else the most single switches of a round
     * @param kept combinations from which the search goes on
     * @param steps of gradient ascent from each of these
     * @param rounds of switches and ascent where not all combinations are tried
     */
    public record Settings(int combinations, int kept, int steps, int rounds) {
        public Settings {
            if (combinations < 1 || kept < 1 || steps < 1 || rounds < 1) {
                throw new IllegalArgumentException("at least one of each is tried, but asked for are " + combinations
                        + " combinations, " + kept + " kept, " + steps + " steps and " + rounds + " rounds");
            }
        }
    }

    public CategorySwitches(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("combinations", settings.combinations());
        parameters.put("kept", settings.kept());
        parameters.put("steps", settings.steps());
        parameters.put("rounds", settings.rounds());
        return parameters;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        if (problem.threat().features() == null) {
            throw new IllegalArgumentException("category switches are for features, and the threat has none");
        }
        Verification verification = new Verification(problem);
        try (Batches batches = new Batches(
                LossGraph.of(problem, Loss.MARGIN, problem.targeted()),
                problem.device(),
                Math.max(1, problem.batch()))) {
            Deque<Integer> waiting = new ArrayDeque<>(indices);
            while (!waiting.isEmpty() && !stopped.getAsBoolean()) {
                List<Switching> open = together(problem, waiting, budget);
                while (!open.isEmpty() && !stopped.getAsBoolean()) {
                    if (evaluate(problem, batches, open, verification, stopped)) {
                        open.forEach(Switching::goOn);
                    }
                    open.removeIf(one -> {
                        if (one.done()) {
                            listener.decided(one.index(), Outcome.of(one.found(), one.spent()));
                        }
                        return one.done();
                    });
                }
            }
        }
    }

    /** As many of those that wait as their points have room together; at least one. */
    private List<Switching> together(Problem problem, Deque<Integer> waiting, Budget budget) {
        List<Switching> open = new ArrayList<>();
        long held = 0;
        while (!waiting.isEmpty() && open.size() < problem.batch() && held < HELD) {
            Switching next = new Switching(problem, settings, waiting.remove(), budget.gradients());
            // Those of two stages, each with its relaxed one and its gradient.
            held += 6 * next.most() * problem.size();
            open.add(next);
        }
        return open;
    }

    /** One of the points that an example wants. */
    private record Row(Switching of, int place) {}

    /** Evaluates all that is wanted, a batch at a time; false where it was stopped before. */
    private static boolean evaluate(
            Problem problem,
            Batches batches,
            List<Switching> open,
            Verification verification,
            BooleanSupplier stopped) {
        List<Row> rows = new ArrayList<>();
        for (Switching one : open) {
            for (int place = 0; place < one.wanted(); place++) {
                rows.add(new Row(one, place));
            }
        }
        for (int from = 0; from < rows.size(); from += problem.batch()) {
            if (from > 0 && stopped.getAsBoolean()) {
                return false;
            }
            List<Row> slice = rows.subList(from, Math.min(rows.size(), from + problem.batch()));
            Map<String, float[]> outputs = batches.run(slice.size(), inputs(problem, batches, slice));
            for (int i = 0; i < slice.size(); i++) {
                slice.get(i)
                        .of()
                        .take(
                                slice.get(i).place(),
                                outputs.get(LossGraph.LOGITS),
                                i * problem.classes(),
                                outputs.get(LossGraph.ASCENT),
                                i * problem.size(),
                                verification);
            }
        }
        return true;
    }

    private static Map<String, float[]> inputs(Problem problem, Batches batches, List<Row> slice) {
        int size = problem.size();
        int classes = problem.classes();
        float[] x = new float[Math.multiplyExact(slice.size(), size)];
        float[] labels = new float[Math.multiplyExact(slice.size(), classes)];
        float[] targets = new float[problem.targeted() ? labels.length : 0];
        for (int i = 0; i < slice.size(); i++) {
            Switching of = slice.get(i).of();
            System.arraycopy(of.wanted(slice.get(i).place()), 0, x, i * size, size);
            labels[i * classes + problem.examples().label(of.index())] = 1;
            if (problem.targeted()) {
                targets[i * classes + problem.target(of.index())] = 1;
            }
        }
        Map<String, float[]> inputs = new HashMap<>(Map.of(LossGraph.X, x, LossGraph.LABEL, labels));
        if (problem.targeted()) {
            inputs.put(LossGraph.TARGET, targets);
        }
        // A network without a slope needs no labels.
        inputs.keySet().retainAll(batches.graph().inputs().keySet());
        return inputs;
    }
}
