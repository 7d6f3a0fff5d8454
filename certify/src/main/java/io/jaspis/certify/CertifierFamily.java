package io.jaspis.certify;

import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Family;
import io.jaspis.threat.Problem;
import java.util.Optional;

/**
 * Certifiers that can be asked for by name. {@link Certifiers} finds the families by {@link java.util.ServiceLoader}: one
 * that a jar names in {@code META-INF/services/io.jaspis.certify.CertifierFamily} appears in the command and in its
 * reports.
 */
public interface CertifierFamily extends Family {

    /** Why the certifier of this name isn't one for such a problem; empty where it is. */
    default Optional<String> refusal(String name, Problem problem) {
        return Optional.empty();
    }

    /**
     * The certifier of this name.
     *
     * @param name one of {@link #names}
     * @throws IllegalArgumentException where it can't certify such a problem, with the {@link #refusal}
     */
    Certifier certifier(String name, Problem problem, Effort effort);
}
