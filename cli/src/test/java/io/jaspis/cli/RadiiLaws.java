package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.certify.smoothing.SmoothingRun.Method;
import io.jaspis.check.Ballots;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.cli.options.RadiiOption;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Laws of the radii at which the certified accuracy is told where none are asked for. */
class RadiiLaws {
    private static double[] upTo(double largest) {
        Example example =
                new Example(0, "0".repeat(64), 0, 0, 1, 0, 1, largest > 0, largest, 0, Ballots.format(new int[] {0}));
        return new RadiiOption().over(List.of(example), new Method.OneSided());
    }

    @Property(tries = 300)
    void theyGoToTheLargestInFewEvenSteps(@ForAll @DoubleRange(min = -12, max = 12) double power) {
        double largest = Math.pow(10, power);
        double[] radii = upTo(largest);
        assertTrue(radii.length >= 3 && radii.length <= 41, () -> radii.length + " radii up to " + largest);
        assertEquals(0, radii[0]);
        double step = radii[1];
        for (int i = 0; i < radii.length; i++) {
            assertEquals(i * step, radii[i], 1e-9 * largest);
        }
        assertTrue(radii[radii.length - 1] <= largest && largest - radii[radii.length - 1] < step * (1 + 1e-9));
        double places = Math.log10(step / 0.25);
        assertEquals(Math.rint(places), places, 1e-9, "a quarter of a power of ten");
    }

    @Test
    void aTableIsReadable() {
        assertArrayEquals(new double[] {0}, upTo(0));
        assertArrayEquals(new double[] {0, 0.25, 0.5, 0.75}, upTo(0.9));
        assertEquals(10, upTo(10)[40]);
        assertEquals(80, upTo(81.05)[32]);
        assertArrayEquals(new double[] {0, 2.5e-5, 5e-5}, upTo(6e-5));
    }
}
