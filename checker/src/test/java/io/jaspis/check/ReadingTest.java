package io.jaspis.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.layers.Normalization;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static boolean made(Supplier<?> supplier) {
        try {
            supplier.get();
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    /** What a certificate may say of a channel is what can stand before a network, and nothing else. */
    @Test
    void channelsAreThoseThatANormalizationTakes() {
        float[] numbers = {
            Float.NaN,
            Float.NEGATIVE_INFINITY,
            -1,
            -0f,
            0,
            Float.MIN_VALUE,
            1e-40f,
            Math.nextDown(0x1p-128f),
            0x1p-128f,
            Math.nextUp(0x1p-128f),
            Float.MIN_NORMAL,
            1,
            1e38f,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY
        };
        for (float mean : numbers) {
            for (float deviation : numbers) {
                assertEquals(
                        made(() -> new Normalization(0, new float[] {mean}, new float[] {deviation})),
                        made(() -> new Reading.Channel(mean, deviation)),
                        () -> mean + " and " + deviation);
            }
        }
    }
}
