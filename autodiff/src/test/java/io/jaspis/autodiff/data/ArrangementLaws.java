package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ArrangementLaws {
    /** A file of two examples of this shape, each element another number. */
    private static Dataset file(int... shape) throws IOException {
        Tensor x = Tensor.zeros(Shape.of(2).then(Shape.of(shape)));
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = i;
        }
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("x", x);
        arrays.put("y", Tensor.of(Shape.of(2), 0, 1));
        Path file = Files.createTempFile("arrangement", ".npz");
        try {
            Npz.write(file, arrays);
            return Datasets.read(file);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 100)
    @Label("a model of either order gets each pixel's channels where it has them, from a file of either order")
    void pixels(
            @ForAll @IntRange(min = 1, max = 4) int channels,
            @ForAll @IntRange(min = 2, max = 5) int height,
            @ForAll @IntRange(min = 2, max = 5) int width,
            @ForAll boolean last)
            throws IOException {
        boolean likely = channels == 1 || channels == 3;
        boolean misleading = !likely && (last ? height : width) == 3;
        if (misleading || channels == height && height == width) {
            // The channels are taken for those of the other end, or no order differs from another in shape.
            return;
        }
        Dataset data = last ? file(height, width, channels) : file(channels, height, width);
        boolean known = likely && (last ? height : width) != 3;
        Dataset first = data.arrangedFor(Shape.of(channels, height, width));
        Dataset other = data.arrangedFor(Shape.of(height, width, channels));
        assertArrayEquals(
                other.examples().data(),
                first.arrangedFor(Shape.of(height, width, channels)).examples().data());
        if (known) {
            assertEquals(Shape.of(channels, height, width), first.imageShape().orElseThrow());
        }
        for (int example = 0; example < 2; example++) {
            float[] there = first.example(example).data();
            float[] back = other.example(example).data();
            if (known) {
                assertArrayEquals(there, other.image(back));
                assertArrayEquals(there, first.image(there));
            }
            for (int i = 0; i < there.length; i++) {
                int pixel = i % (height * width);
                int channel = i / (height * width);
                assertEquals(there[i], back[pixel * channels + channel]);
                int place = last ? pixel * channels + channel : i;
                assertEquals(example * there.length + place, there[i]);
            }
        }
    }

    @Property(tries = 200)
    @Label("a model of the file's own shape, or of a row, gets the file's own order")
    void ownShape(@ForAll @IntRange(min = 1, max = 4) int rank, @ForAll int seed) throws IOException {
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) {
            extents[i] = 1 + Math.floorMod(seed >> (4 * i), 4);
        }
        Dataset data = file(extents);
        float[] expected = new float[2 * Shape.of(extents).size()];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = i;
        }
        assertArrayEquals(
                expected, data.arrangedFor(Shape.of(extents)).examples().data());
        int size = Shape.of(extents).size();
        assertArrayEquals(expected, data.arrangedFor(Shape.of(size)).examples().data());
        assertArrayEquals(
                expected,
                data.arrangedFor(Shape.of(size))
                        .arrangedFor(Shape.of(extents))
                        .examples()
                        .data());
    }

    @Test
    void axesOfOneComeAndGo() throws IOException {
        List<Shape> gray = List.of(
                Shape.of(1, 4, 3), Shape.of(4, 3), Shape.of(4, 3, 1), Shape.of(12), Shape.of(1, 12), Shape.of(4, 1, 3));
        for (Shape from : gray) {
            Dataset data = Dataset.of("data", Tensor.zeros(Shape.of(1).then(from)), 0);
            Arrays.fill(data.examples().data(), 0.5f);
            data.examples().data()[5] = 1;
            for (Shape to : gray) {
                Dataset arranged = data.arrangedFor(to);
                assertEquals(to, arranged.shape());
                assertArrayEquals(data.examples().data(), arranged.examples().data(), from + " for " + to);
            }
        }
        assertNotNull(file(28, 28).arrangedFor(Shape.of(28, 28, 1)));
    }

    @Test
    void signalsAndFeatureMapsAreNoImagesWithChannelsLast() {
        for (Shape first : List.of(
                Shape.of(64, 1, 50), Shape.of(32, 8, 5), Shape.of(64, 7, 7), Shape.of(8, 2, 4), Shape.of(2, 28, 30))) {
            assertFalse(Arrangement.looksChannelsLast(first), first::toString);
        }
        for (Shape last : List.of(Shape.of(32, 32, 4), Shape.of(8, 8, 16), Shape.of(28, 30, 2), Shape.of(48, 64, 4))) {
            assertTrue(Arrangement.looksChannelsLast(last), last::toString);
        }
    }

    @Test
    void otherShapesOfTheSameSizeAreRefused() throws IOException {
        Written.refusal(() -> file(28, 28).arrangedFor(Shape.of(14, 56)), "[1, 28, 28]", "[14, 56]", "other rows");
        Written.refusal(() -> file(3, 32, 32).arrangedFor(Shape.of(32, 96)), "[3, 32, 32]", "[32, 96]");
        Written.refusal(() -> file(32, 32, 3).arrangedFor(Shape.of(32, 3, 32)), "[3, 32, 32]", "[32, 3, 32]");
        Written.refusal(() -> file(4, 6).arrangedFor(Shape.of(6, 4)), "[1, 4, 6]", "[6, 4]");
        Written.refusal(() -> file(3072).arrangedFor(Shape.of(3, 32, 32)), "[3072]", "[3, 32, 32]");
        Written.refusal(() -> file(8, 4).arrangedFor(Shape.of(2, 4, 4)), "[1, 8, 4]", "[2, 4, 4]");
        Written.refusal(() -> file(3, 4).arrangedFor(Shape.of(13)), "[1, 3, 4]", "[13]", "the model's shape");
    }
}
