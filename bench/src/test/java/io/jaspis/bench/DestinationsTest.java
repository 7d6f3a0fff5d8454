package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationsTest {
    @TempDir
    private Path folder;

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    @Test
    void aFolderIsMadeAndNothingIsLeftInIt() throws IOException {
        Destinations.requireFolder("--out", folder.resolve("a"));
        Destinations.requireFolder("--out", folder.resolve("a"));
        Destinations.requireFile("--out", folder.resolve("table.csv"));
        assertEquals(List.of(folder.resolve("a")), entries());
    }

    @Test
    void whatCannotBeWrittenIsToldByItsOption() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "kept");
        for (Path wrong : List.of(file, file.resolve("in"))) {
            String told = assertThrows(InputException.class, () -> Destinations.requireFolder("--out", wrong))
                    .getMessage();
            assertTrue(told.startsWith("--out: " + wrong + " "), told);
        }
        String told = assertThrows(InputException.class, () -> Destinations.requireFile("--out", folder))
                .getMessage();
        assertEquals("--out: " + folder + " is a folder, where a file is needed; name a file in it", told);
        Path lost = folder.resolve("none/table.csv");
        told = assertThrows(InputException.class, () -> Destinations.requireFile("--out", lost))
                .getMessage();
        assertEquals(
                "--out: " + lost
                        + " cannot be written: its folder does not exist; make its folder, or name another file",
                told);
        assertEquals("kept", Files.readString(file));
    }
}
