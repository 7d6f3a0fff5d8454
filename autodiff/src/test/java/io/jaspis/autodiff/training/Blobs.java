package io.jaspis.autodiff.training;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.provider.Providers;

/** Small images in three classes: noise with one bright quarter, which says the class. */
public final class Blobs implements Examples {
    private static final int SIDE = 8;

    private final int count;
    private final float[] values;

    public Blobs(int count) {
        this.count = count;
        this.values = new float[count * SIDE * SIDE];
        Providers.scalar().randoms().uniform(21, 0, 0, values.length, values, 0);
        for (int i = 0; i < count; i++) {
            int top = label(i) % 2 * SIDE / 2;
            int left = label(i) / 2 * SIDE / 2;
            for (int row = top; row < top + SIDE / 2; row++) {
                for (int column = left; column < left + SIDE / 2; column++) {
                    values[(i * SIDE + row) * SIDE + column] += 0.7f;
                }
            }
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int classes() {
        return 3;
    }

    @Override
    public Shape shape() {
        return Shape.of(1, SIDE, SIDE);
    }

    @Override
    public int label(int index) {
        return index % 3;
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        System.arraycopy(values, index * SIDE * SIDE, destination, offset, SIDE * SIDE);
    }
}
