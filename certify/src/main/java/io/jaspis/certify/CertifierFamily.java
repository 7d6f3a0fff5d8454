package io.jaspis.certify;

import io.jaspis.attacks.Effort;
import io.jaspis.attacks.Family;
import io.jaspis.threat.Problem;

/**
 * Certifiers that can be asked for by name. {@link Certifiers} finds the families by {@link java.util.ServiceLoader}: one
 * that a jar names in {@code META-INF/services/io.jaspis.certify.CertifierFamily} appears in the command and in its
 * reports.
 */
public interface CertifierFamily extends Family {

    /**
     * The certifier of this name.
     *
     * @param name one of {@link #names}
     * @throws IllegalArgumentException where it can't certify such a problem, saying why
     */
    Certifier certifier(String name, Problem problem, Effort effort);
}
