package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeamsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void writesItsCountsAndTellsByItsExitCodeWhetherTheLawHolds() throws Exception {
        int code = BenchCommand.run("seams", "--files", "20", "--seed", "5", "--out", folder.toString());
        String counts = Files.readString(folder.resolve("seams-5.json"));
        assertTrue(counts.contains("\"done\" : 20"), counts);
        assertEquals(counts.contains("\"violations\" : { }") ? 0 : 1, code, counts);
    }

    @Test
    void refusesToMakeNoFiles() {
        assertEquals(2, BenchCommand.run("seams", "--files", "0", "--out", folder.toString()));
    }
}
