package io.jaspis.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What Ctrl-C tells where the results come too late. */
class UnwrittenResultsTest {
    @Test
    void whatIsKeptIsTold() {
        try (Interruption nothing = new Interruption();
                Interruption something = new Interruption(() -> "a/journal.jsonl has what was finished")) {
            assertEquals("stopped before the results were written", nothing.unwritten());
            assertEquals(
                    "stopped before the results were written; a/journal.jsonl has what was finished",
                    something.unwritten());
            something.written("m.onnx has the model");
            assertEquals("stopped before all was told; m.onnx has the model", something.unwritten());
        }
    }
}
