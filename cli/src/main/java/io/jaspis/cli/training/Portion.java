package io.jaspis.cli.training;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;

/** Some examples of others, by their indices. */
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
    public int label(int index) {
        return examples.label(indices[index]);
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        examples.copy(indices[index], destination, offset);
    }
}
