package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Effort;
import io.jaspis.threat.Problem;
import java.util.List;

/**
 * {@code transfer}: {@link TransferFgsm} on the settings' sources, with momentum alone, and of pictures then with diverse inputs
 * and blurred slopes too. {@code substitute}: the same on a network that learns from the attacked one's labels.
 */
public final class TransferFamily implements AttackFamily {
    private static final int INPUTS = 150;
    private static final int EPOCHS = 10;

    @Override
    public List<String> names() {
        return List.of(Sources.ATTACK, SubstituteTransfer.ATTACK);
    }

    @Override
    public List<Attack> attacks(String name, Problem problem, Settings settings) {
        List<TransferFgsm.Settings> ways = ways(problem, settings.steps());
        if (name.equals(SubstituteTransfer.ATTACK)) {
            return List.of(new SubstituteTransfer(INPUTS, rounds(settings.effort()), EPOCHS, ways));
        }
        if (settings.sources().isEmpty()) {
            throw new IllegalArgumentException(
                    "the attack '%s' follows the slopes of other models than the attacked one: give those (--source, or Robustness.withSources)"
                            .formatted(name));
        }
        return ways.stream()
                .<Attack>map(way -> TransferFgsm.of(settings.sources(), way))
                .toList();
    }

    private static List<TransferFgsm.Settings> ways(Problem problem, int steps) {
        TransferFgsm.Settings all = TransferFgsm.Settings.STANDARD;
        TransferFgsm.Settings momentum = new TransferFgsm.Settings(steps, all.decay(), 0, 1);
        return TransferFgsm.picture(problem).isEmpty()
                ? List.of(momentum)
                : List.of(momentum, new TransferFgsm.Settings(steps, all.decay(), all.diversity(), all.kernel()));
    }

    /** The paper has 6, with 2,000 labels of its 150 inputs. */
    private static int rounds(Effort effort) {
        return switch (effort) {
            case LOW -> 4;
            case NORMAL -> 6;
            case HIGH -> 12;
        };
    }
}
