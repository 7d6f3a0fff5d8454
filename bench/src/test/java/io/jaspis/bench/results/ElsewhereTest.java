package io.jaspis.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElsewhereTest {
    private static final String FIGURES = """
            {"entrant": "PyTorch", "version": "2.9", "device": "a GPU", "copyBytesPerSecond": 1e12,
             "seconds": {"dense a": {"lower": %s, "median": 2e-9, "upper": %s}}}
            """;

    @TempDir
    private Path folder;

    private Elsewhere read(String text) throws IOException {
        return Elsewhere.read(Files.writeString(folder.resolve("torch.json"), text));
    }

    @Test
    void figuresAreThoseOfTheirCases() throws IOException {
        Elsewhere read = read(FIGURES.formatted("1e-9", "3e-9"));
        assertTrue(read.has("dense a"));
        assertFalse(read.has("dense b"));
        assertEquals("PyTorch 2.9 on a GPU, in a process of its own", read.toString());
    }

    @Test
    void whatIsNoTimeIsRefused() {
        for (String text : List.of(
                FIGURES.formatted("-1e-9", "3e-9"),
                FIGURES.formatted("0", "3e-9"),
                FIGURES.formatted("3e-9", "3e-9"),
                FIGURES.formatted("1e-9", "1e-9"),
                FIGURES.formatted("1e-9", "1e999"))) {
            String told =
                    assertThrows(InputException.class, () -> read(text), text).getMessage();
            assertTrue(
                    told.contains("torch.json is no file of figures: the seconds of 'dense a' must be above 0"), told);
        }
    }

    @Test
    void whatIsNoFileOfFiguresIsRefused() {
        for (String text : List.of("", "{", "null", "{}", "{\"entrant\": \"PyTorch\", \"seconds\": 3}")) {
            String told =
                    assertThrows(InputException.class, () -> read(text), text).getMessage();
            assertTrue(told.contains("torch.json is no file of figures: "), told);
            assertTrue(told.endsWith("; give one that gpu_torch.py wrote, or leave out --join"), told);
        }
    }
}
