/**
 * Branch and bound on bounds by {@link io.jaspis.certify.linear}: over the ReLUs of a network, where {@link
 * io.jaspis.certify.branching.ReluProver} is the place to start, and of networks with sigmoids and hyperbolic tangents by halving the
 * box, in {@link io.jaspis.certify.branching.InputProver}.
 */
package io.jaspis.certify.branching;
