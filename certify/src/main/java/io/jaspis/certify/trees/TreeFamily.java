package io.jaspis.certify.trees;

import io.jaspis.attacks.Effort;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.CertifierFamily;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Optional;

/** {@link TreeBounds} by name: {@code trees}. */
public final class TreeFamily implements CertifierFamily {
    private static final String NAME = "trees";

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public Optional<String> refusal(String name, Problem problem) {
        return TreeBounds.refusal(problem);
    }

    @Override
    public Certifier certifier(String name, Problem problem, Effort effort) {
        refusal(name, problem).ifPresent(reason -> {
            throw new IllegalArgumentException(
                    "the certifier '%s' is for classifiers that are sums of decision trees, but this is none: %s; leave it out"
                            .formatted(name, reason));
        });
        return new TreeBounds(domains(effort));
    }

    /** What an example may cost. */
    static long domains(Effort effort) {
        return switch (effort) {
            case LOW -> 1_000;
            case NORMAL -> 20_000;
            case HIGH -> 1_000_000;
        };
    }
}
