package io.jaspis.defend.training;

import io.jaspis.threat.Threat;

/** What a network is to be good at, whatever it was trained by. */
public sealed interface Measure {

    /** Accuracy on examples as they are. */
    record Clean() implements Measure {}

    /** Accuracy under attack. */
    record Attacked(Threat threat) implements Measure {}

    /**
     * Accuracy under Gaussian noise.
     *
     * @param sigma its standard deviation
     */
    record Noisy(double sigma) implements Measure {}

    /** The share of examples whose label interval bounds prove against all that the threat allows. */
    record Certified(Threat threat) implements Measure {}
}
