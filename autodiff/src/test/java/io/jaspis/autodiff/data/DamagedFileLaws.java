package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class DamagedFileLaws {
    private static final Map<String, byte[]> WHOLE = new LinkedHashMap<>();
    private static Path folder;

    @BeforeContainer
    static void writeWholeFiles() throws IOException {
        folder = Files.createTempDirectory("damaged");
        byte[] labels = Written.idx(new byte[] {1, 0}, 2);
        Files.write(folder.resolve("labels"), labels);
        WHOLE.put("a.npy", Npy.format(Tensor.zeros(Shape.of(2, 3))));
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("x", Tensor.zeros(Shape.of(2, 3)));
        arrays.put("y", Tensor.zeros(Shape.of(2)));
        Npz.write(folder.resolve("whole.npz"), arrays);
        WHOLE.put("a.npz", Files.readAllBytes(folder.resolve("whole.npz")));
        WHOLE.put("a-images-idx3-ubyte", Written.idx(new byte[12], 2, 2, 3));
        WHOLE.put("b-images-idx3-ubyte.gz", Written.packed(Written.idx(new byte[12], 2, 2, 3)));
        WHOLE.put("a.csv", "a,b,label\n0.5,1,0\n2,3,1\n".getBytes(StandardCharsets.UTF_8));
        for (String format : new String[] {"png", "jpeg"}) {
            ByteArrayOutputStream image = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB), format, image);
            WHOLE.put("images/class/a." + format, image.toByteArray());
        }
    }

    @AfterContainer
    static void deleteFiles() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 1500)
    @Label("a file with some bytes changed, cut off or added is read or refused with a message, nothing else")
    void damageIsReadOrRefused(
            @ForAll @IntRange(max = 6) int which, @ForAll long seed, @ForAll @IntRange(max = 5) int changes)
            throws IOException {
        Random random = new Random(seed);
        String name = WHOLE.keySet().toArray(String[]::new)[which];
        byte[] bytes = WHOLE.get(name).clone();
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 9) : bytes.length;
        Path file = Written.file(folder, name, Arrays.copyOf(bytes, length));
        boolean image = name.startsWith("images");
        try {
            Dataset data = image
                    ? Datasets.read(folder.resolve("images"))
                    : Datasets.read(file, name.equals("a.npz") ? null : folder.resolve("labels"));
            assertTrue(data.count() > 0);
        } catch (DataException refused) {
            assertTrue(refused.getMessage().contains(file.getFileName().toString()), refused.getMessage());
        } finally {
            Files.delete(file);
        }
    }
}
