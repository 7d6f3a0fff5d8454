package io.jaspis.certify.trees;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.Optional;

/** {@link TreeAttack} by name: {@code trees}. */
public final class TreeAttackFamily implements AttackFamily {
    @Override
    public List<String> names() {
        return List.of(TreeAttack.NAME);
    }

    @Override
    public Optional<String> refusal(String name, Problem problem) {
        return TreeBounds.refusal(problem);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        TreeAttack.require(problem);
        return List.of(new TreeAttack(TreeFamily.domains(settings.effort())));
    }
}
