/**
 * Kernels in plain loops: the definition of every result that the SIMD ones must match, and what runs where there are no
 * vectors. They name nothing of the vector module. Start with {@link io.jaspis.tensor.kernels.scalar.ScalarKernels}.
 */
package io.jaspis.tensor.kernels.scalar;
