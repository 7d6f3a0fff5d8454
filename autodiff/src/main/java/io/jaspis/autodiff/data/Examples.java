package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Labelled examples that are read one at a time. Of large ones some may be left out: those have their index and their
 * label, but no elements.
 */
public interface Examples {
    /** How many there are, from index 0 on. */
    int count();

    int classes();

    /** The shape of one example. */
    Shape shape();

    /** What is known of the examples as pictures, whose elements may be given flat; empty where they are none. */
    default Optional<Picture> picture() {
        return Picture.of(shape());
    }

    /** The label of an example, from 0 to {@code classes − 1}; of one whose elements aren't there it needn't be there. */
    int label(int index);

    /** What the elements are called, in their order, such as the columns of a table; empty where they have no names. */
    default List<String> inputNames() {
        return List.of();
    }

    /** Whether the elements of this example can be asked for. */
    default boolean holds(int index) {
        return index >= 0 && index < count();
    }

    /** The examples whose elements can be asked for, each once. */
    default int[] heldIndices() {
        return IntStream.range(0, count()).filter(this::holds).toArray();
    }

    /**
     * Copies the elements of an example.
     *
     * @throws IllegalArgumentException where they were left out
     */
    void copy(int index, float[] destination, int offset);
}
