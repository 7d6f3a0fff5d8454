package io.jaspis.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Limits;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Spread;
import io.jaspis.bench.measure.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static Outcome outcome(String name, int threads, double seconds) {
        Spread spread = new Spread(seconds, seconds, seconds);
        return new Outcome(
                name,
                threads,
                Work.UNKNOWN,
                null,
                List.of(new Outcome.Standing(Case.JASPIS, spread, 15, 0, 0)),
                null,
                null,
                null);
    }

    private static Results results(String time, String peer, List<Integer> threads, Outcome... outcomes) {
        List<Limits> limits =
                threads.stream().map(count -> new Limits(count, 1, List.of())).toList();
        return new Results(
                "kernels",
                null,
                time,
                false,
                List.of(peer),
                new Machine("EPYC", 2, 0, "25", "SIMD 512", 16, null, limits),
                List.of(outcomes));
    }

    @Test
    void casesThatAreNotMeasuredStay() {
        Results before = results(
                "then",
                "PyTorch 1",
                List.of(1, 2),
                outcome("dense a", 1, 1),
                outcome("dense a", 2, 1),
                outcome("conv b", 1, 1));
        Results after = results("now", "PyTorch 2", List.of(2, 4), outcome("dense c", 2, 3), outcome("dense a", 2, 3));
        Results both = before.with(after);
        assertEquals(
                List.of(
                        outcome("dense a", 1, 1),
                        outcome("dense a", 2, 3),
                        outcome("conv b", 1, 1),
                        outcome("dense c", 2, 3)),
                both.outcomes());
        assertEquals("now", both.time());
        assertEquals(List.of("PyTorch 1", "PyTorch 2"), both.peers());
        assertEquals(1, both.machine().limits(1).threads());
        assertEquals(4, both.machine().limits(4).threads());
        assertEquals(both, Results.of(both.text()));
    }

    /** What isn't a whole suite that was measured has files of its own. */
    @Test
    void noPartAndNoQuickLookTakesThePlaceOfAWholeRun(@TempDir Path folder) throws IOException {
        Results whole = results("now", "PyTorch 2", List.of(2), outcome("dense a", 2, 1));
        Results quick = new Results(
                "kernels", "opencl:1", "now", true, List.of(), whole.machine(), List.of(outcome("dense a", 2, 1)));
        assertEquals("kernels", whole.stem(false));
        assertEquals("kernels-part", whole.stem(true));
        assertEquals("kernels-opencl-1-quick", quick.stem(false));
        assertEquals("kernels-opencl-1-quick", quick.stem(true));
        Path file = whole.write(folder, false);
        String before = Files.readString(file);
        Results part = results("later", "PyTorch 2", List.of(2), outcome("dense b", 2, 1));
        assertEquals(part, Results.read(part.write(folder, true)));
        assertEquals(before, Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("kernels-part.html", "kernels-part.json", "kernels.html", "kernels.json"),
                    files.map(each -> each.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aFileOfSomethingElseIsRefusedWithWhatToDo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("baseline-kernels.json");
        for (String text : List.of("", "{", "null", "[]", "{}", "{\"suite\": 7}", "no JSON")) {
            Files.writeString(file, text);
            String told = assertThrows(InputException.class, () -> Results.read(file), text)
                    .getMessage();
            assertTrue(told.startsWith(file + " is no file of results: "), told);
            assertTrue(told.endsWith("; write it anew with --baseline, or move it away"), told);
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertTrue(assertThrows(InputException.class, () -> Results.read(file))
                .getMessage()
                .contains("it is no text in UTF-8"));
    }
}
