/**
 * Attacks: searches for adversarial examples, inputs inside a ball around an example that the network gets wrong. An
 * {@link io.jaspis.attacks.Attack} takes a {@link io.jaspis.threat.Problem}; every success is checked again from
 * scratch by {@link io.jaspis.threat.Verification} before anyone hears of it. {@link io.jaspis.attacks.Attacks} has them by
 * name, with those of other jars that an {@link io.jaspis.attacks.AttackFamily} makes known.
 */
package io.jaspis.attacks;
