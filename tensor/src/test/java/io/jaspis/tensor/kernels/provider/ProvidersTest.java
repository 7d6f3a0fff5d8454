package io.jaspis.tensor.kernels.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.kernels.Unary;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void bestIsSimdWhereTheModuleIsPresent() {
        assertTrue(Providers.best().name().startsWith("SIMD "));
        assertEquals("scalar", Providers.scalar().name());
    }

    private static float value(Unary function, float p, float x) {
        float[] y = new float[1];
        Providers.best().elementwise().apply(function, p, 0, 1, new float[] {x}, 0, y, 0);
        return y[0];
    }

    @Test
    void roundingAtTheEndsOfTheLine() {
        assertEquals(-Float.MIN_VALUE, value(Unary.ROUND_DOWN, 1, 0f));
        assertEquals(-Float.MIN_VALUE, value(Unary.ROUND_DOWN, 1, -0f));
        assertEquals(Float.MAX_VALUE, value(Unary.ROUND_DOWN, 1, Float.POSITIVE_INFINITY));
        assertEquals(Float.NEGATIVE_INFINITY, value(Unary.ROUND_DOWN, 3, Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, value(Unary.ROUND_UP, 2, Float.MAX_VALUE));
        assertEquals(Float.POSITIVE_INFINITY, value(Unary.ROUND_UP, 0, Float.NaN));
        assertEquals(Float.NEGATIVE_INFINITY, value(Unary.ROUND_DOWN, 0, Float.NaN));
        assertEquals(-0f, value(Unary.ROUND_DOWN, 0, -0f));
        assertThrows(IllegalArgumentException.class, () -> value(Unary.ROUND_UP, -1, 1f));
        assertThrows(IllegalArgumentException.class, () -> value(Unary.ROUND_UP, 0.5f, 1f));
    }

    @Test
    void warmingEnds() throws InterruptedException {
        Thread warming = Providers.warm();
        assertTrue(warming.isDaemon());
        warming.join();
    }
}
