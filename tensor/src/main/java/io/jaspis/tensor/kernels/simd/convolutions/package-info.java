/**
 * Convolutions and their gradients as products of weights and patches, which are never written out: {@link
 * io.jaspis.tensor.kernels.simd.convolutions.Planes} copies a strip of an image to where {@link
 * io.jaspis.tensor.kernels.simd.convolutions.PatchLayout} says that tiles read patches. Start with {@link
 * io.jaspis.tensor.kernels.simd.convolutions.VectorConvolutions}.
 */
package io.jaspis.tensor.kernels.simd.convolutions;
