package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.WholeFile.Content;
import io.jaspis.autodiff.data.WholeFile.UnwrittenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
    private static final Content FULL_DISK = out -> {
        out.write(new byte[100_000]);
        throw new IOException("No space left on device");
    };

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFailureLeavesEarlierFilesAndNothingElse() throws IOException {
        Path first = folder.resolve("a");
        Path second = folder.resolve("b");
        WholeFile.write(first, Content.of("old a"));
        WholeFile.write(second, Content.of("old b"));
        Map<Path, Content> contents = new LinkedHashMap<>();
        contents.put(first, Content.of("new a"));
        contents.put(second, FULL_DISK);
        UnwrittenException failure = assertThrows(UnwrittenException.class, () -> WholeFile.writeTogether(contents));
        assertEquals(second, failure.file());
        assertEquals(second + " cannot be written: No space left on device", failure.getMessage());
        assertEquals("old a", Files.readString(first));
        assertEquals("old b", Files.readString(second));
        assertEquals(List.of("a", "b"), names());
        contents.put(second, Content.of("new b"));
        WholeFile.writeTogether(contents);
        assertEquals("new a" + "new b", Files.readString(first) + Files.readString(second));
        assertEquals(List.of("a", "b"), names());
    }

    /** What was found until a thread was interrupted is written by that very thread. */
    @Test
    void anInterruptedThreadWritesAndStaysInterrupted() throws IOException {
        Path file = folder.resolve("a");
        Thread.currentThread().interrupt();
        try {
            WholeFile.write(file, Content.of("all"));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals("all", Files.readString(file));
        WholeFile.write(file, out -> {
            out.write('n');
            Thread.currentThread().interrupt();
            out.write(new byte[] {'e', 'w'});
        });
        assertTrue(Thread.interrupted());
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    /** As a library does that has unchecked exceptions alone. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatALibraryMakesOfAFullDiskIsAFullDisk() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "skipped: there is no " + full);
        UnwrittenException failure = assertThrows(
                UnwrittenException.class,
                () -> WholeFile.write(full, out -> {
                    try {
                        out.write(new byte[100_000]);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
        assertEquals(full + " cannot be written: No space left on device", failure.getMessage());
        IllegalStateException other = assertThrows(
                IllegalStateException.class,
                () -> WholeFile.write(folder.resolve("a"), _ -> {
                    throw new IllegalStateException("of its own");
                }));
        assertEquals("of its own", other.getMessage());
    }

    @Test
    void whatStandsInTheWayIsTold() throws IOException {
        Path missing = folder.resolve("missing/a");
        assertEquals(
                missing + " cannot be written: its folder does not exist",
                assertThrows(UnwrittenException.class, () -> WholeFile.write(missing, Content.of("a")))
                        .getMessage());
        Path occupied = Files.createDirectory(folder.resolve("a"));
        String message = assertThrows(UnwrittenException.class, () -> WholeFile.write(occupied, Content.of("a")))
                .getMessage();
        assertTrue(message.startsWith(occupied + " cannot be written: "), message);
        assertTrue(Files.isDirectory(occupied));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: links need a privilege, and there is no /dev/null")
    void linksAndDevicesStayWhatTheyAre() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        WholeFile.write(link, Content.of("new"));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(target));
        WholeFile.write(Path.of("/dev/null"), Content.of("nothing"));
        assertTrue(!Files.isRegularFile(Path.of("/dev/null")));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "skipped: links need a privilege")
    void aLinkToWhatIsNotThereYetIsFollowed() throws IOException {
        Path target = Files.createDirectory(folder.resolve("disk")).resolve("target");
        Path second = Files.createSymbolicLink(folder.resolve("disk/second"), Path.of("target"));
        Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("disk", "second"));
        WholeFile.write(first, Content.of("new"));
        assertTrue(Files.isSymbolicLink(first) && Files.isSymbolicLink(second));
        assertEquals("new", Files.readString(target));
        assertEquals(List.of("disk", "first"), names());

        Path astray = Files.createSymbolicLink(folder.resolve("astray"), Path.of("missing", "target"));
        assertEquals(
                astray + " cannot be written: its folder does not exist",
                assertThrows(UnwrittenException.class, () -> WholeFile.write(astray, Content.of("a")))
                        .getMessage());
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        assertEquals(
                circle + " cannot be written: its links lead to no place",
                assertThrows(UnwrittenException.class, () -> WholeFile.write(circle, Content.of("a")))
                        .getMessage());
        assertTrue(Files.isSymbolicLink(astray) && Files.isSymbolicLink(circle));
    }
}
