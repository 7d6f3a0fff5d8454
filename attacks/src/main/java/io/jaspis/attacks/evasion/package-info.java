/**
 * Attacks at test time, and ensembles of them: {@link io.jaspis.attacks.evasion.AttackSequence} has what AutoAttack is made of.
 */
package io.jaspis.attacks.evasion;
