package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code verify --out} writes its answer. */
final class AnswerFileTest {
    private static final Path FRAUD = Path.of(System.getProperty("jaspis.root", ".."), "examples/fraud")
            .toAbsolutePath()
            .normalize();

    @TempDir
    private Path folder;

    private static Commands.Ending verify(Path specification, Path out) {
        return Commands.run("verify", FRAUD.resolve("fraud.onnx"), specification, "--out", out);
    }

    @Test
    void aLinkStaysAndHasTheAnswerInItsTarget() throws IOException {
        Path answer = Files.writeString(folder.resolve("answer.txt"), "sat\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), answer);
        assertEquals(ExitCode.OK, verify(FRAUD.resolve("flagged.vnnlib"), link).code());
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(answer).startsWith("unsat"), Files.readString(answer));
    }

    @Test
    void whatIsNoPlainFileIsWrittenToAndStays() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        assertEquals(ExitCode.OK, verify(FRAUD.resolve("flagged.vnnlib"), pipe).code());
        assertTrue(Files.exists(pipe) && !Files.isRegularFile(pipe));
        assertTrue(new String(reader.getInputStream().readAllBytes()).startsWith("unsat"));
    }

    @Test
    void anAnswerToAnotherQuestionIsGoneWhereTheCommandFails() throws IOException {
        Path answer = Files.writeString(folder.resolve("answer.txt"), "sat\n");
        Path broken = Files.writeString(folder.resolve("broken.vnnlib"), "(assert");
        assertFalse(verify(broken, answer).code() == ExitCode.OK);
        assertFalse(Files.readString(answer).startsWith("sat"), Files.readString(answer));
    }
}
