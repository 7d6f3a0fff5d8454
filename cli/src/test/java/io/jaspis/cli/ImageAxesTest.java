package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on images of a number of channels that no gray or coloured picture has. */
class ImageAxesTest {
    private static final String CONVOLVED = "conv 2 2, relu, flatten, dense 2";
    private static final String DENSE = "flatten, dense 2";

    @TempDir
    Path folder;

    private Commands.Ending train(Shape image, String network, Object... more) throws IOException {
        Tensor images = Tensor.zeros(Shape.of(6).then(image));
        for (int i = 0; i < images.data().length; i++) {
            images.data()[i] = i % 7 / 7f;
        }
        Path data = folder.resolve("images.npz");
        Commands.write(data, images, 0, 1, 0, 1, 0, 1);
        List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--network", network));
        words.addAll(List.of("--batch", 2, "--epochs", 2, "--out", folder.resolve("m.onnx")));
        words.addAll(List.of(more));
        return Commands.run(words.toArray());
    }

    private void refused(String words, Shape image, String network, Object... more) throws IOException {
        Commands.Ending ending = train(image, network, more);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains(words), ending::err);
        assertFalse(Files.exists(folder.resolve("m.onnx")));
    }

    private String trained(Shape image, String network, Object... more) throws IOException {
        Commands.Ending ending = train(image, network, more);
        assertEquals(ExitCode.OK, ending.code(), ending.err());
        return ending.out();
    }

    /** A flip would reverse the channels of each pixel. */
    @Test
    void channelsThatSeemToBeLastAreRefusedWithWhatToSave() throws IOException {
        String read =
                "has the shape [8, 8, 4], which looks like [height, width, channels], but is read as 8 channels of 8 × 4 pixels";
        refused(read, Shape.of(8, 8, 4), DENSE, "--flip");
        refused("--shift and --cutout", Shape.of(8, 8, 4), DENSE, "--shift", 1, "--cutout", 2);
        refused("the layers of --network: an example of images.npz", Shape.of(8, 8, 4), CONVOLVED);
        refused("[count, 4, 8, 8], such as by numpy.moveaxis(x, -1, 1)", Shape.of(8, 8, 4), "norm, " + DENSE);
        refused("looks like", Shape.of(8, 6, 2), DENSE, "--flip");
        refused("looks like", Shape.of(4, 4, 16), CONVOLVED);
    }

    @Test
    void channelsThatSeemToBeFirstAreTaken() throws IOException {
        String told = "are taken for images of 4 channels of 8 × 8 pixels (--flip)";
        assertTrue(trained(Shape.of(4, 8, 8), DENSE, "--flip").contains(told));
        told = "of the shape [16, 4, 4] are taken for images of 16 channels of 4 × 4 pixels (the layers of --network)";
        assertTrue(trained(Shape.of(16, 4, 4), CONVOLVED).contains(told));
        assertTrue(trained(Shape.of(2, 6, 8), DENSE, "--flip").contains("2 channels of 6 × 8 pixels"));
    }

    @Test
    void whereNothingGoesByThemOrTheyAreKnownNothingIsTold() throws IOException {
        assertFalse(trained(Shape.of(8, 8, 4), DENSE).contains("channels of"));
        assertFalse(trained(Shape.of(8, 8, 3), CONVOLVED, "--flip").contains("channels of"));
        assertFalse(trained(Shape.of(1, 8, 8), CONVOLVED, "--flip").contains("channels of"));
        assertFalse(trained(Shape.of(8, 8), CONVOLVED, "--flip").contains("channels of"));
    }
}
