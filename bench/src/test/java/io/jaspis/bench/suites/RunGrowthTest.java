package io.jaspis.bench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunGrowthTest {
    @TempDir
    private Path home;

    /** With a script in the place of the command. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aRunThatFailsIsNoSuccess() throws IOException {
        Path script = Files.writeString(home.resolve("jaspis"), "#!/bin/sh\necho 'no such thing'\nexit 2\n");
        assertTrue(script.toFile().setExecutable(true));
        List<String> lines = new ArrayList<>();
        assertFalse(Suite.GROWTH.tell(1, true, null, home, name -> name.startsWith("run examples"), lines::add));
        assertEquals(
                List.of("Runs over examples and shards ended: a run ended with the exit code 2: no such thing"), lines);
    }

    @Test
    void everyRunHasAName() {
        assertEquals(
                List.of(
                        "run examples 1000",
                        "run shards 1",
                        "run shards 2",
                        "run shards 4",
                        "run executors 1",
                        "run executors 2"),
                Suite.GROWTH.told(true));
        assertEquals("run examples 1000000", Suite.GROWTH.told(false).get(3));
    }
}
