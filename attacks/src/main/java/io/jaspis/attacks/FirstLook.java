package io.jaspis.attacks;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What a first batch of clean examples shows, before any attack: whether the outputs are finite, and whether gradients
 * say where to go.
 *
 * @param examples how many were looked at
 * @param infinite how many have an output that is no finite number
 * @param correct how many are classified rightly
 * @param flat how many of those have a margin whose gradient vanishes: 0, or so small that nothing in the range of
 *     inputs could change the scores by as much as they differ
 */
public record FirstLook(int examples, int infinite, int correct, int flat) {
    /** As a share of the largest score: far below what any float32 sum could tell. */
    private static final double VANISHING = 1e-30;

    /** Looks at these examples at once. */
    public static FirstLook at(Problem problem, List<Integer> indices) {
        int size = problem.size();
        int classes = problem.classes();
        // As attacks do, at least two rows.
        int rows = Math.max(2, indices.size());
        float[] x = new float[rows * size];
        float[] labels = new float[rows * classes];
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), x, i * size);
            labels[i * classes + problem.examples().label(indices.get(i))] = 1;
        }
        float[] outputs = run(problem, problem.network(), rows, x);
        float[] scores;
        float[] ascent;
        Graph graph = LossGraph.of(problem, Loss.MARGIN, false);
        try (Execution execution = problem.device().load(Plan.of(graph, rows))) {
            execution.write(LossGraph.X, x);
            if (graph.inputs().containsKey(LossGraph.LABEL)) {
                execution.write(LossGraph.LABEL, labels);
            }
            execution.run();
            scores = execution.read(LossGraph.LOGITS);
            ascent = execution.read(LossGraph.ASCENT);
        }
        int infinite = 0;
        int correct = 0;
        int flat = 0;
        for (int i = 0; i < indices.size(); i++) {
            int label = problem.examples().label(indices.get(i));
            infinite += finite(outputs, i * classes, classes) && finite(scores, i * classes, classes) ? 0 : 1;
            if (Logits.prediction(scores, i * classes, classes, label) == label) {
                correct++;
                double reach = largest(ascent, i * size, size)
                        * ((double) problem.threat().upper() - problem.threat().lower());
                flat += reach > VANISHING * largest(scores, i * classes, classes) ? 0 : 1;
            }
        }
        return new FirstLook(indices.size(), infinite, correct, flat);
    }

    private static float[] run(Problem problem, Graph graph, int rows, float[] x) {
        try (Execution execution = problem.device().load(Plan.of(graph, rows))) {
            execution.write(graph.onlyInput(), x);
            execution.run();
            return execution.read(graph.onlyOutput());
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

    /** The largest magnitude; what is no number counts as nothing. */
    private static double largest(float[] values, int offset, int count) {
        double largest = 0;
        for (int i = offset; i < offset + count; i++) {
            largest = Math.abs(values[i]) > largest ? Math.abs(values[i]) : largest;
        }
        return largest;
    }

    /** What a reader of the results must know, in sentences; empty where there is nothing. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (infinite > 0) {
            warnings.add(
                    "outputs are not all finite numbers on %d of the first %d examples".formatted(infinite, examples));
        }
        if (2 * flat > correct) {
            warnings.add(
                    "gradients vanish on %d of %d examples: attacks by gradient say little".formatted(flat, correct));
        }
        return warnings;
    }
}
