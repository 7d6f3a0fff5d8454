package io.jaspis.tensor.kernels;

/** Moves the elements of an array into another order of its axes. */
public interface Transpositions {

    /** The elements of x in the other order; x and y must not overlap. */
    void apply(Transposition transposition, float[] x, int xOffset, float[] y, int yOffset);
}
