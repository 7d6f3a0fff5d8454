package io.jaspis.bench.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @TempDir
    private Path folder;

    private static Run run(String setting, double seconds) {
        return new Run(setting, "clean", "", 1, "0123456789ab", seconds, Map.of(Run.CLEAN, 0.5), "");
    }

    @Test
    void twoBenchesWithOneTableKeepEachOthersRuns() throws Exception {
        Path table = folder.resolve("runs.csv");
        Results one = Results.of(table);
        Results other = Results.of(table);
        one.add(run("a", 1));
        other.add(run("b", 1));
        one.add(run("c", 1));
        // Both had the same to do: who is done first stays.
        other.add(run("c", 2));
        assertEquals(List.of(run("a", 1), run("b", 1), run("c", 1)), Run.read(Files.readAllLines(table)));
    }
}
