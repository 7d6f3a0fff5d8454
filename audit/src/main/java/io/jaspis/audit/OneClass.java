package io.jaspis.audit;

import io.jaspis.attacks.Answers;
import io.jaspis.autodiff.data.DataException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether a network gives all examples one class though their labels are several: then attacks find nothing and proofs hold, and
 * neither says anything of robustness. The {@linkplain Answers first look} sees the same of the first examples alone, among
 * which a rare class may not be.
 */
public final class OneClass {
    /** Examples of a class aimed at, which aren't audited, that are looked at. */
    private static final int LOOKED_AT = 64;

    private OneClass() {}

    /**
     * What is to be told of all that was found; empty where there is nothing.
     *
     * @param all the examples, also those that weren't audited: where a class is aimed at, its own are looked at as far as
     *     their elements are known
     * @param names of classes by their numbers
     */
    public static Optional<String> warning(
            Problem problem, Examples all, List<Finding> findings, IntFunction<String> names) {
        Set<Integer> given = findings.stream().map(Finding::prediction).collect(Collectors.toSet());
        if (findings.size() < Answers.FEWEST || given.size() > 1 || given.contains(Logits.NONE)) {
            return Optional.empty();
        }
        int only = given.iterator().next();
        String told = "class %s is given to all %s examples".formatted(names.apply(only), findings.size());
        if (findings.stream().map(Finding::label).distinct().count() > 1) {
            return Optional.of(told + Answers.WHATEVER);
        }
        int aimedAt =
                problem.target() instanceof Target.Fixed(int target) ? givenToThose(problem, all, target, only) : 0;
        return aimedAt == 0
                ? Optional.empty()
                : Optional.of(told
                        + ", and to all %s looked at that have the class aimed at".formatted(aimedAt)
                        + Answers.WHATEVER);
    }

    /** How many examples of a class were looked at, where all of them are given another one; else none. */
    private static int givenToThose(Problem problem, Examples all, int label, int only) {
        int size = problem.size();
        int classes = problem.classes();
        List<Integer> indices = IntStream.range(0, all.count())
                .filter(index -> all.holds(index) && all.label(index) == label)
                .limit(only == label ? 0 : LOOKED_AT)
                .boxed()
                .toList();
        if (indices.isEmpty()) {
            return 0;
        }
        float[] x = new float[indices.size() * size];
        try {
            for (int i = 0; i < indices.size(); i++) {
                all.copy(indices.get(i), x, i * size);
            }
        } catch (DataException unread) {
            // A picture that nobody asked for may be no picture.
            return 0;
        }
        float[] outputs;
        int batch = Math.clamp(indices.size(), 1, problem.batch());
        try (Batches batches = new Batches(problem.network(), problem.device(), batch)) {
            outputs = batches.run(indices.size(), Map.of(problem.network().onlyInput(), x))
                    .get(problem.network().onlyOutput());
        }
        return IntStream.range(0, indices.size()).allMatch(i -> Logits.largest(outputs, i * classes, classes) == only)
                ? indices.size()
                : 0;
    }
}
