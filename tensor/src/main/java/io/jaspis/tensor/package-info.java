/**
 * Shapes, tensors, number generators and threads: the ground that everything stands on. Start with {@link
 * io.jaspis.tensor.Tensor}; the arithmetic is in {@link io.jaspis.tensor.kernels}, and how many threads do it in {@link
 * io.jaspis.tensor.Workers}.
 */
package io.jaspis.tensor;
