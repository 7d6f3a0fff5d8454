package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jaspis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    private static final byte[] IMAGES = Written.idx(new byte[] {0, 51, -1, 1, 2, 3, 4, 5}, 2, 2, 2);
    private static final byte[] LABELS = Written.idx(new byte[] {3, 1}, 2);

    @TempDir
    Path folder;

    @Test
    void bytesBecomeFractionsAndLabelsAreFoundBeside() throws IOException {
        Path images = Written.file(folder, "t10k-images-idx3-ubyte", IMAGES);
        Written.file(folder, "t10k-labels-idx1-ubyte.gz", Written.packed(LABELS));
        Dataset data = Datasets.read(images);
        assertEquals(Shape.of(1, 2, 2), data.shape());
        assertArrayEquals(new float[] {0, 0.2f, 1, 1 / 255f}, data.example(0).data());
        assertArrayEquals(new int[] {3, 1}, data.labels());
        assertEquals(4, data.classes());
        assertArrayEquals(data.labels(), Datasets.read(folder).labels());
    }

    @Test
    void folderIsReadBySplit() throws IOException {
        Written.file(folder, "train-images-idx3-ubyte", IMAGES);
        Written.file(folder, "train-labels-idx1-ubyte", LABELS);
        assertEquals(2, Datasets.read(folder, null, Split.TRAIN).count());
        Written.refusal(() -> Datasets.read(folder), "no images of the test split", "train-images-idx3-ubyte");
    }

    @Test
    void realMnist() throws IOException {
        Path mnist = Path.of(System.getProperty("jaspis.data", "none"), "mnist");
        assumeTrue(Files.isDirectory(mnist), "MNIST is not here");
        Dataset data = Datasets.read(mnist);
        assertEquals("t10k-images-idx3-ubyte.gz: 10000 examples of shape [1, 28, 28] in 10 classes", data.toString());
        assertArrayEquals(new int[] {7, 2, 1, 0, 4}, data.first(5).labels());
    }

    @Test
    void refusals() throws IOException {
        Path images = Written.file(folder, "a-images-idx3-ubyte", IMAGES);
        Written.refusal(() -> Datasets.read(images), "labels of", "are missing", "a-labels-idx1-ubyte");
        Written.refusal(() -> Datasets.read(folder.resolve("b")), "there is no file or folder", "check the path");
        Path labels = Written.file(folder, "a-labels-idx1-ubyte", Written.idx(new byte[] {1, 2, 3}, 3));
        Written.refusal(() -> Datasets.read(images), "2 examples but 3 labels");
        Written.refusal(() -> Datasets.read(labels), "holds labels, where images are expected");
        Path others = Written.file(folder, "other-images-idx3-ubyte", IMAGES);
        Written.refusal(() -> Datasets.read(images, others), "where labels on one axis are expected");

        Path cut = Written.file(folder, "cut-images-idx3-ubyte", Arrays.copyOf(IMAGES, IMAGES.length - 3));
        Written.refusal(() -> Datasets.read(cut, labels), "is cut short", "announces 8 bytes", "there are 5");
        Path header = Written.file(folder, "head-images-idx3-ubyte", Arrays.copyOf(IMAGES, 9));
        Written.refusal(() -> Datasets.read(header, labels), "is cut short inside its header");
        byte[] packed = Written.packed(IMAGES);
        Path gzip = Written.file(folder, "g-images-idx3-ubyte.gz", Arrays.copyOf(packed, packed.length - 12));
        Written.refusal(() -> Datasets.read(gzip, labels), "is cut short", "gzip");
        Path magic = Written.file(folder, "m-images-idx3-ubyte", "hello, world");
        Written.refusal(() -> Datasets.read(magic, labels), "68 65 6c 6c", "00 00 08");
        Path floats = Written.file(folder, "f-images-idx3-ubyte", new byte[] {0, 0, 13, 3, 0, 0, 0, 1});
        Written.refusal(() -> Datasets.read(floats, labels), "00 00 0d 03");
        Path none = Written.file(folder, "n-images-idx3-ubyte", Written.idx(new byte[0], 0, 28, 28));
        Written.refusal(() -> Datasets.read(none, labels), "is empty", "[0, 28, 28]");
        Path huge = Written.file(folder, "h-images-idx3-ubyte", Written.idx(new byte[4], 1 << 30, 1 << 30, 1 << 30));
        Written.refusal(() -> Datasets.read(huge, labels), "is cut short");
        Path unknown = Written.file(folder, "noise.bin", "noise");
        Written.refusal(() -> Datasets.read(unknown), "no format that is known", "IDX, NPY, NPZ, CSV");
        Path empty = Written.file(folder, "empty.bin", "");
        Written.refusal(() -> Datasets.read(empty), "is empty");
    }
}
