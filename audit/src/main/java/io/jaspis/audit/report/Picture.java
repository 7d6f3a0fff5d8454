package io.jaspis.audit.report;

import io.jaspis.audit.evidence.Image;
import io.jaspis.autodiff.data.PictureFile;
import java.awt.image.BufferedImage;
import java.util.Base64;

/** An image as a PNG inside a {@code data:} address. */
final class Picture {
    /** Blue for less, red for more: the ends of the RdBu scale, told apart by every common kind of colour vision. */
    private static final int[] LESS = {33, 102, 172};

    private static final int[] SAME = {247, 247, 247};
    private static final int[] MORE = {178, 24, 43};

    private Picture() {}

    /** The image itself; values outside 0 … 1 are clipped for the eye. */
    static String of(Image image) {
        int size = image.height() * image.width();
        float[] values = image.values();
        BufferedImage picture = blank(image);
        for (int i = 0; i < size; i++) {
            int red = level(values[i]);
            int green = image.channels() == 3 ? level(values[size + i]) : red;
            int blue = image.channels() == 3 ? level(values[2 * size + i]) : red;
            picture.setRGB(i % image.width(), i / image.width(), red << 16 | green << 8 | blue);
        }
        return address(picture);
    }

    /** A signed image: of one channel blue … white … red for −scale … scale, of colours about a middle gray. */
    static String signed(Image image, float scale) {
        int size = image.height() * image.width();
        float[] values = image.values();
        BufferedImage picture = blank(image);
        for (int i = 0; i < size; i++) {
            int colour = 0;
            for (int channel = 0; channel < 3; channel++) {
                int level = image.channels() == 1
                        ? diverging(values[i] / scale, channel)
                        : level(0.5f + values[channel * size + i] / scale / 2);
                colour = colour << 8 | level;
            }
            picture.setRGB(i % image.width(), i / image.width(), colour);
        }
        return address(picture);
    }

    private static int diverging(float value, int channel) {
        float strength = Math.min(1, Math.abs(value));
        int end = (value < 0 ? LESS : MORE)[channel];
        return Math.round(SAME[channel] + strength * (end - SAME[channel]));
    }

    private static int level(float value) {
        return Math.round(255 * Math.clamp(value, 0, 1));
    }

    private static BufferedImage blank(Image image) {
        return new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    }

    private static String address(BufferedImage picture) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(PictureFile.png(picture));
    }
}
