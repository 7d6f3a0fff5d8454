package io.jaspis.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void coloursAreForTerminalsThatHaveThemAndUsersWhoWantThem() {
        assertTrue(Terminal.hasColours(Map.of("TERM", "xterm-256color")));
        assertTrue(Terminal.hasColours(Map.of()));
        assertTrue(Terminal.hasColours(Map.of("NO_COLOR", "")), "what is empty asks for nothing");
        assertFalse(Terminal.hasColours(Map.of("TERM", "xterm", "NO_COLOR", "1")));
        assertFalse(Terminal.hasColours(Map.of("TERM", "dumb")));
    }

    @Test
    void aDumbTerminalGetsLines() {
        assertFalse(Terminal.movesCursor(Map.of("TERM", "dumb")));
        assertTrue(Terminal.movesCursor(Map.of("TERM", "xterm", "NO_COLOR", "1")));
    }
}
