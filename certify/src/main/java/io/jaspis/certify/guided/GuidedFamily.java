package io.jaspis.certify.guided;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.certify.verifying.VerifySettings.Work;
import io.jaspis.threat.Problem;
import java.util.List;

/** Attacks that use bounds, by name: {@code verifier}. */
public final class GuidedFamily implements AttackFamily {
    @Override
    public List<String> names() {
        return List.of("verifier");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        VerifierAttack.refusal(problem).ifPresent(reason -> {
            throw new IllegalArgumentException("the attack '" + name + "' doesn't work here: " + reason);
        });
        return List.of(new VerifierAttack(work(settings.effort())));
    }

    private static Work work(Effort effort) {
        return switch (effort) {
            case LOW -> new Work(64, 3e9);
            case NORMAL -> new Work(512, 1e11);
            case HIGH -> new Work(16_384, 2e12);
        };
    }
}
