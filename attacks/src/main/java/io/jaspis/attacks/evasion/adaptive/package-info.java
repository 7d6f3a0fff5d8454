/**
 * Attacks through defences that hide gradients: one that changes an input before the network sees it, at random or by steps
 * that have no slope (Athalye, Carlini &amp; Wagner 2018). {@link io.jaspis.attacks.evasion.adaptive.AdaptiveDescent} is where
 * to start reading: it is given the network and the {@link io.jaspis.attacks.evasion.adaptive.Defence} before it, and so is
 * {@link io.jaspis.attacks.evasion.adaptive.AutoAttackRand}, which follows the published settings. What such a model does with
 * an input is told by a {@link io.jaspis.threat.Majority} of evaluations, never by one.
 */
package io.jaspis.attacks.evasion.adaptive;
