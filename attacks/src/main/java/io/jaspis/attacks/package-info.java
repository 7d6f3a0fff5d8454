/**
 * Attacks: searches for adversarial examples, inputs inside a ball around an example that the network gets wrong. An
 * {@link io.jaspis.attacks.Attack} takes a {@link io.jaspis.threat.Problem}; every success is checked again from
 * scratch by {@link io.jaspis.threat.Verification} before anyone hears of it.
 *
 * <p>An attack begins with a {@link io.jaspis.attacks.search.Step}, what it does to a point between two evaluations; the
 * rest is {@link io.jaspis.attacks.search.Search}'s. {@link io.jaspis.attacks.GradientDescent} is the example, {@link
 * io.jaspis.attacks.evasion} has what is stronger.
 * {@link io.jaspis.attacks.Attacks} has attacks by name, with those of other jars that an
 * {@link io.jaspis.attacks.AttackFamily} makes known.
 */
package io.jaspis.attacks;
