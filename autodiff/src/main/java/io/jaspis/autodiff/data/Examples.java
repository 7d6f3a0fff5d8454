package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;

/** Labelled examples that training and evaluation read one at a time. */
public interface Examples {
    int count();

    int classes();

    /** The shape of one example. */
    Shape shape();

    /** The label of an example, from 0 to {@code classes − 1}. */
    int label(int index);

    /** Copies the elements of an example. */
    void copy(int index, float[] destination, int offset);
}
