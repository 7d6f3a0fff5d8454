package io.jaspis.attacks;

import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import java.util.ArrayList;
import java.util.Arrays;
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

    private final Settings settings;

    /**
     * How much is tried of each example.
     *
     * @param combinations that are all tried where there are no more
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
            // So many at a time that their points fit a few batches.
            int together = Math.max(1, Math.min(indices.size(), problem.batch()));
            for (int from = 0; from < indices.size() && !stopped.getAsBoolean(); from += together) {
                List<Switching> open = new ArrayList<>();
                for (int index : indices.subList(from, Math.min(indices.size(), from + together))) {
                    open.add(new Switching(problem, settings, index, budget.gradients()));
                }
                while (!open.isEmpty() && !stopped.getAsBoolean()) {
                    evaluate(problem, batches, open, verification);
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

    private static void evaluate(Problem problem, Batches batches, List<Switching> open, Verification verification) {
        int size = problem.size();
        int classes = problem.classes();
        int rows = open.stream().mapToInt(one -> one.wanted().size()).sum();
        float[] x = new float[rows * size];
        float[] labels = new float[rows * classes];
        float[] targets = new float[problem.targeted() ? rows * classes : 0];
        int row = 0;
        for (Switching one : open) {
            for (float[] point : one.wanted()) {
                System.arraycopy(point, 0, x, row * size, size);
                labels[row * classes + problem.examples().label(one.index())] = 1;
                if (problem.targeted()) {
                    targets[row * classes + problem.target(one.index())] = 1;
                }
                row++;
            }
        }
        Map<String, float[]> inputs = new HashMap<>(Map.of(LossGraph.X, x, LossGraph.LABEL, labels));
        if (problem.targeted()) {
            inputs.put(LossGraph.TARGET, targets);
        }
        // A network without a slope needs no labels.
        inputs.keySet().retainAll(batches.graph().inputs().keySet());
        Map<String, float[]> outputs = batches.run(rows, inputs);
        int from = 0;
        for (Switching one : open) {
            int to = from + one.wanted().size();
            one.take(
                    Arrays.copyOfRange(outputs.get(LossGraph.LOGITS), from * classes, to * classes),
                    Arrays.copyOfRange(outputs.get(LossGraph.ASCENT), from * size, to * size),
                    verification);
            from = to;
        }
    }
}
