package io.jaspis.certify.audit;

import io.jaspis.attacks.Outcome;

/** What is known of one example at one radius. */
public sealed interface Verdict {

    /** The network gets the example itself wrong, or gives it no class. */
    record Misclassified() implements Verdict {}

    /** An adversarial example is known. */
    record Falsified(Outcome.Falsified witness) implements Verdict {}

    /** Proved: in real arithmetic no point of the ball is classified otherwise. */
    record Certified() implements Verdict {}

    /** Neither broken nor proved. */
    record Unknown() implements Verdict {}
}
