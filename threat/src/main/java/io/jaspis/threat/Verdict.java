package io.jaspis.threat;

import java.util.Objects;

/** What is known of one example under a threat. */
public sealed interface Verdict {

    /**
     * Proved: no point of its set is classified otherwise, in real arithmetic; where the attacker has a {@link Target}, none
     * is classified as that.
     *
     * @param certifier the name of what proved it
     */
    record Certified(String certifier) implements Verdict {
        public Certified {
            Objects.requireNonNull(certifier);
        }
    }

    /** The network gives the example itself another class than its label, or none. */
    record Misclassified() implements Verdict {}

    /** Broken: the witness lies in its set and is classified otherwise, or where there is a target, as that. */
    record Falsified(Witness witness) implements Verdict {
        public Falsified {
            Objects.requireNonNull(witness);
        }
    }

    /** Neither proved nor broken. */
    record Unknown() implements Verdict {}
}
