package io.jaspis.bench.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    /** n votes of n have a probability of α^(1/n) or more with confidence 1 − α, whose radius is σ·Φ⁻¹ of it. */
    @Test
    void noRadiusBeyondWhatAllVotesProveIsKnown() {
        assertEquals(0.79964, Trial.largestRadius(0.25, 10_000), 1e-5);
        assertEquals(0.95286, Trial.largestRadius(0.25, 100_000), 1e-5);
        assertEquals(2 * Trial.largestRadius(0.25, 10_000), Trial.largestRadius(0.5, 10_000), 1e-9);
        assertEquals(0, Trial.largestRadius(0.25, 1));
    }

    @Test
    void theTableThatIsKeptHasNoShareOfSuchARadius() throws Exception {
        Path table = Path.of(System.getProperty("jaspis.root", ".."), "bench", "results", "training.csv");
        List<Run> smoothed = Run.read(Files.readAllLines(table)).stream()
                .filter(run -> run.figures().containsKey(Run.at(0)))
                .toList();
        assertTrue(smoothed.size() >= 7);
        for (Run run : smoothed) {
            assertTrue(run.setting().endsWith("-0.25"), run::setting);
            assertEquals(
                    Run.RADII.stream()
                            .filter(radius -> radius <= Trial.largestRadius(0.25, 10_000))
                            .toList(),
                    Run.RADII.stream()
                            .filter(radius -> run.figures().containsKey(Run.at(radius)))
                            .toList());
        }
    }
}
