/**
 * The arithmetic: static work over {@code float[]} with offsets, which knows sizes but no tensors and allocates nothing
 * once warm. Each family is an interface with a scalar and a SIMD provider; {@link io.jaspis.tensor.kernels.Kernels}
 * chooses. What only moves data, or is bound by memory, has one provider.
 */
package io.jaspis.tensor.kernels;
