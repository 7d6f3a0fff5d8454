package io.jaspis.autodiff.training;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;

/** Images changed at random, by an {@link Augmentation}: moved, then mirrored, then with a square cut out. */
final class Augmented implements Examples {
    /** Two draws for the shift, one for the flip and two for the square, each always in its place. */
    private static final int DRAWS = 5;

    private final Examples examples;
    private final Augmentation augmentation;
    private final long seed;
    private final int channels;
    private final int height;
    private final int width;
    /** What a square is filled with, for each channel. */
    private final float[] means;

    private final float[] image;
    private final float[] draw = new float[DRAWS];
    private long epoch;

    Augmented(Examples examples, Augmentation augmentation, long seed) {
        if (!augmentation.fits(examples.shape())) {
            throw new InputException(
                    augmentation + " needs images [channels, height, width] that are larger, not " + examples.shape());
        }
        this.examples = examples;
        this.augmentation = augmentation;
        this.seed = seed;
        this.channels = examples.shape().extent(0);
        this.height = examples.shape().extent(1);
        this.width = examples.shape().extent(2);
        this.image = new float[examples.shape().size()];
        this.means = augmentation.cutout() > 0 ? means() : new float[channels];
    }

    private float[] means() {
        double[] sums = new double[channels];
        int plane = height * width;
        for (int i = 0; i < examples.count(); i++) {
            examples.copy(i, image, 0);
            for (int at = 0; at < image.length; at++) {
                sums[at / plane] += image[at];
            }
        }
        float[] means = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            means[channel] = (float) (sums[channel] / ((double) examples.count() * plane));
        }
        return means;
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
        Providers.scalar().randoms().uniform(seed, epoch << 32 | index, 0, DRAWS, draw, 0);
        int reach = augmentation.shift();
        int down = below(2 * reach + 1, draw[0]) - reach;
        int right = below(2 * reach + 1, draw[1]) - reach;
        move(down, right, augmentation.flip() && draw[2] < 0.5f, destination, offset);
        if (augmentation.cutout() > 0) {
            cut(below(height, draw[3]), below(width, draw[4]), destination, offset);
        }
    }

    /** A whole number from 0 to below the count, of a draw from 0 to below 1. */
    private static int below(int count, float draw) {
        return (int) (draw * count);
    }

    private void move(int down, int right, boolean mirrored, float[] destination, int offset) {
        for (int channel = 0; channel < channels; channel++) {
            for (int row = 0; row < height; row++) {
                int from = (channel * height + row - down) * width;
                boolean inside = row - down >= 0 && row - down < height;
                int to = offset + (channel * height + row) * width;
                for (int column = 0; column < width; column++) {
                    int fromColumn = (mirrored ? width - 1 - column : column) - right;
                    boolean within = inside && fromColumn >= 0 && fromColumn < width;
                    destination[to + column] = within ? image[from + fromColumn] : 0;
                }
            }
        }
    }

    private void cut(int centreRow, int centreColumn, float[] destination, int offset) {
        int side = augmentation.cutout();
        int top = Math.max(0, centreRow - side / 2);
        int bottom = Math.min(height, centreRow - side / 2 + side);
        int left = Math.max(0, centreColumn - side / 2);
        int end = Math.min(width, centreColumn - side / 2 + side);
        for (int channel = 0; channel < channels; channel++) {
            for (int row = top; row < bottom; row++) {
                int at = offset + (channel * height + row) * width;
                Arrays.fill(destination, at + left, at + end, means[channel]);
            }
        }
    }
}
