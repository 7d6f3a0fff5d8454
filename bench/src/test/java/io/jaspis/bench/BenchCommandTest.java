package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Pace;
import io.jaspis.bench.results.Results;
import io.jaspis.bench.suites.Suite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void findTheData() {
        System.setProperty("jaspis.home", System.getProperty("jaspis.root", ".."));
    }

    @Test
    void everyCaseOfEverySuiteRunsWithoutPeers() throws Exception {
        // Whole runs are of ./jaspis, which waits for the build that these tests are part of. Of the attacks that go on
        // until they are stopped, after a second, 'cw' stands for all.
        int code = BenchCommand.run(
                "--quick",
                "--threads",
                "1",
                "--peers",
                "none",
                "--filter",
                "^(?!run |attack (max|cw-|jsma|autoattack$|autoattack-p))",
                "--out",
                folder.toString());
        for (Suite suite : Suite.values()) {
            Results results = Results.read(folder.resolve(suite.word() + ".json"));
            assertFalse(results.outcomes().isEmpty(), suite.word());
            for (Outcome outcome : results.outcomes()) {
                assertNull(outcome.failure(), outcome.name());
                assertTrue(outcome.standings().getFirst().seconds().median() > 0, outcome.name());
            }
            String page = Files.readString(folder.resolve(suite.word() + ".html"));
            assertTrue(page.endsWith("</body></html>\n"));
        }
        assertEquals(0, code);
    }

    @Test
    void kernelsAgreeWithOnnxRuntime() throws Exception {
        int code = BenchCommand.run(
                "--quick",
                "--threads",
                "1",
                "--peers",
                "onnxruntime",
                "--suite",
                "kernels",
                "--filter",
                "16384|64×64·|conv .*3→32|1×1024",
                "--out",
                folder.toString());
        assertEquals(0, code);
        assertTrue(Results.read(folder.resolve("kernels.json")).means().size() >= 3);
    }

    private int baseline(String filter) {
        return BenchCommand.run(
                Pace.QUICK,
                0.1,
                "--suite",
                "kernels",
                "--peers",
                "none",
                "--threads",
                "1",
                "--baseline",
                "--filter",
                filter,
                "--out",
                folder.toString());
    }

    @Test
    void aBaselineKeepsWhatIsNotMeasured() throws Exception {
        Path file = folder.resolve("baseline-kernels.json");
        assertEquals(0, baseline("^dense 1×256·256×10"));
        List<String> first = names(Results.read(file));
        assertEquals(0, baseline("^softmax none such"));
        assertEquals(first, names(Results.read(file)));
        assertEquals(1, Results.read(file).machine().limits().size());
        // The machine isn't measured where no case is held to what it can do.
        Machine unmeasured = Results.read(folder.resolve("kernels.json")).machine();
        assertEquals(List.of(), unmeasured.limits());
        assertFalse(Files.readString(folder.resolve("kernels.html")).contains("What this machine can do"));
        assertEquals(0, baseline("^reduction sum of rows 64×"));
        List<String> both = names(Results.read(file));
        assertEquals(first, both.subList(0, first.size()));
        assertTrue(!first.isEmpty() && both.size() > first.size(), both::toString);
        // Cases of two processors can't stand beside each other.
        Results elsewhere = Results.read(file);
        String text = elsewhere.text().replace(elsewhere.machine().processor(), "another processor");
        Files.writeString(file, text);
        assertEquals(2, baseline("^reduction sum of rows 64×"));
        assertEquals(text, Files.readString(file));
    }

    private static List<String> names(Results results) {
        return results.outcomes().stream().map(Outcome::name).toList();
    }
}
