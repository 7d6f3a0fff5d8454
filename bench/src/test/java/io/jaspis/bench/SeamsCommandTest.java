package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
    void refusesToMakeNoFiles() {
        assertEquals(2, BenchCommand.run("seams", "--files", "0", "--out", folder.toString()));
    }
}
