package io.jaspis.attacks.evasion.nearest;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Problem;
import java.util.List;

/** The attacks that look for the nearest adversarial example, by name. */
public final class NearestFamily implements AttackFamily {
    /** Of AutoAttack. */
    private static final int TARGETS = 9;

    @Override
    public List<String> names() {
        return List.of("fab", "fab-t");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return List.of(attack(name, settings));
    }

    private static NearestAttack attack(String name, Settings settings) {
        return switch (name) {
            case "fab" -> Fab.untargeted(settings.steps(), settings.restarts());
            case "fab-t" -> Fab.targeted(settings.steps(), TARGETS, settings.restarts());
            default -> throw new IllegalArgumentException("there is no attack '" + name + "' here");
        };
    }
}
