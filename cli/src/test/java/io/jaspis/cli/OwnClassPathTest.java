package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java says nothing of a jar that isn't there, and an attack of it would just be unknown. */
final class OwnClassPathTest {
    @Test
    void whatIsntThereIsTold(@TempDir Path folder) throws IOException {
        Path jar = Files.createFile(folder.resolve("mine.jar"));
        String there = String.join("|", jar.toString(), folder.toString(), folder + "/*", "", "\"" + jar + "\"");
        assertEquals(List.of(), OwnClassPath.warnings(null, "|"));
        assertEquals(List.of(), OwnClassPath.warnings("", "|"));
        assertEquals(List.of(), OwnClassPath.warnings(there, "|"));
        Path lost = folder.resolve("nosuch.jar");
        String told = "JASPIS_CLASSPATH names %s, which isn't there or can't be read: nothing of it is found;"
                + " check the path";
        assertEquals(
                List.of(told.formatted(lost), told.formatted(lost + "/*"), told.formatted(jar + "/*")),
                OwnClassPath.warnings(there + "|" + lost + "|" + lost + "/*|" + jar + "/*", "|"));
    }
}
