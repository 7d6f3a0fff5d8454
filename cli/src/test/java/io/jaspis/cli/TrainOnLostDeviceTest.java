package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.training.LostDevice;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A device that is lost while a network is trained or measured: what it leaves is written, and told as it is. */
class TrainOnLostDeviceTest extends TrainingTrial {
    /** Of an epoch. */
    private static final int STEPS = 6;

    private static final int EPOCHS = 4;

    /** Trains on a device that is lost after so many runs. */
    private Commands.Ending lostAfter(int runs, Object... more) {
        Commands.Ending ending = Commands.on(new LostDevice(runs), words(more));
        assertEquals(ExitCode.DEVICE, ending.code(), ending.err());
        assertTrue(ending.err().contains("jaspis: the device is lost"), ending.err());
        return ending;
    }

    @Test
    void theEpochsBeforeAreWritten() throws IOException {
        Commands.Ending ending = lostAfter(3 * STEPS + 2);
        assertTrue(ending.err().contains("m.onnx has the weights after epoch 3, the last before"), ending.err());
        assertTrue(ending.err().contains("this run can't be gone on with; one that can is begun by: "), ending.err());
        Onnx.read(folder.resolve("m.onnx"));
        assertEquals(1 + 3, Files.readAllLines(folder.resolve("m.csv")).size());
    }

    @Test
    void aCheckpointIsToldWhereThereIsOneAndWhereThereIsNotYet() {
        Path checkpoint = folder.resolve("run.npz");
        Commands.Ending early = lostAfter(2, "--checkpoint", checkpoint);
        assertTrue(early.err().contains("no epoch was finished, so no model is written"), early.err());
        assertTrue(
                early.err().contains("run.npz has no epoch: the same command begins anew, on any device: "),
                early.err());
        assertFalse(early.err().contains("one that can is begun by"), early.err());
        assertFalse(Files.exists(folder.resolve("m.onnx")));
        Commands.Ending late = lostAfter(2 * STEPS + 2, "--checkpoint", checkpoint);
        assertTrue(
                late.err()
                        .contains(
                                "run.npz has the epochs that were finished: the same command goes on from there, on any"
                                        + " device: "),
                late.err());
        assertTrue(late.err().contains("m.onnx has the weights after epoch 2"), late.err());
    }

    private Set<String> results() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("m(-\\d+)?\\..*"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aRunThatGoesOnHasTheFilesThatItHad() throws IOException {
        Path checkpoint = folder.resolve("run.npz");
        for (int epoch = 1; epoch <= 3; epoch++) {
            Commands.Ending ending = lostAfter(STEPS + 2, "--checkpoint", checkpoint);
            assertTrue(ending.err().contains("m.onnx has the weights after epoch " + epoch), ending.err());
            assertEquals(Set.of("m.onnx", "m.csv", "m.html"), results());
            assertEquals(1 + epoch, Files.readAllLines(folder.resolve("m.csv")).size());
        }
    }

    /** They have a number as long as those of another run have the name. */
    @Test
    void aRunThatGoesOnBesideAnotherHasTheFilesThatItHad() throws IOException {
        Path checkpoint = folder.resolve("run.npz");
        assertEquals(ExitCode.OK, train("--seed", 2).code());
        byte[] other = Files.readAllBytes(folder.resolve("m.onnx"));
        for (int epoch = 1; epoch <= 3; epoch++) {
            Commands.Ending ending = lostAfter(STEPS + 2, "--checkpoint", checkpoint);
            assertTrue(ending.err().contains("m-2.onnx has the weights after epoch " + epoch), ending.err());
            assertEquals(Set.of("m.onnx", "m.csv", "m.html", "m-2.onnx", "m-2.csv", "m-2.html"), results());
            assertEquals(
                    1 + epoch, Files.readAllLines(folder.resolve("m-2.csv")).size());
        }
        assertArrayEquals(other, Files.readAllBytes(folder.resolve("m.onnx")));
        assertEquals(ExitCode.OK, train("--checkpoint", checkpoint).code());
        assertEquals(Set.of("m.onnx", "m.csv", "m.html"), results());
        assertEquals(1 + EPOCHS, Files.readAllLines(folder.resolve("m.csv")).size());
    }

    /** All that is left to do then is to measure. */
    @Test
    void aFinishedNetworkIsNotLost() throws IOException {
        assertEquals(ExitCode.OK, train().code());
        byte[] whole = Files.readAllBytes(folder.resolve("m.onnx"));
        Files.delete(folder.resolve("m.onnx"));
        Commands.Ending ending = lostAfter(EPOCHS * STEPS);
        assertArrayEquals(whole, Files.readAllBytes(folder.resolve("m.onnx")));
        assertEquals(1 + EPOCHS, Files.readAllLines(folder.resolve("m.csv")).size());
        assertTrue(ending.out().contains("Metrics: "), ending.out());
        assertTrue(
                ending.err()
                        .contains("not all was measured on the test examples; " + folder.resolve("m.onnx")
                                + " has the model"),
                ending.err());
        assertFalse(ending.err().contains("no epoch"), ending.err());
    }
}
