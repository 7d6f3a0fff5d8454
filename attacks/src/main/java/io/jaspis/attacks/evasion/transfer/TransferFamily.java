package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code transfer}: {@link TransferFgsm} on the settings' sources, with momentum alone, and of pictures then with diverse inputs
 * and blurred slopes too.
 */
public final class TransferFamily implements AttackFamily {
    @Override
    public List<String> names() {
        return List.of(Sources.ATTACK);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        if (settings.sources().isEmpty()) {
            throw new IllegalArgumentException(
                    "the attack '%s' follows the slopes of other models than the attacked one: give those (--source)"
                            .formatted(name));
        }
        TransferFgsm.Settings all = TransferFgsm.Settings.STANDARD;
        List<Attack> attacks = new ArrayList<>();
        attacks.add(
                TransferFgsm.of(settings.sources(), new TransferFgsm.Settings(settings.steps(), all.decay(), 0, 1)));
        if (TransferFgsm.picture(problem).isPresent()) {
            attacks.add(TransferFgsm.of(
                    settings.sources(),
                    new TransferFgsm.Settings(settings.steps(), all.decay(), all.diversity(), all.kernel())));
        }
        return attacks;
    }
}
