package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Gate.Figure;
import io.jaspis.audit.evidence.Gate.Rule;
import org.junit.jupiter.api.Test;

class GateTextTest {
    private static void told(String words, Gate gate) {
        String text = GateText.figures(gate, MadeUp.report());
        assertTrue(text.contains(words), text);
    }

    @Test
    void onlyNothingAndAllReadSo() {
        told("is 99.96 %, 2,499 of 2,500;", Gate.of(Figure.CERTIFIED, Rule.COUNTED, 0.8, 0.95, 2499, 2500));
        told("is 0.02 %, 1 of 5,000;", Gate.of(Figure.CERTIFIED, Rule.COUNTED, 0.8, 0.95, 1, 5000));
        told("is 100.0 %, 50 of 50;", Gate.of(Figure.CERTIFIED, Rule.COUNTED, 0.8, 0.95, 50, 50));
    }

    @Test
    void endsOfIntervalsGoOutward() {
        Gate gate = new Gate(Figure.CERTIFIED, Rule.PROOF, 0.5, 46, 50, 0.95, 0.89951, 0.95049, true);
        told("95 % interval 89.9 % to 95.1 %", gate);
    }
}
