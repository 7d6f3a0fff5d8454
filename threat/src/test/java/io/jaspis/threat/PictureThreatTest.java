package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureThreatTest {
    private static List<Double> numbers(String colons) {
        return Arrays.stream(colons.split(":")).map(Double::valueOf).toList();
    }

    private static List<Float> floats(String colons) {
        return Arrays.stream(colons.split(":")).map(Float::valueOf).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.1:0.2:0.3 | 0:0 | 1:1 | 0 | epsilon is of 3 channels, but the range of 2",
                "0.1 | 0:0 | 1 | 0 | there are 1, 2 and 1",
                "0.1:-1:0.2 | 0 | 1 | 0 | epsilon of channel 1 must be at least 0",
                "0.1:NaN:0.2 | 0 | 1 | 0 | epsilon of channel 1 must be at least 0",
                "Infinity | 0 | 1 | 255 | epsilon must be at least 0 and finite",
                "0.1:1.5:0.2 | 0 | 1 | 0 | epsilon of channel 1 is 1.5, which is larger than the whole range",
                "0.1 | 0:1:0 | 1:0:1 | 0 | range of channel 1 must go up",
                "0.1 | NaN | 1 | 255 | range must go up",
                "0.1 | 0 | 1 | -1 | the last level must be at least 0",
                "0 | 0 | 1e-44 | 255 | fewer than the 256 floats",
            })
    void whatMakesNoSenseIsRefused(String epsilon, String lower, String upper, int levels, String expected) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new PictureThreat(Norm.LINF, numbers(epsilon), floats(lower), floats(upper), levels))
                .getMessage();
        assertEquals(true, message.contains(expected), message);
    }

    /** A radius of one number is in units of the data also where channels have ranges of their own. */
    @ParameterizedTest
    @CsvSource({"LINF, 0.5", "L2, 3", "L1, 7"})
    void oneRadiusIsOfAllChannels(Norm norm, double epsilon) {
        PictureThreat threat = new PictureThreat(norm, List.of(epsilon), List.of(0f, -1f), List.of(1f, 1f), 0);
        assertEquals(epsilon, threat.shared());
        assertEquals(2, threat.channels());
        assertEquals(epsilon, threat.radius(1));
        assertEquals(1, new PictureThreat(norm, List.of(epsilon / 8, 0.)).shared());
    }
}
