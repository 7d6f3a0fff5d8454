package io.jaspis.attacks.trust;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a network gives different examples of different classes, looked at together: one that tells nothing apart stands any
 * attack, and its share says nothing of robustness.
 *
 * @param examples how many were looked at
 * @param same whether they all have the same outputs
 * @param only the class that it gives all of them, if there is only one and they are ten or more
 */
public record Answers(int examples, boolean same, Optional<Integer> only) {
    private static final Answers VARIED = new Answers(0, false, Optional.empty());

    /** Of fewer, one class may be chance. */
    private static final int FEWEST = 10;

    /** Looks at these examples at once; where they are all alike, or have all the same label, there is nothing to say. */
    public static Answers at(Problem problem, List<Integer> indices) {
        int size = problem.size();
        float[] x = new float[indices.size() * size];
        Set<Integer> labels = new HashSet<>();
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), x, i * size);
            labels.add(problem.examples().label(indices.get(i)));
        }
        if (labels.size() < 2 || alike(x, size)) {
            return VARIED;
        }
        Graph network = problem.network();
        int classes = problem.classes();
        try (Batches batches = new Batches(network, problem.device(), Math.min(problem.batch(), indices.size()))) {
            float[] outputs =
                    batches.run(indices.size(), Map.of(network.onlyInput(), x)).get(network.onlyOutput());
            Set<Integer> given = new HashSet<>();
            for (int i = 0; i < indices.size(); i++) {
                given.add(Logits.largest(outputs, i * classes, classes));
            }
            boolean one = given.size() == 1 && !given.contains(Logits.NONE);
            return new Answers(
                    indices.size(),
                    one && alike(outputs, classes),
                    one && indices.size() >= FEWEST
                            ? Optional.of(given.iterator().next())
                            : Optional.empty());
        }
    }

    /** Whether all rows have the same numbers; a zero is one, whatever its sign. */
    private static boolean alike(float[] rows, int width) {
        for (int i = width; i < rows.length; i++) {
            if (rows[i] != rows[i - width]) {
                return false;
            }
        }
        return true;
    }

    /** What a reader of the results must know, in a sentence; empty where there is nothing. */
    public Optional<String> warning() {
        if (same) {
            return Optional.of(
                    "outputs are the same for all of the first %d examples: the model tells nothing apart, and what"
                                    .formatted(examples)
                            + " stands of it says nothing of robustness");
        }
        return only.map(
                one -> "class %d is given to all of the first %d examples, whatever their label: what stands of such a"
                                .formatted(one, examples)
                        + " model says little of robustness");
    }
}
