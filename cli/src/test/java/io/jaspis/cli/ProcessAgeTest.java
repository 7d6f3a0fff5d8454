package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {
    @Test
    void isTheDifferenceOfTwoTimesSinceTheMachineStarted() {
        String process =
                "4711 (a (very) odd name) S 1 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 27 0 5627000 8192 1 2";
        assertEquals(1.25, ProcessAge.seconds("56271.25 16118.34\n", process), 1e-9);
        assertEquals(0, ProcessAge.seconds("56269.99 16118.34\n", process));
    }

    @Test
    void agreesWithTheTimeThatTheVirtualMachineIsUp() {
        double up = ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
        double age = ProcessAge.seconds();
        assertTrue(age > 0 && Math.abs(age - up) < 10, age + " and " + up);
    }
}
