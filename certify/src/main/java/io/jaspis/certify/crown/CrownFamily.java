package io.jaspis.certify.crown;

import io.jaspis.attacks.Effort;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.CertifierFamily;
import io.jaspis.threat.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@link CrownBounds} by name: {@code crown}, {@code alpha-crown}, {@code branching}. */
public final class CrownFamily implements CertifierFamily {
    @Override
    public List<String> names() {
        return Arrays.stream(Stage.values()).map(Stage::option).toList();
    }

    @Override
    public Optional<String> refusal(String name, Problem problem) {
        return CrownBounds.refusal(stage(name), problem);
    }

    @Override
    public Certifier certifier(String name, Problem problem, Effort effort) {
        refusal(name, problem).ifPresent(reason -> {
            throw new IllegalArgumentException(
                    "the certifier '%s' has no bounds here: %s; leave it out, or take '--certifier interval'"
                            .formatted(name, reason));
        });
        return stage(name).with(effort, problem);
    }

    private static Stage stage(String name) {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage.option().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
