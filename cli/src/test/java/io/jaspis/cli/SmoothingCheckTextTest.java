package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmoothingCheckTextTest {
    /** 1 − 0.05^(1/n): 0.95, 0.02951, 0.01191, 0.002991 and 0.0000029957. */
    @ParameterizedTest
    @CsvSource({"1, 95 %", "100, 3.0 %", "250, 1.2 %", "1000, 0.30 %", "1000000, 0.00030 %"})
    void whatManyReplaysCanMissIsTold(int replays, String share) {
        assertEquals(share, SmoothingCheckText.hidden(replays));
    }
}
