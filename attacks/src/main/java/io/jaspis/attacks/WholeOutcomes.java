package io.jaspis.attacks;

import io.jaspis.threat.Problem;
import io.jaspis.threat.Witness;

/**
 * A listener that refuses outcomes of anybody's attack of which parts are missing, in a sentence that names the attack, before
 * another hears of them.
 *
 * @param attack whose outcomes they are
 * @param problem that it attacks
 * @param listener told of what is whole
 */
public record WholeOutcomes(Attack attack, Problem problem, Attack.Listener listener) implements Attack.Listener {

    @Override
    public void decided(int index, Outcome outcome) {
        requireTold(attack, index, outcome);
        require(attack, index, outcome instanceof Outcome.Falsified(Witness witness, var _) ? missing(witness) : null);
        listener.decided(index, outcome);
    }

    /** Refuses what an attack told of an example where that is nothing, or lacks what it spent. */
    static void requireTold(Attack attack, int index, Outcome outcome) {
        require(
                attack,
                index,
                outcome == null ? "its outcome is null" : outcome.spent() == null ? "what it spent is null" : null);
    }

    private static void require(Attack attack, int index, String missing) {
        if (missing != null) {
            throw ForeignParts.fault(
                    attack, "the attack %s told of example %s, but %s".formatted(attack.name(), index, missing));
        }
    }

    private String missing(Witness witness) {
        if (witness == null) {
            return "its witness is null";
        }
        if (witness.attack() == null) {
            return "the witness names no attack: it is null";
        }
        int values = witness.x().length;
        return values == problem.size()
                ? null
                : "the witness has %s values, and examples %s".formatted(values, problem.size());
    }
}
