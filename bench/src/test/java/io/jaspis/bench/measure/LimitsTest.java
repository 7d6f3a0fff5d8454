package io.jaspis.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.bench.measure.Limits.Bandwidth;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Limits LIMITS = new Limits(
            1,
            100,
            List.of(
                    new Bandwidth(16, 500),
                    new Bandwidth(32, 510),
                    new Bandwidth(64, 220),
                    new Bandwidth(128, 230),
                    new Bandwidth(256, 90)));

    @Test
    void aWorkingSetIsHeldToTheLargestMeasuredThatIsNotLarger() {
        assertEquals(510, LIMITS.bandwidth(4));
        assertEquals(510, LIMITS.bandwidth(63));
        assertEquals(230, LIMITS.bandwidth(64));
        assertEquals(230, LIMITS.bandwidth(255));
        assertEquals(90, LIMITS.bandwidth(256));
        assertEquals(90, LIMITS.bandwidth(1 << 20));
    }

    @Test
    void neighboursOfNearlyOneRateAreALevel() {
        assertEquals(List.of(new Bandwidth(32, 510), new Bandwidth(128, 230), new Bandwidth(256, 90)), LIMITS.levels());
    }

    @Test
    void theSlowerLimitBinds() {
        assertEquals(new Limits.Bound("flops", 2), LIMITS.bound(new Work(200, 32)));
        assertEquals(new Limits.Bound("bytes", 4), LIMITS.bound(new Work(10, 360)));
    }
}
