package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    private static final byte[] LABELS = Written.npy(1, "<i8", false, "(2,)", longs(1, 0));

    @TempDir
    Path folder;

    private static byte[] longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    private Path npz(Map<String, byte[]> arrays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return Written.file(folder, "a.npz", out.toByteArray());
    }

    @Test
    void bytesAreScaledAndChannelsMoveToTheFront() throws IOException {
        byte[] pixels = {0, 51, 102, -1, 1, 2, 3, 4, 5, 6, 7, 8};
        byte[] images = Written.npy(3, "|u1", false, "(2, 2, 1, 3)", pixels);
        Dataset data = Datasets.read(npz(Map.of("x_test", images, "y_test", LABELS, "x_train", images)));
        assertEquals(Shape.of(3, 2, 1), data.shape());
        assertArrayEquals(
                new float[] {0, 1, 0.2f, 1 / 255f, 0.4f, 2 / 255f},
                data.example(0).data());
        assertArrayEquals(new int[] {1, 0}, data.labels());
        Written.refusal(
                () -> Datasets.read(folder.resolve("a.npz"), null, Split.TRAIN),
                "the train split",
                "[x_test, x_train, y_test]");
    }

    /** Of x_train, y_train, x_test, y_test without names the first two were taken for any split. */
    @Test
    void moreThanTwoArraysWithoutNamesAreRefused() throws IOException {
        byte[] floats = Written.npy(1, "<f4", false, "(2, 1)", new byte[8]);
        Map<String, byte[]> arrays = Map.of("arr_0", floats, "arr_1", LABELS, "arr_2", floats, "arr_3", LABELS);
        Written.refusal(
                () -> Datasets.read(npz(arrays)),
                "[arr_0, arr_1, arr_2, arr_3]",
                "without names",
                "x_test=",
                "y_test=");
        Map<String, byte[]> named = new LinkedHashMap<>(arrays);
        named.putAll(Map.of("x_test", floats, "y_test", LABELS));
        assertEquals(2, Datasets.read(npz(named)).count());
    }

    private static byte[] doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    /** Float32 rounds 1.00000001 to 1, and makes 10^300 infinite. */
    @Test
    void numbersThatFloat32CutsShortAreNamed() throws IOException {
        byte[] floats = Written.npy(1, "<f8", false, "(2, 1)", doubles(1.00000001, 3));
        byte[] labels = Written.npy(1, "<f8", false, "(2,)", doubles(0, 1.00000001));
        Written.refusal(() -> Datasets.read(npz(Map.of("x", floats, "y", labels))), "1.00000001 at [1]", "whole");
        byte[] whole = Written.npy(1, "<f8", false, "(2,)", doubles(0, 1));
        assertEquals(2, Datasets.read(npz(Map.of("x", floats, "y", whole))).count());
        byte[] large = Written.npy(1, "<f8", false, "(2, 2)", doubles(0, 1, 1e300, 1));
        Written.refusal(
                () -> Datasets.read(npz(Map.of("x", large, "y", whole))), "1.0E300 at [1, 0]", "not finite as float32");
    }

    @Test
    void headersOfOtherTypesAndOfPython2() throws IOException {
        byte[] old = Written.npy(1, "<f4", false, "(2L, 1L)", new byte[8]);
        assertEquals(
                Shape.of(1), Datasets.read(npz(Map.of("x", old, "y", LABELS))).shape());
        byte[] times = Written.npy(1, "<M8[ns]", false, "(2, 1)", new byte[16]);
        Written.refusal(() -> Datasets.read(npz(Map.of("x", times, "y", LABELS))), "elements of type M8[ns]");
    }

    @Test
    void grayImagesGetTheirChannel() throws IOException {
        byte[] images = Written.npy(1, "|b1", false, "(2, 2, 1)", new byte[] {1, 0, 0, 1});
        Dataset data = Datasets.read(npz(Map.of("Images", images, "Labels", LABELS)));
        assertEquals(Shape.of(1, 2, 1), data.shape());
        assertArrayEquals(new float[] {0, 1}, data.example(1).data());
    }

    private List<String> notesOf(String type, boolean fortran, byte[] numbers) throws IOException {
        byte[] floats = Written.npy(1, type, fortran, "(2, 2)", numbers);
        return Datasets.read(npz(Map.of("x", floats, "y", LABELS))).notes();
    }

    @Test
    void wholeNumbersThatFloat32ChangesAreTold() throws IOException {
        byte[] times = longs(1, 1_700_000_001, 2, 1_700_000_002);
        for (String type : List.of("<i8", "<u8")) {
            assertEquals(
                    List.of(
                            "Warning: float32 changes 2 whole numbers: 1700000001 becomes 1700000000 at [0, 1]; numbers that"
                                    + " differ may become one, so subtract a start such as the least of them before saving"),
                    notesOf(type, false, times));
        }
        List<String> turned = notesOf("<i8", true, times);
        assertEquals(true, turned.getFirst().contains("1700000001 becomes 1700000000 at [1, 0]"), turned.toString());
        byte[] doubles = longs(
                Double.doubleToLongBits(0.1),
                Double.doubleToLongBits(16_777_217),
                Double.doubleToLongBits(16_777_216),
                Double.doubleToLongBits(1e30));
        assertEquals(1, notesOf("<f8", false, doubles).size());
        assertEquals(
                true,
                notesOf("<f8", false, doubles).getFirst().contains("16777217 becomes 16777216 at [0, 1]"),
                notesOf("<f8", false, doubles).toString());
        byte[] largest = longs(-1, 0, 0, 0);
        assertEquals(
                true,
                notesOf("<u8", false, largest).getFirst().contains("18446744073709551615 becomes 18446744073709551616"),
                notesOf("<u8", false, largest).toString());
        assertEquals(List.of(), notesOf("<i8", false, longs(1, -16_777_216, 1L << 40, 3)));
    }

    @Test
    void arraysWithoutNamesAreExamplesAndLabelsInThisOrder() throws IOException {
        byte[] floats = Written.npy(1, "<f4", false, "(2, 1)", new byte[] {0, 0, -128, 63, 0, 0, 0, 0});
        for (List<String> names : List.of(List.of("arr_0", "arr_1"), List.of("data", "target"))) {
            Dataset data = Datasets.read(npz(Map.of(names.getFirst(), floats, names.getLast(), LABELS)));
            assertArrayEquals(new float[] {1, 0}, data.examples().data());
            assertArrayEquals(new int[] {1, 0}, data.labels());
        }
        Path turned = npz(Map.of("arr_0", LABELS, "arr_1", floats));
        Written.refusal(() -> Datasets.read(turned), "a.npz");
    }

    @Test
    void labelsOfAnNpyFileAreFoundBeside() throws IOException {
        ByteBuffer doubles = ByteBuffer.allocate(32);
        doubles.asDoubleBuffer().put(new double[] {0.5, 1, -2, 3});
        Path images = Written.file(folder, "x_test.npy", Written.npy(2, ">f8", false, "(2, 2)", doubles.array()));
        Written.refusal(() -> Datasets.read(images), "labels of", "are missing", "y_test.npy");
        Written.file(folder, "y_test.npy", LABELS);
        Dataset data = Datasets.read(images);
        assertArrayEquals(new float[] {0.5f, 1, -2, 3}, data.examples().data());
        assertArrayEquals(new int[] {1, 0}, data.labels());
    }

    @Test
    void everyReadableType() throws IOException {
        byte[] zeros = new byte[16];
        zeros[0] = (byte) 0xff;
        for (String type :
                new String[] {"u1", "i1", "b1", "<u2", "<i2", "<f2", "<u4", "<i4", "<f4", "<u8", "<i8", "<f8"}) {
            float[] values =
                    Npy.parse(Written.npy(1, type, false, "(2,)", zeros), type).values();
            float expected = switch (type) {
                case "i1" -> -1;
                case "b1" -> 1;
                case "<f2" -> Float.float16ToFloat((short) 0xff);
                case "<f4" -> Float.intBitsToFloat(0xff);
                case "<f8" -> (float) Double.longBitsToDouble(0xff);
                default -> 255;
            };
            assertEquals(expected, values[0], type);
            assertEquals(0, values[1], type);
        }
    }

    @Test
    void refusals() throws IOException {
        byte[] floats = Written.npy(1, "<f4", false, "(2, 1)", new byte[] {0, 0, -64, 127, 0, 0, 0, 0});
        Path nan = npz(Map.of("x", floats, "y", LABELS));
        Written.refusal(() -> Datasets.read(nan), "value 0 of example 0", "is NaN");
        Path bytes = npz(Map.of("x", floats, "z", LABELS));
        Written.refusal(() -> Datasets.read(bytes), "its arrays are", "x and y");
        assertRefused(Arrays.copyOf(floats, floats.length - 1), "is cut short", "announces 8 bytes", "there are 7");
        assertRefused(Arrays.copyOf(floats, 40), "is cut short");
        assertRefused("no numpy array".getBytes(), "does not begin with the mark");
        assertRefused(Written.npy(4, "<f4", false, "(1,)", new byte[4]), "version 4");
        assertRefused(Written.npy(1, "<c8", false, "(1,)", new byte[8]), "type c8", "float32");
        assertRefused(Written.npy(1, "<f4", false, "(70000, 70000)", new byte[8]), "more elements");
        assertRefused(Written.npy(1, "<f4", false, "(-2, -2)", new byte[16]), "negative");
        assertRefused(Written.npy(1, "<f4", false, "(a,)", new byte[16]), "can't be read");
        Written.refusal(
                () -> Npy.parse(Written.npy(1, "<f4", false, "(0, 3)", new byte[0]), "a")
                        .tensor("a"),
                "is empty");
        byte[] oneHot = Written.npy(1, "|u1", false, "(2, 2)", new byte[4]);
        Path hot = npz(Map.of("x", floats, "y", oneHot));
        Written.refusal(() -> Datasets.read(hot), "array y has shape [2, 2]", "argmax");
        Path none = npz(Map.of());
        Written.refusal(() -> Datasets.read(none), "a.npz");
        Path fake = Written.file(folder, "fake.npz", "not a zip");
        Written.refusal(() -> Npz.read(fake), "does not begin like an NPZ file");
    }

    @Test
    void archiveWrittenToAPipeIsRead() throws IOException {
        byte[] floats = Written.npy(1, "<f4", false, "(2, 1)", new byte[] {0, 0, -128, 63, 0, 0, 0, 0});
        byte[] zip = Written.streamedZip(List.of("x.npy", "y.npy"), List.of(floats, LABELS));
        Dataset data = Datasets.read(Written.file(folder, "a.npz", zip));
        assertArrayEquals(new float[] {1, 0}, data.examples().data());
        assertArrayEquals(new int[] {1, 0}, data.labels());
        // What stands before or behind an archive is no part of it.
        byte[] longer = Arrays.copyOf(zip, zip.length + 7);
        assertEquals(
                2, Datasets.read(Written.file(folder, "longer.npz", longer)).count());
    }

    @Test
    void directoryOfMoreThan32BitsIsFollowed() throws IOException {
        byte[] zip = Written.streamedZip(List.of("weight.npy"), List.of(Npy.format(Tensor.scalar(7))));
        int end = zip.length - 22;
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = ByteBuffer.allocate(zip.length + 56 + 20).order(ByteOrder.LITTLE_ENDIAN);
        wide.put(zip, 0, end);
        wide.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(1).putLong(1);
        wide.putLong(bytes.getInt(end + 12)).putLong(bytes.getInt(end + 16));
        wide.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        wide.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
        Path file = Written.file(folder, "wide.npz", wide.array());
        assertEquals(7, Npz.read(file).get("weight").data()[0]);
    }

    @Test
    void damageAndDoubleNamesAreRefused() throws IOException {
        byte[] floats = Written.npy(1, "<f4", false, "(2, 1)", new byte[8]);
        byte[] twice = Written.streamedZip(List.of("x.npy", "y.npy", "x.npy"), List.of(floats, LABELS, floats));
        Path doubled = Written.file(folder, "twice.npz", twice);
        Written.refusal(() -> Datasets.read(doubled), "twice.npz", "two entries", "\"x.npy\"");
        Path capitals = Written.file(
                folder,
                "capitals.npz",
                Written.streamedZip(List.of("x.npy", "y.npy", "X.npy"), List.of(floats, LABELS, floats)));
        Written.refusal(() -> Datasets.read(capitals), "capitals.npz", "but for capitals");
        byte[] zip = Written.streamedZip(List.of("x.npy", "y.npy"), List.of(floats, LABELS));
        // Within the elements of x, behind its headers.
        zip[35 + floats.length - 3] ^= 4;
        Path flipped = Written.file(folder, "flipped.npz", zip);
        Written.refusal(() -> Datasets.read(flipped), "flipped.npz", "damaged", "checksum of \"x.npy\"");
    }

    @Test
    void cutFileIsRefused() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", Tensor.zeros(Shape.of(100)));
        Path file = folder.resolve("w.npz");
        Npz.write(file, tensors);
        byte[] whole = Files.readAllBytes(file);
        Path cut = Written.file(folder, "cut.npz", Arrays.copyOf(whole, 300));
        Written.refusal(() -> Npz.read(cut), "cut short");
    }

    @Test
    void failureLeavesTheEarlierFile() throws IOException {
        Path file = folder.resolve("w.npz");
        Npz.write(file, Map.of("weight", Tensor.scalar(1)));
        Map<String, Tensor> broken = new LinkedHashMap<>();
        broken.put("weight", Tensor.scalar(2));
        broken.put("missing", null);
        assertThrows(NullPointerException.class, () -> Npz.write(file, broken));
        assertEquals(1, Npz.read(file).get("weight").data()[0]);
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    private static void assertRefused(byte[] bytes, String... words) {
        Written.refusal(() -> Npy.parse(bytes, "array"), words);
    }
}
