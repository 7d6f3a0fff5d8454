package io.jaspis.attacks.evasion.transfer;

import io.jaspis.autodiff.data.Picture;

/**
 * Blurs slopes by a Gaussian that reaches three standard deviations, which is about the slope at all small translations of a
 * picture (Dong et al. 2019); beyond the edges is nothing.
 */
final class GradientBlur {
    private static final double DEVIATIONS = 3;

    private final Picture picture;
    private final double[] kernel;
    private final double[] between;

    /** @param side odd */
    GradientBlur(Picture picture, int side) {
        this.picture = picture;
        this.kernel = new double[side];
        this.between = new double[picture.height() * picture.width()];
        double sum = 0;
        for (int i = 0; i < side; i++) {
            double away = DEVIATIONS * (2.0 * i / (side - 1) - 1);
            kernel[i] = Math.exp(-away * away / 2);
            sum += kernel[i];
        }
        for (int i = 0; i < side; i++) {
            kernel[i] /= sum;
        }
    }

    /** Blurs each channel in place, first along rows, then along columns. */
    void blur(float[] slope) {
        int reach = kernel.length / 2;
        int height = picture.height();
        int width = picture.width();
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    double sum = 0;
                    for (int k = Math.max(-reach, -column); k <= Math.min(reach, width - 1 - column); k++) {
                        sum += kernel[reach + k] * slope[picture.at(channel, row, column + k)];
                    }
                    between[row * width + column] = sum;
                }
            }
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    double sum = 0;
                    for (int k = Math.max(-reach, -row); k <= Math.min(reach, height - 1 - row); k++) {
                        sum += kernel[reach + k] * between[(row + k) * width + column];
                    }
                    slope[picture.at(channel, row, column)] = (float) sum;
                }
            }
        }
    }
}
