package io.jaspis.attacks;

import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import java.util.HashSet;
import java.util.List;
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
    /** The end of a sentence that says which class all examples are given. */
    public static final String WHATEVER =
            ", whatever their label: what stands of such a model says little of robustness";

    private static final String NOTHING =
            "the model tells nothing apart, and what stands of it says nothing of robustness";

    private static final Answers VARIED = new Answers(0, false, Optional.empty());

    /** Of fewer, one class may be chance. */
    public static final int FEWEST = 10;

    /**
     * What these examples were given; where they are all alike, or have all the same label, there is nothing to say.
     *
     * @param x the examples, {@code [examples, size]}
     * @param outputs of the network, {@code [examples, classes]}
     */
    static Answers of(Problem problem, List<Integer> indices, float[] x, float[] outputs) {
        Set<Integer> labels = new HashSet<>();
        Set<Integer> given = new HashSet<>();
        int classes = problem.classes();
        for (int i = 0; i < indices.size(); i++) {
            labels.add(problem.examples().label(indices.get(i)));
            given.add(Logits.largest(outputs, i * classes, classes));
        }
        boolean one = given.size() == 1 && !given.contains(Logits.NONE);
        if (!one || labels.size() < 2 || alike(x, problem.size())) {
            return VARIED;
        }
        return new Answers(
                indices.size(),
                alike(outputs, classes),
                indices.size() >= FEWEST ? Optional.of(given.iterator().next()) : Optional.empty());
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
            return Optional.of("outputs are the same for all of the first %s examples: ".formatted(examples) + NOTHING);
        }
        return only.map(one -> "class %s is given to all of the first %s examples".formatted(one, examples) + WHATEVER);
    }

    /** Whether a sentence is such a {@link #warning}. */
    public static boolean isWarning(String sentence) {
        return sentence.endsWith(WHATEVER) || sentence.endsWith(NOTHING);
    }
}
