/**
 * Attacks on a network by the gradients of others: {@link io.jaspis.attacks.evasion.transfer.TransferFgsm} takes those of source
 * networks, which {@link io.jaspis.attacks.evasion.transfer.Substitute} can learn from an oracle's answers alone. A success is one
 * of the problem's own network.
 */
package io.jaspis.attacks.evasion.transfer;
