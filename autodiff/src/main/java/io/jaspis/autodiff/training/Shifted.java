package io.jaspis.autodiff.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.provider.Providers;

/** Images moved at random by whole pixels, zeros moving in: the usual augmentation for small images. */
final class Shifted implements Examples {
    private final Examples examples;
    private final int reach;
    private final long seed;
    private final float[] image;
    private final float[] draw = new float[2];
    private long epoch;

    Shifted(Examples examples, int reach, long seed) {
        if (examples.shape().rank() != 3) {
            throw new InputException("only images [channels, height, width] can be shifted, not " + examples.shape());
        }
        this.examples = examples;
        this.reach = reach;
        this.seed = seed;
        this.image = new float[examples.shape().size()];
    }

    void epoch(long number) {
        epoch = number;
    }

    @Override
    public int count() {
        return examples.count();
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
        return examples.label(index);
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        examples.copy(index, image, 0);
        Providers.scalar().randoms().uniform(seed, epoch << 32 | index, 0, 2, draw, 0);
        int down = (int) (draw[0] * (2 * reach + 1)) - reach;
        int right = (int) (draw[1] * (2 * reach + 1)) - reach;
        int height = shape().extent(1);
        int width = shape().extent(2);
        for (int channel = 0; channel < shape().extent(0); channel++) {
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    int fromRow = row - down;
                    int fromColumn = column - right;
                    boolean inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
                    int at = (channel * height + row) * width + column;
                    destination[offset + at] = inside ? image[(channel * height + fromRow) * width + fromColumn] : 0;
                }
            }
        }
    }
}
