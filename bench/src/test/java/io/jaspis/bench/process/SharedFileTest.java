package io.jaspis.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFileTest {
    private static final int PROCESSES = 3;
    private static final int LINES = 40;

    @TempDir
    private Path folder;

    /** Adds lines to a file, as a process of its own. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            for (int i = 0; i < LINES; i++) {
                String line = arguments[1] + " " + i + "\n";
                SharedFile.change(Path.of(arguments[0]), present -> present.orElse("") + line);
            }
        }
    }

    @Test
    void processesThatWriteAtTheSameTimeLoseNoLine() throws Exception {
        Path file = folder.resolve("table.csv");
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                ProcessBuilder builder = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                Writer.class.getName(),
                                file.toString(),
                                Integer.toString(i))
                        .inheritIO();
                builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
                processes.add(builder.start());
            }
            for (Process process : processes) {
                assertEquals(0, process.waitFor());
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        List<String> lines = Files.readAllLines(file);
        Set<String> wanted = new HashSet<>();
        for (int i = 0; i < PROCESSES * LINES; i++) {
            wanted.add(i / LINES + " " + i % LINES);
        }
        assertEquals(wanted, new HashSet<>(lines));
        assertEquals(wanted.size(), lines.size());
    }

    @Test
    void whatCannotBeWrittenIsSaid() {
        Path file = folder.resolve("none/table.csv");
        String told = assertThrows(IOException.class, () -> SharedFile.change(file, present -> "a"))
                .getMessage();
        assertTrue(told.contains("table.csv cannot be written") && told.contains("its folder does not exist"), told);
    }
}
