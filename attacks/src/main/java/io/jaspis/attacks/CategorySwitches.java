package io.jaspis.attacks;

import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
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
 * <p>Of more than two classes it first goes for whichever is nearest at each point, then for each of the {@link #RIVALS}
 * likeliest alone: the class that is nearest at first needn't be one that any combination reaches.
 *
 * <p>Nothing in it is random. What becomes of an example depends on nothing but it and the settings; the points of all
 * examples are evaluated as one batch.
 */
public final class CategorySwitches implements Attack {
    /** The name, for reports. */
    public static final String NAME = "category switches";

    /** The most classes that are gone for alone, as many as targeted AutoPGD has. */
    public static final int RIVALS = 9;

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
        int rivals = problem.targeted() || problem.classes() == 2 ? 0 : Math.min(RIVALS, problem.classes() - 1);
        Verification verification = new Verification(problem);
        int together = Math.max(1, problem.batch());
        try (Batches nearest = new Batches(
                        LossGraph.of(problem, Loss.MARGIN, problem.targeted()), problem.device(), together);
                Batches aimed =
                        rivals == 0 ? null : new Batches(LossGraph.towards(problem), problem.device(), together)) {
            // Those of one portion have all of their passes before the next begins: a stop leaves these decided.
            for (int from = 0; from < indices.size() && !stopped.getAsBoolean(); from += together) {
                List<Tried> left = indices.subList(from, Math.min(indices.size(), from + together)).stream()
                        .map(index -> new Tried(index, 0, new int[0]))
                        .toList();
                for (int pass = 0; pass <= rivals && !left.isEmpty() && !stopped.getAsBoolean(); pass++) {
                    Batches batches = pass == 0 ? nearest : aimed;
                    left = new Pass(settings, problem, budget, batches, verification, pass, pass == rivals, stopped)
                            .of(left, listener);
                }
            }
        }
    }

    /**
     * An example that stands so far.
     *
     * @param spent gradients
     * @param rivals classes to go for, in their order
     */
    private record Tried(int index, long spent, int[] rivals) {}

    /** One way to look at all examples that stand: for the class that is nearest or wanted, or for one of the rivals alone. */
    private record Pass(
            Settings settings,
            Problem problem,
            Budget budget,
            Batches batches,
            Verification verification,
            int number,
            boolean last,
            BooleanSupplier stopped) {

        /** Tells what is found, and what stands after the last pass; those that stand before it are returned. */
        private List<Tried> of(List<Tried> those, Listener listener) {
            List<Tried> standing = new ArrayList<>();
            Deque<Tried> waiting = new ArrayDeque<>(those);
            while (!waiting.isEmpty() && !stopped.getAsBoolean()) {
                List<Switching> open = together(waiting);
                while (!open.isEmpty() && !stopped.getAsBoolean()) {
                    if (evaluate(open)) {
                        open.forEach(Switching::goOn);
                    }
                    open.stream().filter(Switching::done).forEach(one -> {
                        boolean paid = one.spent().gradients() >= budget.gradients();
                        if (last || paid || one.found().isPresent()) {
                            listener.decided(one.index(), Outcome.of(one.found(), one.spent()));
                        } else {
                            standing.add(new Tried(one.index(), one.spent().gradients(), one.rivals()));
                        }
                    });
                    open.removeIf(Switching::done);
                }
            }
            return standing;
        }

        /** As many of those that wait as their points have room together; at least one. */
        private List<Switching> together(Deque<Tried> waiting) {
            List<Switching> open = new ArrayList<>();
            long held = 0;
            while (!waiting.isEmpty() && open.size() < problem.batch() && held < HELD) {
                Tried one = waiting.remove();
                int aim = number == 0 ? problem.target(one.index()) : one.rivals()[number - 1];
                Switching next = new Switching(problem, settings, one.index(), aim, budget.gradients(), one.spent());
                // Those of two stages, each with its relaxed one and its gradient.
                held += 6 * next.most() * problem.size();
                open.add(next);
            }
            return open;
        }

        /** Evaluates all that is wanted, a batch at a time; false where it was stopped before. */
        private boolean evaluate(List<Switching> open) {
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
                Map<String, float[]> outputs = batches.run(slice.size(), inputs(slice));
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

        private Map<String, float[]> inputs(List<Row> slice) {
            int size = problem.size();
            int classes = problem.classes();
            boolean aimed = slice.getFirst().of().aim() != Logits.NONE;
            float[] x = new float[Math.multiplyExact(slice.size(), size)];
            float[] labels = new float[Math.multiplyExact(slice.size(), classes)];
            float[] aims = new float[aimed ? labels.length : 0];
            for (int i = 0; i < slice.size(); i++) {
                Switching of = slice.get(i).of();
                System.arraycopy(of.wanted(slice.get(i).place()), 0, x, i * size, size);
                labels[i * classes + problem.examples().label(of.index())] = 1;
                if (aimed) {
                    aims[i * classes + of.aim()] = 1;
                }
            }
            Map<String, float[]> inputs = new HashMap<>(Map.of(LossGraph.X, x, LossGraph.LABEL, labels));
            if (aimed) {
                inputs.put(LossGraph.TARGET, aims);
            }
            return LossGraph.inputsOf(batches.graph(), inputs);
        }
    }

    /** One of the points that an example wants. */
    private record Row(Switching of, int place) {}
}
