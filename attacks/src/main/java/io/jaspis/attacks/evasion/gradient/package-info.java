/**
 * White-box attacks in a ball of given radius, by gradients. Each is a {@link io.jaspis.attacks.search.Step} over {@link
 * io.jaspis.attacks.evasion.gradient.Moves}, which knows every norm, tables and levels, and a {@link
 * io.jaspis.attacks.evasion.gradient.GradientLoss}. Start reading at {@link io.jaspis.attacks.evasion.gradient.AutoPgd};
 * {@link io.jaspis.attacks.evasion.gradient.WhiteBoxAttacks} gives them names.
 */
package io.jaspis.attacks.evasion.gradient;
