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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of {@code jaspis train} stand on: small runs, on 60 examples of three classes, to {@code m.onnx} in a folder. */
abstract class TrainingTrial {
    static final String NETWORK = "flatten, dense 6, relu, dense 3";

    @TempDir
    Path folder;

    Path data;

    @BeforeEach
    void writeExamples() throws IOException {
        data = Commands.data(folder, Onnx.read(Commands.model(folder)), 60);
    }

    Commands.Ending train(Object... more) {
        return Commands.run(words(more));
    }

    /** The words of a command that trains. */
    Object[] words(Object... more) {
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
        return with(words, more);
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
