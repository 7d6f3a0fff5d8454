package io.jaspis.audit.evidence;

import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether attacks and bounds took inputs for real numbers that a model takes as whole ones alone. */
final class WholeInputs {
    private WholeInputs() {}

    /** What is to be told: a break between whole numbers is none of the model. Empty where there can be none. */
    static Optional<String> warning(Model model, Problem problem) {
        if (problem.threat().epsilon() == 0) {
            return Optional.empty();
        }
        Features features = problem.threat().features();
        List<Integer> taken = IntStream.range(0, problem.size())
                .filter(i -> model.isWhole(i)
                        && (features == null
                                || !features.isWhole(i) && features.lastLevel() == 0 && features.radius(i) > 0))
                .boxed()
                .toList();
        return taken.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("the model takes whole numbers alone in %s of its %s elements, such as %s, but attacks and bounds took"
                                        + " real ones: what breaks between whole numbers is no input of the model, which may be more robust"
                                        + " than what attacks leave; say which are whole with --features (integer)")
                                .formatted(taken.size(), problem.size(), taken.getFirst()));
    }
}
