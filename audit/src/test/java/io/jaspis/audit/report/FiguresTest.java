package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void countsInWords() {
        assertEquals("1 example", Counted.examples(1));
        assertEquals("0 examples", Counted.examples(0));
        assertEquals("1,200 pairs", Counted.of(1200, "pair"));
        assertEquals("1 query", Counted.of(1, "query", "queries"));
        assertEquals("2 queries", Counted.of(2, "query", "queries"));
    }

    @Test
    void numbers() {
        assertEquals("0.1", Figures.nearest(0.1f));
        assertEquals("0", Figures.nearest(0));
        assertEquals("−∞", Figures.nearest(Double.NEGATIVE_INFINITY));
        assertEquals("1.000e−09", Figures.nearest(1e-9));
        assertEquals("1200", Figures.nearest(1200));
        assertEquals("0.03137 (8/255)", Figures.radius(8 / 255.0));
        assertEquals("0.03137 (8/255)", Figures.radius(8f / 255));
        assertEquals("0.005882 (1.5/255)", Figures.radius(1.5 / 255));
        assertEquals("0.02745 (7/255)", Figures.madeRadius(7 / 255.0));
        assertEquals("0.03448", Figures.madeRadius(1 / 29.0));
        assertEquals("0.375", Figures.madeRadius(0.375));
        assertEquals("0.2", Figures.radius(0.2));
        assertEquals("0.0313725", Figures.radius(0.0313725));
        assertEquals("0.123456", Figures.asked(0.123456));
        assertEquals("2.5e-05", Figures.asked(2.5e-5));
        assertEquals("0.1", Figures.asked(0.1f));
        assertEquals("0.1999", Figures.atLeast(0.1999765));
        assertEquals("−0.2001", Figures.atLeast(-0.20001));
        assertEquals("0.1235", Figures.within(0.123456, 0.2));
        assertEquals("0.123456", Figures.within(0.123456, 0.123456));
        assertEquals("1 min 23 s", Figures.duration(83.4));
        assertEquals("99\u202F%", Figures.probability(0.9999));
        assertEquals("99\u202F%", Figures.probability(Math.nextDown(1)));
        assertEquals("57\u202F%", Figures.probability(0.57));
        assertEquals("< 1\u202F%", Figures.probability(0.004));
        assertEquals("0\u202F%", Figures.probability(0));
        assertEquals("100\u202F%", Figures.probability(1));
        assertEquals("–", Figures.probability(Double.NaN));
    }
}
