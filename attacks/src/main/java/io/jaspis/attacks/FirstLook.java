package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a first batch of clean examples shows, before any attack: whether the outputs are finite, and whether gradients
 * say where to go.
 *
 * @param examples how many were looked at
 * @param infinite how many have an output that is no finite number
 * @param correct how many are classified rightly
 * @param flat how many of those have a margin whose gradient vanishes: 0, or so small that nothing in the range of
 *     inputs could change the scores by as much as they differ
 * @param answers what the network gives them, looked at together
 * @param far the features for which the ball is too small to change at all, each with the ε that it needs
 */
public record FirstLook(int examples, int infinite, int correct, int flat, Answers answers, List<String> far) {
    /** As a share of the largest score: far below what any float32 sum could tell. */
    private static final double VANISHING = 1e-30;

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
        Map<String, float[]> inputs = new HashMap<>(Map.of(LossGraph.X, x, LossGraph.LABEL, labels));
        // A network without a slope needs no labels.
        inputs.keySet().retainAll(slopes.inputs().keySet());
        Map<String, float[]> found = run(problem, slopes, indices.size(), inputs);
        float[] scores = found.get(LossGraph.LOGITS);
        float[] ascent = found.get(LossGraph.ASCENT);
        int infinite = 0;
        int correct = 0;
        int flat = 0;
        for (int i = 0; i < indices.size(); i++) {
            int label = problem.examples().label(indices.get(i));
            infinite += finite(outputs, i * classes, classes) && finite(scores, i * classes, classes) ? 0 : 1;
            if (Logits.prediction(scores, i * classes, classes, label) == label) {
                correct++;
                double reach = reach(problem.threat(), x, ascent, i * size, size);
                flat += reach > VANISHING * largest(scores, i * classes, classes) ? 0 : 1;
            }
        }
        return new FirstLook(
                indices.size(),
                infinite,
                correct,
                flat,
                Answers.of(problem, indices, x, outputs),
                problem.threat().tooSmallFor());
    }

    private static Map<String, float[]> run(Problem problem, Graph graph, int rows, Map<String, float[]> inputs) {
        try (Batches batches = new Batches(graph, problem.device(), Math.clamp(rows, 1, problem.batch()))) {
            return batches.run(rows, inputs);
        }
    }

    /**
     * By how much the scores could change across the range, if slopes stayed as they are; of a table's features along those alone
     * that can go their way in the ball.
     */
    private static double reach(Threat threat, float[] x, float[] ascent, int offset, int size) {
        if (threat.features() == null) {
            return largest(ascent, offset, size) * ((double) threat.upper() - threat.lower());
        }
        double reach = 0;
        for (int i = 0; i < size; i++) {
            float at = x[offset + i];
            boolean moves = threat.radius(i) > 0
                    && (threat.features().ofChannels()
                            || (ascent[offset + i] > 0
                                    ? threat.innerUpper(i, at) > at
                                    : threat.innerLower(i, at) < at));
            double across = moves ? (double) threat.upper(i) - threat.lower(i) : 0;
            reach = Math.max(reach, largest(ascent, offset + i, 1) * across);
        }
        return reach;
    }

    private static boolean finite(float[] values, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }

    /** The largest magnitude; what is no number counts as nothing. */
    private static double largest(float[] values, int offset, int count) {
        double largest = 0;
        for (int i = offset; i < offset + count; i++) {
            largest = Math.abs(values[i]) > largest ? Math.abs(values[i]) : largest;
        }
        return largest;
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
                    "outputs are not all finite numbers on %d of the first %d examples".formatted(infinite, examples));
        }
        if (gradients && 2 * flat > correct) {
            warnings.add(
                    "gradients vanish on %d of %d examples: attacks by gradient say little".formatted(flat, correct));
        }
        answers.warning().ifPresent(warnings::add);
        if (!far.isEmpty()) {
            warnings.add(
                    "epsilon is too small for some features to change, which need at least: " + String.join(", ", far));
        }
        return warnings;
    }
}
