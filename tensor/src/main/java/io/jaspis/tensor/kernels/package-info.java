/**
 * The arithmetic: work over {@code float[]} with offsets, which knows sizes but no tensors and allocates nothing once
 * warm. Here are the sizes, the families of kernels as interfaces, joined in {@link io.jaspis.tensor.kernels.Kernels},
 * the functions with their errors in units in the last place ({@link io.jaspis.tensor.kernels.Unary}), and what has one
 * form for all: what only moves data, and what is as fast in plain loops.
 *
 * <p>Who makes kernels lives in rooms of its own: {@link io.jaspis.tensor.kernels.scalar} in plain loops, {@link
 * io.jaspis.tensor.kernels.simd} in vectors. {@link io.jaspis.tensor.kernels.provider} knows both and chooses.
 */
package io.jaspis.tensor.kernels;
