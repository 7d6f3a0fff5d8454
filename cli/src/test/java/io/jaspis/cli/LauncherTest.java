package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script in front of the command, and what it takes for granted of it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LauncherTest {
    /** The script's own test, which mostly waits: it runs beside the others; null where there is no bash. */
    private static Process script;

    private static Path log;

    @TempDir
    Path folder;

    private record Ended(int code, String told) {}

    @BeforeAll
    static void begin(@TempDir Path made) throws IOException {
        if (File.separatorChar != '/') {
            System.out.println("skipped: the launcher's test is a script for bash");
            return;
        }
        log = made.resolve("told.txt");
        Path file = Path.of(System.getProperty("jaspis.root", ".."), ".ci", "test-launcher")
                .toAbsolutePath();
        script = new ProcessBuilder("bash", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Where nobody waited for it. */
    @AfterAll
    static void end() {
        if (script != null) {
            script.descendants().forEach(ProcessHandle::destroy);
            script.destroy();
        }
    }

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), told);
    }

    private static Ended java(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Jaspis.class.getName()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private ProcessBuilder info() throws IOException {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Jaspis.class.getName(),
                "info",
                Commands.model(folder).toString());
    }

    /** A build that keeps what is printed must not take an empty file for an answer. */
    @Test
    void whatAFullDiskTookIsTwoAndTold() throws IOException, InterruptedException {
        File full = new File("/dev/full");
        Assumptions.assumeTrue(full.exists(), "skipped: there is no /dev/full");
        Process process = info().redirectOutput(full).start();
        String told = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.BAD_INPUT, process.waitFor(), told);
        assertTrue(told.contains("jaspis: what is printed cannot be written to the end: No space left"), told);
    }

    /** As {@code head} does, whatever the system calls it: where it has no German messages, it is in English again. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void whoReadsNoFurtherIsNoError(String language) throws IOException, InterruptedException {
        Process process = in(language, info()).start();
        process.getInputStream().close();
        assertUntold(process);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void aClosedOutputIsNoError(String language) throws IOException, InterruptedException {
        Assumptions.assumeTrue(File.separatorChar == '/', "skipped: there is no sh");
        ProcessBuilder closed = in(language, info());
        closed.command().addAll(0, List.of("sh", "-c", "exec \"$@\" >&-", "sh"));
        assertUntold(closed.start());
    }

    private static ProcessBuilder in(String language, ProcessBuilder process) {
        process.environment().put("LC_ALL", "C.UTF-8");
        process.environment().put("LANGUAGE", language);
        return process;
    }

    private static void assertUntold(Process process) throws IOException, InterruptedException {
        String told = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitCode.OK, process.waitFor(), told);
        assertFalse(told.contains("jaspis:"), told);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theScriptKeepsItsPromises() throws IOException, InterruptedException {
        Assumptions.assumeTrue(script != null, "skipped: the launcher's test is a script for bash");
        int code = script.waitFor();
        assertEquals(0, code, Files.readString(log));
    }

    /** The launcher starts it without the Vector API: then a kernel would be a scalar one, or worse. */
    @Test
    void infoRunsNoKernels() throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        Path loaded = folder.resolve("loaded.txt");
        Ended ended = java(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:class+load:file=" + loaded),
                "info",
                "--graph",
                model.toString());
        assertEquals(0, ended.code(), ended.told());
        assertTrue(ended.told().contains("Convolve"), ended.told());
        assertFalse(ended.told().contains("ncubator"), ended.told());
        String classes = Files.readString(loaded);
        assertTrue(classes.contains("io.jaspis.autodiff.onnx.Onnx "));
        assertFalse(classes.contains("io.jaspis.tensor.kernels.provider.Providers "), "kernels are looked for");
        assertFalse(classes.contains("jdk.incubator.vector."), "the Vector API is loaded");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jaspis.kernels | nonsense | jaspis.kernels must be scalar or simd, but is 'nonsense'
                    jaspis.threads | 0        | jaspis.threads must be a whole number from 1, but is '0'
                    """)
    void aPropertyWithAnUnknownValueIsTwoAndSaysWhichThereAre(String property, String value, String said)
            throws IOException, InterruptedException {
        Ended ended = java(
                List.of("-XX:TieredStopAtLevel=1", "-Djaspis.kernels=scalar", "-D" + property + "=" + value),
                "devices");
        assertEquals(ExitCode.BAD_INPUT, ended.code(), ended.told());
        assertTrue(ended.told().contains("jaspis: " + said), ended.told());
    }

    /** Numbers are written as the command reads them, whatever the language of the machine. */
    @Test
    void numbersHaveTheSameDigitsInAllLanguages() throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        for (List<String> language : List.of(
                List.of("-Duser.language=ar", "-Duser.country=EG", "-Djava.locale.providers=CLDR"),
                List.of("-Duser.language=tr"))) {
            List<String> options = new ArrayList<>(language);
            options.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dstdout.encoding=UTF-8"));
            Ended ended = java(options, "info", model.toString());
            assertEquals(0, ended.code(), ended.told());
            assertTrue(ended.told().contains(" KiB for one example, "), ended.told());
            assertTrue(ended.told().matches("(?s).*activations: [0-9,]+\\.[0-9] KiB.*"), ended.told());
            assertFalse(ended.told().matches("(?s).*[\\p{Nd}&&[^0-9]].*"), ended.told());
        }
    }

    /** Signs that a locale's characters lack are written in others. */
    @Test
    void inTheLocaleCAllIsAscii() throws IOException, InterruptedException {
        Path model = Commands.model(folder);
        Ended ended = java(
                List.of("-XX:TieredStopAtLevel=1", "-Dstdout.encoding=US-ASCII"), "info", model.toString(), "--graph");
        assertEquals(0, ended.code(), ended.told());
        assertTrue(ended.told().contains("1 x Convolve"), ended.told());
        assertTrue(ended.told().contains("-> Nx4x4x4"), ended.told());
        String results = ended.told().replaceAll("(?m)^WARNING.*$", "");
        assertTrue(results.chars().allMatch(sign -> sign < 128), results);
    }

    @Test
    void aHeapThatIsTooSmallIsThreeAndSaysWhatToDo() throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("large.onnx"), new byte[64 << 20]);
        Ended ended = java(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx24m"), "info", file.toString());
        assertEquals(ExitCode.INTERNAL, ended.code(), ended.told());
        assertTrue(ended.told().contains("JASPIS_OPTS=-Xmx"), ended.told());
        assertFalse(ended.told().contains("\tat "), ended.told());
    }
}
