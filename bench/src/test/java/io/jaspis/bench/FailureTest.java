package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.plan.DeviceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {
    private String told = "";

    private int code(Throwable failure) {
        StringWriter text = new StringWriter();
        int code = Failure.tell(failure, new PrintWriter(text));
        told = text.toString();
        return code;
    }

    private void assertTold(int code, String line, Throwable failure) {
        assertEquals(code, code(failure));
        assertEquals("jaspis bench: " + line + System.lineSeparator(), told);
    }

    @Test
    void whatIsWrongWithAnInputIsALine() {
        assertTold(2, "no table", new InputException("no table"));
        assertTold(2, "a.json does not exist", new NoSuchFileException("a.json"));
        assertTold(2, "a.json may not be read or written", new AccessDeniedException("a.json"));
        assertTold(2, "the disk is full", new UncheckedIOException(new IOException("the disk is full")));
        assertTold(130, "stopped", new InterruptedException());
        assertTold(4, "the device was lost", new DeviceException("the device was lost"));
    }

    /** Its exit code isn't the one that says that a case failed. */
    @Test
    void anErrorOfJaspisSaysWhereItWas() {
        assertEquals(3, code(new IllegalStateException("a bug")));
        assertTrue(
                told.startsWith("jaspis bench: an error of Jaspis itself, java.lang.IllegalStateException: a bug"),
                told);
        assertTrue(told.contains("FailureTest.java"), told);
        assertEquals(3, code(new OutOfMemoryError("Java heap space")));
        assertTrue(told.startsWith("jaspis bench: not enough memory (Java heap space)"), told);
    }
}
