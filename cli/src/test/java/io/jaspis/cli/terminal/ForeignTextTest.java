package io.jaspis.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ForeignTextTest {
    @Test
    void nothingSteersATerminalOrBeginsALine() {
        assertEquals("m?Valid: yes??[8m.onnx", ForeignText.shown("m\nValid: yes\r\u001b[8m.onnx"));
        assertEquals("a?b?c?d", ForeignText.shown("a\u0085b\u202ec\u2066d"));
        assertEquals("ε = 0.1, größer", ForeignText.shown("ε = 0.1, größer"));
        assertEquals(1001, ForeignText.shown("x".repeat(5000)).length());
    }

    @Test
    void messagesHaveLines() {
        assertEquals("a\n\tb?c?", ForeignText.message("a\n\tb\u001bc\u009b"));
    }
}
