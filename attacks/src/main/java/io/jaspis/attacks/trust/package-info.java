/**
 * Whether what attacks found can be trusted. Attacks can fail for reasons that are none of the model's strength: gradients
 * that vanish, lead astray or are drowned in noise (Athalye, Carlini &amp; Wagner 2018; Carlini et al. 2019, section 4).
 * {@link io.jaspis.attacks.trust.TrustChecks} looks for signs of that among the examples that attacks left standing, and
 * {@link io.jaspis.attacks.trust.Trust} is what it found.
 */
package io.jaspis.attacks.trust;
