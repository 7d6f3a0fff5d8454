package io.jaspis.attacks;

import io.jaspis.attacks.search.Search;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Witness;
import java.util.Optional;

/** What an attack found of one example. */
public sealed interface Outcome {

    /** What the attack spent on the example. */
    Budget.Spent spent();

    /** The same after what was spent on the example before. */
    default Outcome after(Budget.Spent before) {
        return switch (this) {
            case Falsified(Witness witness, Budget.Spent spent) -> new Falsified(witness, before.plus(spent));
            case Survived(Budget.Spent spent) -> new Survived(before.plus(spent));
        };
    }

    /** The outcome of a search that is over, by what it found. */
    static Outcome of(Optional<Witness> found, Budget.Spent spent) {
        return found.<Outcome>map(witness -> new Falsified(witness, spent)).orElseGet(() -> new Survived(spent));
    }

    /** What a search is to tell of examples, told to one who is told of outcomes. */
    static Search.Listener toldTo(Attack.Listener listener) {
        return (index, found, spent) -> listener.decided(index, of(found, spent));
    }

    /** An adversarial example, checked from scratch. */
    record Falsified(Witness witness, Budget.Spent spent) implements Outcome {}

    /** Nothing found, which proves nothing. */
    record Survived(Budget.Spent spent) implements Outcome {}
}
