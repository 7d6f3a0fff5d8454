package io.jaspis.attacks;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A listener that holds anybody's attack to tell of each example that it was asked about once, and of no other: what isn't so is
 * refused in a sentence that names the attack. An example of which nothing is told would count as one that nothing breaks.
 */
public final class EachOnce implements Attack.Listener {
    private final Attack attack;
    private final Attack.Listener listener;
    private final Set<Integer> asked;
    private final Set<Integer> open;

    /**
     * Calls an attack, and holds it to that.
     *
     * @param indices that it is asked about, each once
     * @param listener told of what is let pass
     * @param stopped whether it may leave some out
     * @param call gives it the listener that it is to tell
     */
    public static void hold(
            Attack attack,
            Collection<Integer> indices,
            Attack.Listener listener,
            BooleanSupplier stopped,
            Consumer<Attack.Listener> call) {
        EachOnce told = new EachOnce(attack, indices, listener);
        ForeignParts.run("the attack " + attack.name(), attack, () -> call.accept(told));
        told.requireAll(stopped);
    }

    private EachOnce(Attack attack, Collection<Integer> indices, Attack.Listener listener) {
        this.attack = attack;
        this.listener = listener;
        this.asked = new LinkedHashSet<>(indices);
        this.open = new LinkedHashSet<>(indices);
    }

    @Override
    public void decided(int index, Outcome outcome) {
        WholeOutcomes.requireTold(attack, index, outcome);
        if (!open.remove(index)) {
            throw ForeignParts.fault(
                    attack,
                    "the attack %s told of example %s%s"
                            .formatted(
                                    attack.name(),
                                    index,
                                    asked.contains(index) ? " twice" : ", which it was not asked about"));
        }
        listener.decided(index, outcome);
    }

    /** Refuses an attack that has ended but left out some examples, unless it was stopped. */
    private void requireAll(BooleanSupplier stopped) {
        if (!open.isEmpty() && !stopped.getAsBoolean()) {
            throw ForeignParts.fault(
                    attack,
                    "the attack %s ended without telling what it found of %s of %s examples, such as example %s"
                            .formatted(
                                    attack.name(),
                                    open.size(),
                                    asked.size(),
                                    open.iterator().next()));
        }
    }
}
