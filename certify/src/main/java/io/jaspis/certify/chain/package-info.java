/**
 * Linear bounds of small networks, one domain at a time, in plain loops that start fast: what a search over many thousand small
 * domains needs, each of which has its own unstable neurons. {@link io.jaspis.certify.chain.Chain} is the network, {@link
 * io.jaspis.certify.chain.ChainBounds} what is known of it on a box, rounding included (docs/soundness.md).
 */
package io.jaspis.certify.chain;
