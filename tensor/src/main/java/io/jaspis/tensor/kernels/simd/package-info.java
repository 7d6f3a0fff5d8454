/**
 * Kernels in vectors: what the rooms below share (the {@link io.jaspis.tensor.kernels.simd.Lanes}, transposes in
 * registers, sums of lines), and the families that need no tiles. Products of matrices are in {@link
 * io.jaspis.tensor.kernels.simd.products}, convolutions in {@link io.jaspis.tensor.kernels.simd.convolutions}. These
 * three alone see {@code jdk.incubator.vector}. What fills no vector is left to kernels given to them.
 */
package io.jaspis.tensor.kernels.simd;
