/**
 * Linear bounds: CROWN's backward pass (Zhang, Weng, Chen, Hsieh &amp; Daniel 2018) as a transformation of graphs. {@link
 * io.jaspis.certify.linear.LinearBounds} carries linear forms of a value back to the inputs, through the transposes of
 * linear operations and the {@link io.jaspis.certify.linear.Relaxation}s of all others, and takes the least that they can
 * be on a {@link io.jaspis.certify.linear.Region}.
 *
 * <p>What is recorded can be differentiated, in weights for CROWN-IBP and in {@link io.jaspis.certify.linear.Slopes} for
 * tighter bounds. It is in plain floats: unlike {@link io.jaspis.certify.intervals.Intervals} it doesn't cover the
 * rounding of its own arithmetic, and by itself certifies nothing.
 */
package io.jaspis.certify.linear;
