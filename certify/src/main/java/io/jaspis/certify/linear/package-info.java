/**
 * Linear bounds: CROWN's backward pass (Zhang, Weng, Chen, Hsieh &amp; Daniel 2018) as a transformation of graphs. {@link
 * io.jaspis.certify.linear.LinearBounds} carries linear forms of a value back to the inputs, through the transposes of
 * linear operations and the {@link io.jaspis.certify.linear.Relaxation}s of all others, and takes the least that they can
 * be on a {@link io.jaspis.certify.linear.Region}. What it records can be differentiated, in weights for CROWN-IBP. It is in
 * plain floats: unlike {@link io.jaspis.certify.intervals.Intervals} it doesn't cover the rounding of its own arithmetic, and
 * by itself certifies nothing.
 *
 * <p>{@link io.jaspis.certify.linear.FormBounds} makes the same pass over networks of ReLUs, sigmoids and hyperbolic tangents
 * for proofs: it climbs the slopes α of ReLUs and the multipliers β of those that are split, and covers its rounding. {@link io.jaspis.certify.linear.NeuronTightening} bounds
 * neurons with it, and {@link io.jaspis.certify.linear.PiecewiseLinear} writes more networks as ReLUs.
 */
package io.jaspis.certify.linear;
