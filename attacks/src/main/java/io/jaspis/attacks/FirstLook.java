package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a first batch of clean examples shows, before any attack: whether the outputs are finite, and whether gradients
 * say where to go.
 *
 * @param examples how many were looked at
 * @param infinite how many have an output that is no finite number
 * @param correct how many are classified rightly
 * @param flat how many of those have a margin whose {@linkplain VanishingGradients gradient vanishes}
 * @param answers what the network gives them, looked at together
 * @param far the features, or channels, for which the ball is too small to change at all, each with the ε that it needs
 * @param still in how many nothing can change since their values have no other float32 in the ball
 */
public record FirstLook(int examples, int infinite, int correct, int flat, Answers answers, Far far, int still) {

    /**
     * What the ball is too small for.
     *
     * @param kind what they are
     * @param needs each with the ε that it needs
     */
    public record Far(String kind, List<String> needs) {
        /** Of more than this the first are told. */
        private static final int TOLD = 20;

        private static Far of(Threat threat) {
            return new Far(threat.ofTable() ? "features" : "channels", threat.tooSmallFor());
        }

        private String text() {
            return String.join(", ", needs.subList(0, Math.min(TOLD, needs.size())))
                    + (needs.size() > TOLD ? " and %s more".formatted(needs.size() - TOLD) : "");
        }
    }

    /** Looks at these examples at once. */
    public static FirstLook at(Problem problem, List<Integer> indices) {
        int size = problem.size();
        int classes = problem.classes();
        float[] x = new float[indices.size() * size];
        float[] labels = new float[indices.size() * classes];
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), x, i * size);
            labels[i * classes + problem.examples().label(indices.get(i))] = 1;
        }
        Graph network = problem.network();
        float[] outputs = run(problem, network, indices.size(), Map.of(network.onlyInput(), x))
                .get(network.onlyOutput());
        Graph slopes = LossGraph.of(problem, Loss.MARGIN, false);
        Map<String, float[]> inputs = LossGraph.inputsOf(slopes, Map.of(LossGraph.X, x, LossGraph.LABEL, labels));
        Map<String, float[]> found = run(problem, slopes, indices.size(), inputs);
        float[] scores = found.get(LossGraph.LOGITS);
        float[] ascent = found.get(LossGraph.ASCENT);
        VanishingGradients vanishing = new VanishingGradients(problem);
        int infinite = 0;
        int correct = 0;
        int flat = 0;
        int still = 0;
        for (int i = 0; i < indices.size(); i++) {
            int label = problem.examples().label(indices.get(i));
            still += isStill(problem.threat(), x, i * size, size) ? 1 : 0;
            infinite += finite(outputs, i * classes, classes) && finite(scores, i * classes, classes) ? 0 : 1;
            if (Logits.prediction(scores, i * classes, classes, label) == label) {
                correct++;
                flat += vanishing.at(i, x, ascent, scores) ? 1 : 0;
            }
        }
        return new FirstLook(
                indices.size(),
                infinite,
                correct,
                flat,
                Answers.of(problem, indices, x, outputs),
                Far.of(problem.threat()),
                still);
    }

    /** Whether no element of an example can change, and there is one that could if float32 had more numbers. */
    private static boolean isStill(Threat threat, float[] x, int offset, int size) {
        boolean held = false;
        for (int i = 0; i < size; i++) {
            float centre = x[offset + i];
            if (threat.innerLower(i, centre) < threat.innerUpper(i, centre)) {
                return false;
            }
            held |= threat.radius(i) > 0 && threat.grain(i) == 0 && hasRoom(threat, i, centre);
        }
        return held;
    }

    /** Whether the range and its direction let an element change. */
    private static boolean hasRoom(Threat threat, int element, float centre) {
        Feature.Way way = threat.features() == null
                ? Feature.Way.EITHER
                : threat.features().of(element).way();
        return way != Feature.Way.ONLY_DOWN && centre < threat.upper(element)
                || way != Feature.Way.ONLY_UP && centre > threat.lower(element);
    }

    private static Map<String, float[]> run(Problem problem, Graph graph, int rows, Map<String, float[]> inputs) {
        try (Batches batches = new Batches(graph, problem.device(), Math.clamp(rows, 1, problem.batch()))) {
            return batches.run(rows, inputs);
        }
    }

    private static boolean finite(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a reader of the results must know, in sentences; empty where there is nothing.
     *
     * @param gradients whether any attack follows them
     */
    public List<String> warnings(boolean gradients) {
        List<String> warnings = new ArrayList<>();
        if (infinite > 0) {
            warnings.add(
                    "outputs are not all finite numbers on %s of the first %s examples".formatted(infinite, examples));
        }
        if (gradients && 2 * flat > correct) {
            warnings.add(
                    "gradients vanish on %s of %s examples: attacks by gradient say little".formatted(flat, correct));
        }
        answers.warning().ifPresent(warnings::add);
        if (still > 0) {
            warnings.add(
                    "epsilon is less than float32 tells apart at the values of %s of the first %s examples: nothing of them can change, so that no attack can break them; give a larger one, or scale the data"
                            .formatted(still, examples));
        }
        if (!far.needs().isEmpty()) {
            warnings.add("epsilon is too small for some %s to change, which need at least: ".formatted(far.kind())
                    + far.text());
        }
        return warnings;
    }
}
