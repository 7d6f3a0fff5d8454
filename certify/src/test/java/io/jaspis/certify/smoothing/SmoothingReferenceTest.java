package io.jaspis.certify.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Bounds, abstentions, radii and p-values against those that Cohen's public code gets from SciPy and statsmodels. */
class SmoothingReferenceTest {
    @Test
    void boundsAndRadiiAreThoseOfTheReference() throws IOException {
        Path file = Path.of(System.getProperty("jaspis.data", ""), "smoothing-reference.csv");
        Assumptions.assumeTrue(Files.isReadable(file), () -> "skipped: there is no " + file);
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            int samples = Integer.parseInt(cells[0]);
            int successes = Integer.parseInt(cells[1]);
            double alpha = Double.parseDouble(cells[2]);
            Noise noise = new Noise.Gaussian(Float.parseFloat(cells[3]));
            double lower = ClopperPearson.lower(successes, samples, alpha);
            double radius = noise.radius(lower);
            assertEquals(Double.parseDouble(cells[4]), lower, 1e-10, line);
            assertEquals(cells[5].equals("1"), lower <= 0.5, line);
            assertEquals(Double.parseDouble(cells[6]), radius, 1e-6, line);
            assertEquals(Double.parseDouble(cells[7]), ClopperPearson.upper(successes, samples, alpha), 1e-10, line);
            double chance = Double.parseDouble(cells[8]);
            assertEquals(chance, ClopperPearson.twoSidedHalf(successes, samples), 1e-8 * chance, line);
        }
    }
}
