package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Problem;
import java.util.List;

/** Attacks by scores alone, by name: {@code square}. */
public final class ScoreAttacks implements AttackFamily {
    @Override
    public List<String> names() {
        return List.of("square");
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        return switch (name) {
            case "square" ->
                List.of(new Square(
                        switch (settings.effort()) {
                            case LOW -> 1000;
                            case NORMAL -> Square.QUERIES;
                            case HIGH -> 4 * Square.QUERIES;
                        }));
            default -> throw new IllegalArgumentException("there is no attack by scores '" + name + "'");
        };
    }
}
