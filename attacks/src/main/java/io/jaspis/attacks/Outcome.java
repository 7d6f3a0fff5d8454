package io.jaspis.attacks;

import io.jaspis.threat.Budget;
import io.jaspis.threat.Witness;

/** What an attack found of one example. */
public sealed interface Outcome {

    /** What the attack spent on the example. */
    Budget.Spent spent();

    /** An adversarial example, checked from scratch. */
    record Falsified(Witness witness, Budget.Spent spent) implements Outcome {}

    /** Nothing found, which proves nothing. */
    record Survived(Budget.Spent spent) implements Outcome {}
}
