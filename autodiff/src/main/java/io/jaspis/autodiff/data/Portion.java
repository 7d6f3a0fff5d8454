package io.jaspis.autodiff.data;

import io.jaspis.tensor.Shape;
import java.util.Optional;

/** Some examples of others, by their indices; here they are numbered from 0. */
public final class Portion implements Examples {
    private final Examples examples;
    private final int[] indices;

    public Portion(Examples examples, int... indices) {
        this.examples = examples;
        this.indices = indices.clone();
    }

    @Override
    public int count() {
        return indices.length;
    }

    @Override
    public int classes() {
        return examples.classes();
    }

    @Override
    public Shape shape() {
        return examples.shape();
    }

    @Override
    public Optional<Picture> picture() {
        return examples.picture();
    }

    @Override
    public boolean holds(int index) {
        return index >= 0 && index < indices.length && examples.holds(indices[index]);
    }

    @Override
    public int label(int index) {
        return examples.label(indices[at(index)]);
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        examples.copy(indices[at(index)], destination, offset);
    }

    private int at(int index) {
        if (index < 0 || index >= indices.length) {
            throw new IllegalArgumentException(
                    "there is no example " + index + " of a portion that has " + indices.length + ", counted from 0");
        }
        return index;
    }
}
