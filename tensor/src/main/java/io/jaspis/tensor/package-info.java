/**
 * Shapes, tensors, number generators and threads: the ground that everything stands on. Start with {@link
 * io.jaspis.tensor.Tensor}; the arithmetic is in {@link io.jaspis.tensor.kernels}.
 */
package io.jaspis.tensor;
