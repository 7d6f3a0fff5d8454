package io.jaspis.certify.smoothing;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;

/**
 * A classifier whose smoothed one is known: class 0 where the first coordinate is positive. Every example is the point
 * (distance, 0, …), at that very distance from the boundary in every norm.
 */
record HalfSpace(int count, int dimension, float distance) implements Examples {

    Graph network() {
        float[] weights = new float[2 * dimension];
        weights[0] = 1;
        weights[dimension] = -1;
        return Graph.of(
                "x", shape(), "logits", x -> x.dense(x.trace().constant(Tensor.of(Shape.of(2, dimension), weights))));
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public Shape shape() {
        return Shape.of(dimension);
    }

    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        java.util.Arrays.fill(destination, offset, offset + dimension, 0);
        destination[offset] = distance;
    }
}
