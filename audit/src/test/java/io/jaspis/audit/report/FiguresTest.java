package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void numbers() {
        assertEquals("0.1", Figures.number(0.1f));
        assertEquals("0", Figures.number(0));
        assertEquals("−∞", Figures.number(Double.NEGATIVE_INFINITY));
        assertEquals("1.000e−09", Figures.number(1e-9));
        assertEquals("1200", Figures.number(1200));
        assertEquals("0.03137 (8/255)", Figures.radius(8 / 255.0));
        assertEquals("0.2", Figures.radius(0.2));
        assertEquals("1 min 23 s", Figures.duration(83.4));
        assertEquals("99\u202F%", Figures.probability(0.9999));
        assertEquals("100\u202F%", Figures.probability(1));
        assertEquals("–", Figures.probability(Double.NaN));
    }
}
