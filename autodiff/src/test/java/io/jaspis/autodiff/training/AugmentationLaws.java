package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AugmentationLaws {
    private static final int COUNT = 40;

    /** Images of which each value says its place: 1 and more, so that zeros and means are told from it. */
    private record Places(int channels, int height, int width) implements Examples {
        @Override
        public int count() {
            return COUNT;
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public Shape shape() {
            return Shape.of(channels, height, width);
        }

        @Override
        public int label(int index) {
            return index % 2;
        }

        @Override
        public void copy(int index, float[] destination, int offset) {
            for (int i = 0; i < shape().size(); i++) {
                destination[offset + i] = 1 + i;
            }
        }
    }

    private static float[] image(Augmented augmented, int index) {
        float[] image = new float[augmented.shape().size()];
        augmented.copy(index, image, 0);
        return image;
    }

    private static Augmented of(Examples examples, Augmentation augmentation, long seed, int epoch) {
        Augmented augmented = new Augmented(examples, augmentation, seed);
        augmented.epoch(epoch);
        return augmented;
    }

    @Property(tries = 100)
    @Label("an example in an epoch is the same, whatever was asked for before it")
    void order(
            @ForAll long seed, @ForAll @IntRange(max = 300) int epoch, @ForAll @IntRange(max = COUNT - 1) int index) {
        Augmentation all = new Augmentation(2, true, 3);
        Augmented one = of(new Places(2, 6, 5), all, seed, 0);
        new SplittableRandom(seed).ints(20, 0, COUNT).forEach(other -> image(one, other));
        one.epoch(epoch);
        assertArrayEquals(image(of(new Places(2, 6, 5), all, seed, epoch), index), image(one, index));
    }

    @Property(tries = 200)
    @Label(
            "every pixel is of the image, moved and mirrored as all others, or a zero that moved in, or in the one square")
    void pixels(
            @ForAll long seed,
            @ForAll @IntRange(max = 3) int shift,
            @ForAll boolean flip,
            @ForAll @IntRange(max = 5) int cutout,
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(min = 5, max = 7) int height,
            @ForAll @IntRange(min = 5, max = 7) int width) {
        Places places = new Places(channels, height, width);
        Augmented augmented = of(places, new Augmentation(shift, flip, cutout), seed, 3);
        for (int index = 0; index < COUNT; index++) {
            float[] image = image(augmented, index);
            assertTrue(isExplained(image, places, shift, flip, cutout), "example " + index);
        }
    }

    private static boolean isExplained(float[] image, Places places, int shift, boolean flip, int cutout) {
        for (int down = -shift; down <= shift; down++) {
            for (int right = -shift; right <= shift; right++) {
                for (int mirrored = 0; mirrored <= (flip ? 1 : 0); mirrored++) {
                    if (differsInSquare(image, moved(places, down, right, mirrored == 1), places, cutout)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static float[] moved(Places places, int down, int right, boolean mirrored) {
        float[] moved = new float[places.shape().size()];
        for (int i = 0; i < moved.length; i++) {
            int column = i % places.width;
            int row = i / places.width % places.height - down;
            int from = (mirrored ? places.width - 1 - column : column) - right;
            if (row >= 0 && row < places.height && from >= 0 && from < places.width) {
                int channel = i / places.width / places.height;
                moved[i] = 1 + (channel * places.height + row) * places.width + from;
            }
        }
        return moved;
    }

    /** Whether they are the same but for a square of at most this side, which holds the mean of its channel. */
    private static boolean differsInSquare(float[] image, float[] whole, Places places, int side) {
        int plane = places.height * places.width;
        int top = places.height;
        int bottom = -1;
        int left = places.width;
        int end = -1;
        for (int i = 0; i < image.length; i++) {
            if (image[i] != whole[i]) {
                float mean = 1 + i / plane * plane + (plane - 1) / 2f;
                if (image[i] != mean) {
                    return false;
                }
                top = Math.min(top, i / places.width % places.height);
                bottom = Math.max(bottom, i / places.width % places.height);
                left = Math.min(left, i % places.width);
                end = Math.max(end, i % places.width);
            }
        }
        return bottom - top < side && end - left < side || bottom < 0;
    }

    @Property(tries = 20)
    @Label("half of the images are mirrored, and not the same ones in another epoch")
    void halves(@ForAll long seed) {
        int[] mirrored = new int[2];
        int alike = 0;
        for (int index = 0; index < COUNT; index++) {
            boolean first = image(of(new Places(1, 2, 2), new Augmentation(0, true, 0), seed, 0), index)[0] == 2;
            boolean second = image(of(new Places(1, 2, 2), new Augmentation(0, true, 0), seed, 1), index)[0] == 2;
            mirrored[0] += first ? 1 : 0;
            mirrored[1] += second ? 1 : 0;
            alike += first == second ? 1 : 0;
        }
        // Outside of this in less than one of a billion trials.
        assertTrue(mirrored[0] > 1 && mirrored[0] < 39 && mirrored[1] > 1 && mirrored[1] < 39);
        assertTrue(alike < COUNT);
    }

    @Property(tries = 50)
    @Label("a shift draws the same whatever else is done")
    void shiftsApart(@ForAll long seed, @ForAll @IntRange(max = COUNT - 1) int index) {
        float[] shifted = image(of(new Places(1, 6, 6), new Augmentation(2, false, 0), seed, 1), index);
        float[] cut = image(of(new Places(1, 6, 6), new Augmentation(2, false, 1), seed, 1), index);
        int differing = 0;
        for (int i = 0; i < cut.length; i++) {
            differing += cut[i] == shifted[i] ? 0 : 1;
        }
        // The square's one pixel, where it doesn't hold the mean already.
        assertTrue(differing <= 1, differing + " pixels differ");
    }

    @Example
    void whatLeavesNothingOfAnImageIsRefused() {
        for (Augmentation large : new Augmentation[] {
            new Augmentation(5, false, 0), new Augmentation(0, false, 6), new Augmentation(9, true, 0)
        }) {
            assertThrows(InputException.class, () -> new Augmented(new Places(1, 6, 5), large, 1));
        }
        assertThrows(IllegalArgumentException.class, () -> new Augmentation(-1, false, 0));
    }
}
