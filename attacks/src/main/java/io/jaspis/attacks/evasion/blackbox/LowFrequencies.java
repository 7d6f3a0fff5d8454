package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.data.Picture;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes noise of a picture's low frequencies alone: of each channel's noise the first quarter of rows and columns become the
 * coefficients of its discrete cosine transform. Pictures below 224 × 224 keep the noise as it is, as does what is no picture.
 */
final class LowFrequencies {
    private static final int FACTOR = 4;
    private static final int LARGE = 224;

    /** Null of what is no large picture. */
    private final Picture picture;

    private final int kept;
    /** Orthonormal cosines, {@code [kept, height]} and {@code [kept, width]}. */
    private final double[] vertical;

    private final double[] horizontal;
    private final double[] rows;

    private LowFrequencies(Picture picture) {
        this.picture = picture;
        this.kept = picture == null ? 0 : Math.min(picture.height(), picture.width()) / FACTOR;
        this.vertical = picture == null ? null : cosines(kept, picture.height());
        this.horizontal = picture == null ? null : cosines(kept, picture.width());
        this.rows = picture == null ? null : new double[kept * picture.width()];
    }

    static LowFrequencies of(Optional<Picture> picture) {
        return new LowFrequencies(picture.filter(one -> one.height() >= LARGE && one.width() >= LARGE)
                .orElse(null));
    }

    /** Of how many elements along each axis one frequency is kept. */
    int factor() {
        return picture == null ? 1 : FACTOR;
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
        for (int channel = 0; picture != null && channel < picture.channels(); channel++) {
            keep(channel, noise);
        }
    }

    private void keep(int channel, double[] noise) {
        int width = picture.width();
        Arrays.fill(rows, 0);
        for (int down = 0; down < kept; down++) {
            for (int across = 0; across < kept; across++) {
                double coefficient = noise[picture.at(channel, down, across)];
                for (int j = 0; j < width; j++) {
                    rows[down * width + j] += coefficient * horizontal[across * width + j];
                }
            }
        }
        for (int i = 0; i < picture.height(); i++) {
            for (int j = 0; j < width; j++) {
                double sum = 0;
                for (int down = 0; down < kept; down++) {
                    sum += vertical[down * picture.height() + i] * rows[down * width + j];
                }
                noise[picture.at(channel, i, j)] = sum;
            }
        }
    }
}
