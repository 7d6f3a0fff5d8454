package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of IDX, which stay bytes until they are asked for. */
class BytesTest {
    private static final int COUNT = 4;
    private static final int SIZE = 64;

    @TempDir
    Path folder;

    /** Each byte that there is, once. */
    private static byte[] all() {
        byte[] bytes = new byte[COUNT * SIZE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (37 * i);
        }
        return bytes;
    }

    private static float[] fractions() {
        byte[] bytes = all();
        float[] fractions = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            fractions[i] = (bytes[i] & 0xff) / 255f;
        }
        return fractions;
    }

    private static float[] fractions(int index) {
        return Arrays.copyOfRange(fractions(), index * SIZE, (index + 1) * SIZE);
    }

    private Dataset opened() throws IOException {
        Path images = Written.file(folder, "t10k-images-idx3-ubyte", Written.idx(all(), COUNT, 8, 8));
        Written.file(folder, "t10k-labels-idx1-ubyte", Written.idx(new byte[] {0, 1, 2, 1}, COUNT));
        return Datasets.open(images, null, Split.TEST, null, Columns.DETECTED);
    }

    @Test
    void eachByteIsDividedBy255() {
        byte[] behind = new byte[5 + COUNT * SIZE];
        System.arraycopy(all(), 0, behind, 5, COUNT * SIZE);
        Values.Bytes bytes = new Values.Bytes(behind, 5, SIZE);
        float[] copied = new float[1 + SIZE];
        bytes.copy(2, copied, 1);
        assertEquals(0, copied[0]);
        assertArrayEquals(fractions(2), Arrays.copyOfRange(copied, 1, copied.length));
        assertTrue(bytes.holds(0));
    }

    private static float[] whole(int index) {
        float[] bytes = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = all()[index * SIZE + i] & 0xff;
        }
        return bytes;
    }

    /** For a model that takes whole numbers they are given as they were. */
    @Test
    void fractionsAreBytesAgain() throws IOException {
        Dataset fractions = opened();
        assertTrue(fractions.isOfFractions());
        for (Dataset data : List.of(fractions, fractions.loaded())) {
            Dataset bytes = data.asBytes();
            assertTrue(bytes.isOfBytes() && !bytes.isOfFractions());
            assertArrayEquals(whole(3), bytes.example(3).data());
            assertArrayEquals(whole(1), bytes.subset(3, 1).example(1).data());
            assertArrayEquals(whole(1), data.subset(3, 1).asBytes().example(1).data());
            assertArrayEquals(
                    whole(2),
                    data.arrangedFor(Shape.of(SIZE))
                            .asBytes()
                            .loaded()
                            .example(2)
                            .data());
            Dataset part = data.loaded(new Selection(List.of(2), "")).asBytes();
            assertArrayEquals(whole(2), part.example(2).data());
            assertFalse(part.holds(1));
            assertArrayEquals(fractions(3), bytes.image(bytes.example(3).data()));
            assertEquals(fractions.sha256(), bytes.sha256());
            assertSame(bytes, bytes.asBytes());
        }
        Dataset numbers = Dataset.of("numbers", Tensor.of(Shape.of(1, 2), 1, 200), 0);
        assertSame(numbers, numbers.asBytes());
    }

    @Test
    void howeverTheyAreAskedFor() throws IOException {
        Dataset data = opened();
        assertEquals(Shape.of(1, 8, 8), data.shape());
        assertEquals(COUNT, data.count());
        assertArrayEquals(fractions(3), data.example(3).data());
        assertArrayEquals(fractions(), data.examples().data());
        assertArrayEquals(fractions(), data.loaded().examples().data());
        assertArrayEquals(fractions(1), data.subset(3, 1).example(1).data());
        assertArrayEquals(fractions(1), data.subset(3, 1).loaded().example(1).data());
        Dataset row = data.arrangedFor(Shape.of(SIZE)).loaded(new Selection(List.of(2), ""));
        assertArrayEquals(fractions(2), row.example(2).data());
        assertTrue(row.holds(2));
        assertFalse(row.holds(1));
    }

    @Test
    void theyAreTheSameExamplesAsNumbers() throws IOException {
        Dataset data = opened();
        Dataset numbers = Dataset.of("numbers", Tensor.of(Shape.of(COUNT, 1, 8, 8), fractions()), 0, 1, 2, 1);
        assertTrue(data.isSameAs(numbers));
        assertTrue(numbers.isSameAs(data));
        assertTrue(data.isSameAs(opened()));
        assertTrue(data.subset(1, 2).isSameAs(numbers.subset(1, 2)));
        float[] others = fractions();
        others[100] = others[100] > 0 ? 0 : 1;
        assertFalse(data.isSameAs(Dataset.of("others", Tensor.of(Shape.of(COUNT, 1, 8, 8), others), 0, 1, 2, 1)));
        assertFalse(data.subset(1, 3).isSameAs(numbers.subset(3, 1)));
    }
}
