package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArrayFileLaws {
    @Property(tries = 200)
    @Label("format then parse an NPY array gives the same bits")
    void npyRoundTrip(@ForAll("tensors") Tensor tensor) throws IOException {
        NpyArray read = Npy.parse(Npy.format(tensor), "array");
        assertArrayEquals(tensor.shape().extents(), read.extents());
        assertArrayEquals(bits(tensor.data()), bits(read.values()));
    }

    @Property(tries = 50)
    @Label("write then read an NPZ file gives the same tensors in the same order, and equal bytes when written again")
    void npzRoundTrip(@ForAll("tensorLists") List<Tensor> list) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        list.forEach(tensor -> tensors.put("layer/" + (9 - tensors.size()) + ".weight", tensor));
        Path folder = Files.createTempDirectory("npz");
        Path file = folder.resolve("checkpoint.npz");
        Npz.write(file, tensors);
        byte[] first = Files.readAllBytes(file);
        Map<String, Tensor> read = Npz.read(file);
        assertEquals(new ArrayList<>(tensors.keySet()), new ArrayList<>(read.keySet()));
        tensors.forEach((name, tensor) -> {
            assertEquals(tensor.shape(), read.get(name).shape());
            assertArrayEquals(bits(tensor.data()), bits(read.get(name).data()));
        });
        Npz.write(file, read);
        assertArrayEquals(first, Files.readAllBytes(file));
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count(), "no temporary file is left behind");
        }
        Files.delete(file);
        Files.delete(folder);
    }

    @Property(tries = 200)
    @Label("a column-major NPY array holds the same tensor as its row-major twin")
    void fortranOrder(@ForAll("tensors") Tensor tensor) throws IOException {
        int[] extents = tensor.shape().extents();
        ByteBuffer elements = ByteBuffer.allocate(4 * tensor.data().length).order(ByteOrder.BIG_ENDIAN);
        for (int position = 0; position < tensor.data().length; position++) {
            int rest = position;
            int rowMajor = 0;
            int[] index = new int[extents.length];
            for (int axis = 0; axis < extents.length; axis++) {
                index[axis] = rest % extents[axis];
                rest /= extents[axis];
            }
            for (int axis = 0; axis < extents.length; axis++) {
                rowMajor = rowMajor * extents[axis] + index[axis];
            }
            elements.putFloat(tensor.data()[rowMajor]);
        }
        String shape = Arrays.stream(extents).mapToObj(e -> e + ",").collect(Collectors.joining("", "(", ")"));
        NpyArray read = Npy.parse(Written.npy(2, ">f4", true, shape, elements.array()), "array");
        assertArrayEquals(bits(tensor.data()), bits(read.values()));
    }

    @Property(tries = 100)
    @Label("write then read IDX images gives each byte divided by 255, packed or not")
    void idxRoundTrip(@ForAll("bytes") byte[] pixels, @ForAll boolean packed) throws IOException {
        int height = pixels.length % 3 + 1;
        int width = pixels.length % 5 + 1;
        int count = pixels.length;
        byte[] images = new byte[count * height * width];
        for (int i = 0; i < images.length; i++) {
            images[i] = pixels[i % pixels.length];
        }
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 7);
        }
        Path folder = Files.createTempDirectory("idx");
        String suffix = packed ? ".gz" : "";
        byte[] imageFile = Written.idx(images, count, height, width);
        byte[] labelFile = Written.idx(labels, count);
        Path file =
                Written.file(folder, "a-images-idx3-ubyte" + suffix, packed ? Written.packed(imageFile) : imageFile);
        Path beside =
                Written.file(folder, "a-labels-idx1-ubyte" + suffix, packed ? Written.packed(labelFile) : labelFile);
        Dataset data = Datasets.read(file);
        assertEquals(Shape.of(1, height, width), data.shape());
        assertEquals(count, data.count());
        for (int i = 0; i < images.length; i++) {
            assertEquals((images[i] & 0xff) / 255f, data.examples().data()[i]);
        }
        for (int i = 0; i < count; i++) {
            assertEquals(labels[i], data.label(i));
        }
        for (Path written : List.of(file, beside, folder)) {
            Files.delete(written);
        }
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Tensor>> tensorLists() {
        return tensors().list().ofMinSize(1).ofMaxSize(4);
    }

    /** Tensors of rank 0 to 4 with every kind of float, NaN and infinities among them. */
    @Provide
    Arbitrary<Tensor> tensors() {
        Arbitrary<Float> values = Arbitraries.oneOf(
                Arbitraries.integers()
                        .between(Integer.MIN_VALUE, Integer.MAX_VALUE)
                        .map(Float::intBitsToFloat),
                Arbitraries.of(0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 1f));
        return Arbitraries.integers()
                .between(1, 5)
                .array(int[].class)
                .ofMinSize(0)
                .ofMaxSize(4)
                .flatMap(extents -> {
                    Shape shape = Shape.of(extents);
                    return values.array(Float[].class).ofSize(shape.size()).map(boxed -> {
                        float[] data = new float[boxed.length];
                        for (int i = 0; i < data.length; i++) {
                            data[i] = boxed[i];
                        }
                        return Tensor.of(shape, data);
                    });
                });
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }
}
