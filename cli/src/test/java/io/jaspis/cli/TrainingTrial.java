package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Small runs of {@code jaspis train}, on 60 examples of three classes, to {@code m.onnx} in a folder.
 *
 * @param data the examples
 */
record TrainingTrial(Path folder, Path data) {
    static final String NETWORK = "flatten, dense 6, relu, dense 3";

    /** Writes the examples into the folder. */
    static TrainingTrial in(Path folder) throws IOException {
        return new TrainingTrial(folder, Commands.data(folder, Onnx.read(Commands.model(folder)), 60));
    }

    Commands.Ending train(Object... more) {
        Object[] words = {
            "train",
            "--data",
            data,
            "--test",
            data,
            "--network",
            NETWORK,
            "--batch",
            10,
            "--epochs",
            4,
            "--out",
            folder.resolve("m.onnx")
        };
        return Commands.run(with(words, more));
    }

    /** Trains, which is to be refused with these words before there is a model. */
    void refused(String expected, Object... more) {
        Commands.Ending ending = train(more);
        assertEquals(ExitCode.BAD_INPUT, ending.code(), ending.err());
        assertTrue(ending.err().contains(expected), () -> "'" + expected + "' is not in: " + ending.err());
        assertFalse(Files.exists(folder.resolve("m.onnx")));
    }

    static Object[] with(Object[] words, Object... more) {
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }
}
