package io.jaspis.autodiff.data;

import static io.jaspis.autodiff.data.Written.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the hash of a data set hangs on. */
class FingerprintTest {
    private static final byte[] LABELS = "1\n0\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    /**
     * Files of data and of labels.
     *
     * @param alike what both can be called
     * @param others what the labels are called otherwise
     */
    private record Pair(String alike, byte[] examples, String others, byte[] labels) {
        @Override
        public String toString() {
            return alike;
        }
    }

    private static Stream<Pair> pairs() throws IOException {
        byte[] arrays;
        Path npz = Files.createTempFile("arrays", ".npz");
        try {
            Npz.write(npz, Map.of("x", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4)));
            arrays = Files.readAllBytes(npz);
        } finally {
            Files.delete(npz);
        }
        return Stream.of(
                new Pair(
                        "test.npy",
                        Npy.format(Tensor.of(Shape.of(2, 2), 1, 2, 3, 4)),
                        "labels.npy",
                        Npy.format(Tensor.of(Shape.of(2), 1, 0))),
                new Pair("test.npz", arrays, "labels.csv", LABELS),
                new Pair(
                        "test-idx",
                        Written.idx(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2),
                        "labels-idx",
                        Written.idx(new byte[] {1, 0}, 2)),
                new Pair("test.csv", "a,b\n0.5,1\n2,3\n".getBytes(StandardCharsets.UTF_8), "labels.csv", LABELS));
    }

    private static String sha256(Path data, Path labels) throws IOException {
        return Datasets.read(data, labels).sha256();
    }

    /** Every byte of either file that can be another counts, whatever the files are called. */
    @ParameterizedTest
    @MethodSource("pairs")
    void everyByteCounts(Pair pair) throws IOException {
        Path data = file(folder, "data/" + pair.alike(), pair.examples());
        for (String name : List.of(pair.alike(), pair.others())) {
            Path labels = file(folder, "labels/" + name, pair.labels());
            String whole = sha256(data, labels);
            for (Path changed : List.of(data, labels)) {
                byte[] bytes = Files.readAllBytes(changed);
                int read = 0;
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] ^= 1;
                    Files.write(changed, bytes);
                    try {
                        assertNotEquals(whole, sha256(data, labels), "byte " + i + " of " + changed);
                        read++;
                    } catch (DataException refused) {
                        // Nothing is read, and nothing hashed.
                    }
                    bytes[i] ^= 1;
                }
                assertTrue(
                        read > 0 || pair.alike().endsWith(".npz"), () -> "no other content of " + changed + " is read");
                Files.write(changed, bytes);
            }
            assertEquals(whole, sha256(data, labels));
        }
    }

    /** What sha256sum prints of both; of files that are called alike the labels are those in a folder. */
    @ParameterizedTest
    @MethodSource("pairs")
    void theHashIsThatOfWhatSha256sumPrints(Pair pair) throws IOException {
        Path data = file(folder, "data/" + pair.alike(), pair.examples());
        Path alike = file(folder, "others/" + pair.alike(), pair.labels());
        Path others = file(folder, "others/" + pair.others(), pair.labels());
        String examplesLine = Fingerprint.of(pair.examples()) + "  " + pair.alike() + "\n";
        String labelsHash = Fingerprint.of(pair.labels());
        String first = labelsHash + "  labels/" + pair.alike() + "\n";
        assertEquals(hash(first + examplesLine), sha256(data, alike));
        assertEquals(hash(labelsHash + "  " + pair.others() + "\n" + examplesLine), sha256(data, others));
    }

    private static String hash(String text) {
        return Fingerprint.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy is made of the very table that was read, and of no other. */
    @Test
    void aTableAndItsLabelsMayHaveOneName() throws IOException {
        Path data = file(folder, "data/test.csv", "a,b\n0.5,1\n2,3\n");
        Path labels = file(folder, "labels/test.csv", LABELS);
        Dataset dataset = Datasets.read(data, labels);
        TableCopy.of(data, labels, dataset, Selection.all(dataset));
        file(folder, "data/test.csv", "a,b\n0.5,1\n2,4\n");
        Written.refusal(
                () -> TableCopy.of(data, labels, dataset, Selection.all(dataset)), "was changed while it was in use");
    }

    /** A picture that is called as the table that names it. */
    @Test
    void aTableOfPicturesMayHaveTheNameOfOne() throws IOException {
        Path table = file(folder, "tables/a.png", "file,label\na.png,0\nb.png,1\n");
        List<String> hashes = new ArrayList<>();
        for (int shade : new int[] {1, 2}) {
            for (String name : List.of("a.png", "b.png")) {
                BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setSample(0, 0, 0, name.equals("a.png") ? shade : 0);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ImageIO.write(image, "png", bytes);
                file(folder, "pictures/" + name, bytes.toByteArray());
            }
            hashes.add(sha256(folder.resolve("pictures"), table));
        }
        assertNotEquals(hashes.getFirst(), hashes.getLast());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theDataAreNotTheirOwnLabels(Pair pair) throws IOException {
        Path data = file(folder, pair.alike(), pair.examples());
        Path link = Files.createSymbolicLink(folder.resolve("link"), data);
        for (Path labels : List.of(data, link)) {
            Written.refusal(
                    () -> Datasets.read(data, labels),
                    labels + " is the file of the data itself",
                    "leave --labels out");
        }
    }
}
