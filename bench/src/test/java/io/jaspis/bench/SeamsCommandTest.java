package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeamsCommandTest {
    private static final String NONE = "\"violations\" : { }";

    @TempDir
    private Path folder;

    private int run() {
        return BenchCommand.run("seams", "--files", "6", "--seed", "5", "--out", folder.toString());
    }

    @Test
    void writesItsCountsAndTellsByItsExitCodeWhetherTheLawHolds() throws Exception {
        int code = run();
        Path file = folder.resolve("seams-5.json");
        String counts = Files.readString(file);
        assertTrue(counts.contains("\"done\" : 6"), counts);
        assertTrue(counts.contains(NONE), counts);
        assertEquals(0, code);
        // A run that goes on where one was that found a violation; this one has no file of its own.
        Files.writeString(file, counts.replace(NONE, "\"violations\" : { \"OUTSIDE_BOUNDS\" : 1 }"));
        assertEquals(1, run());
    }

    @Test
    void refusesNumbersOfFilesAndSeedsThatThereAreNot() {
        for (String files : List.of("0", "1000000001")) {
            assertEquals(2, BenchCommand.run("seams", "--files", files, "--out", folder.toString()));
        }
        for (String seed : List.of("9300000000", "-9300000000", Long.toString(Long.MIN_VALUE))) {
            assertEquals(2, BenchCommand.run("seams", "--files", "1", "--seed", seed, "--out", folder.toString()));
        }
    }

    @Test
    void countsThatCannotBeGoneOnWithAreRefusedAndStay() throws Exception {
        Path file = folder.resolve("seams-5.json");
        for (String text : List.of("{", "null", "{}", "{ \"seed\" : 6, \"refused\" : { }, \"violations\" : { } }")) {
            Files.writeString(file, text);
            assertEquals(2, run(), text);
            assertEquals(text, Files.readString(file));
        }
    }
}
