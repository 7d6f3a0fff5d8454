package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;

/** Dense matrix products. Every element of C is summed in one fixed order, whatever the number of threads. */
public interface Products {

    /** C = op(A)·op(B), or C += op(A)·op(B). The arrays may be one, but C must not overlap A or B. */
    void multiply(
            Workers workers, Product product, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset);
}
