/**
 * Which kernels suit a process, and having them compiled ahead. It alone sees the scalar and the SIMD ones. Start with
 * {@link io.jaspis.tensor.kernels.provider.Providers}.
 */
package io.jaspis.tensor.kernels.provider;
