package io.jaspis.cli;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;

/** Some examples one behind the other of others. */
record Portion(Examples examples, int first, int count) implements Examples {
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
        return examples.label(first + index);
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        examples.copy(first + index, destination, offset);
    }
}
