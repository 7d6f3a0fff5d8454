package io.jaspis.spark.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class FractionTest {
    private static List<Double> radii(String typed) {
        ThreatOptions options = new ThreatOptions();
        new CommandLine(options).parseArgs("--epsilon", typed);
        return options.epsilons;
    }

    @Test
    void radiiMayBeFractions() {
        assertEquals(List.of(2 / 255., 0.05), radii("2/255,0.05"));
        String told = assertThrows(CommandLine.ParameterException.class, () -> radii("eight"))
                .getMessage();
        assertTrue(told.contains("neither a number nor a fraction"), told);
    }
}
