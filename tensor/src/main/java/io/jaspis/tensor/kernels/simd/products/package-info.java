/**
 * Dense products: {@link io.jaspis.tensor.kernels.simd.products.VectorProducts} fills a {@link
 * io.jaspis.tensor.kernels.simd.products.ProductTask}, which is cut into blocks; panels are packed for the tiles, which
 * hold a piece of the result in registers.
 */
package io.jaspis.tensor.kernels.simd.products;
