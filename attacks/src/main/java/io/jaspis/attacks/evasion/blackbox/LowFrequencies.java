package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.tensor.Shape;
import java.util.Arrays;

/**
 * Makes noise of a picture's low frequencies alone: of each channel's noise the first quarter of rows and columns become the
 * coefficients of its discrete cosine transform. Pictures below 224 × 224 keep the noise as it is, as does what is no picture.
 */
final class LowFrequencies {
    private static final int FACTOR = 4;
    private static final int LARGE = 224;

    private final int channels;
    private final int height;
    private final int width;
    private final int kept;
    /** Orthonormal cosines, {@code [kept, height]} and {@code [kept, width]}. */
    private final double[] vertical;

    private final double[] horizontal;
    private final double[] rows;

    private LowFrequencies(int channels, int height, int width) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.kept = Math.min(height, width) / FACTOR;
        this.vertical = cosines(kept, height);
        this.horizontal = cosines(kept, width);
        this.rows = new double[kept * width];
    }

    /** @param input of one example, {@code [channels, height, width]} where it is a picture */
    static LowFrequencies of(Shape input) {
        int[] extents = input.extents();
        boolean large = extents.length == 3 && extents[1] >= LARGE && extents[2] >= LARGE;
        return large ? new LowFrequencies(extents[0], extents[1], extents[2]) : new LowFrequencies(0, 0, 0);
    }

    /** Of how many elements along each axis one frequency is kept. */
    int factor() {
        return channels == 0 ? 1 : FACTOR;
    }

    private static double[] cosines(int count, int extent) {
        double[] cosines = new double[count * extent];
        for (int frequency = 0; frequency < count; frequency++) {
            double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / extent);
            for (int i = 0; i < extent; i++) {
                cosines[frequency * extent + i] = scale * Math.cos(Math.PI * (i + 0.5) * frequency / extent);
            }
        }
        return cosines;
    }

    /** Transforms the noise of one example in place. */
    void keep(double[] noise) {
        for (int channel = 0; channel < channels; channel++) {
            int at = channel * height * width;
            Arrays.fill(rows, 0);
            for (int down = 0; down < kept; down++) {
                for (int across = 0; across < kept; across++) {
                    double coefficient = noise[at + down * width + across];
                    for (int j = 0; j < width; j++) {
                        rows[down * width + j] += coefficient * horizontal[across * width + j];
                    }
                }
            }
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    double sum = 0;
                    for (int down = 0; down < kept; down++) {
                        sum += vertical[down * height + i] * rows[down * width + j];
                    }
                    noise[at + i * width + j] = sum;
                }
            }
        }
    }
}
