package io.jaspis.threat.samples;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import java.util.SplittableRandom;

/** Labelled points in memory. */
public record Points(Shape shape, int classes, float[][] points, int[] labels) implements Examples {

    /** Clouds of a tenth around three corners of the unit square, each a class. */
    public static Points clouds(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] centres = {{0.2f, 0.2f}, {0.8f, 0.2f}, {0.5f, 0.8f}};
        float[][] points = new float[count][2];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % 3;
            for (int axis = 0; axis < 2; axis++) {
                points[i][axis] = centres[labels[i]][axis] + (float) random.nextDouble(-0.1, 0.1);
            }
        }
        return new Points(Shape.of(2), 3, points, labels);
    }

    @Override
    public int count() {
        return points.length;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        System.arraycopy(points[index], 0, destination, offset, points[index].length);
    }
}
