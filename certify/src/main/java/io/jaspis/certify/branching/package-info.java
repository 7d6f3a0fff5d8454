/**
 * Branch and bound over the ReLUs of a network, on bounds by {@link io.jaspis.certify.linear}. Start with {@link
 * io.jaspis.certify.branching.ReluProver}.
 */
package io.jaspis.certify.branching;
