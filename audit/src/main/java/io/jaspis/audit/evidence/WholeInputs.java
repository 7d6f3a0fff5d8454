package io.jaspis.audit.evidence;

import io.jaspis.threat.Features;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether attacks and bounds took inputs for real numbers that a model takes as whole ones alone: where nobody says what inputs are,
 * they are kept whole ({@link io.jaspis.audit.features.WholeNumbers}), but a file of features may say otherwise, and a normalization
 * makes others of them.
 */
final class WholeInputs {
    private WholeInputs() {}

    /** What is to be told: a break between whole numbers is none of the model. Empty where there can be none. */
    static Optional<String> warning(Model model, Problem problem) {
        if (model.normalizesWhole()) {
            return model.fractionsBehindNormalization();
        }
        if (problem.threat().epsilon() == 0) {
            return Optional.empty();
        }
        List<Integer> taken = IntStream.range(0, problem.size())
                .filter(i -> model.isWhole(i) && takesFractions(problem.threat(), i))
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

    private static boolean takesFractions(Threat threat, int element) {
        Features features = threat.features();
        if (features == null) {
            return true;
        }
        return !features.isWhole(element) && features.radius(element) > 0 && !hasWholeLevels(threat, element);
    }

    private static boolean hasWholeLevels(Threat threat, int element) {
        int last = threat.features().lastLevel();
        double lower = threat.lower(element);
        return last > 0 && lower == Math.rint(lower) && (threat.upper(element) - lower) % last == 0;
    }
}
