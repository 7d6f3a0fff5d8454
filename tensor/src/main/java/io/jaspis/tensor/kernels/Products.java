package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;

/**
 * Dense matrix products. Every element of C is the plain sum of its products, in one fixed order, whatever the number
 * of threads. Algorithms that aren't plain sums of products (Strassen's) are excluded: bounds rely on γₙ times the sum
 * of absolute products (Higham, Accuracy and Stability of Numerical Algorithms, 2002, §3.1).
 */
public interface Products {

    /** C = op(A)·op(B), or C += op(A)·op(B). The arrays may be one, but C must not overlap A or B. */
    void multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset);

    /** The second operand of a product of the form NN or NT, copied to be used by many products. */
    Packed pack(Product product, float[] b, int bOffset);

    /**
     * Packs an operand of the same form, size and stride into what {@link #pack} gave for another: weights that have
     * changed.
     */
    void repack(Packed packed, float[] b, int bOffset);

    /**
     * The same product with its second operand packed ahead, and the epilogue applied to the finished elements of C.
     * The product's rows, and its strides of A and C, are free; its stride of B doesn't matter.
     */
    void multiply(
            Workers workers,
            Product product,
            float[] a,
            int aOffset,
            Packed b,
            float[] c,
            int cOffset,
            Epilogue epilogue);
}
