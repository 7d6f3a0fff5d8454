package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReportFiguresTest {
    @Test
    void boundsAreNeverRoundedInTheirFavour() {
        Figures figures = Figures.of(10000);
        assertEquals("91.23\u202F%", figures.lower(0.912399));
        assertEquals("91.24\u202F%", figures.upper(0.912301));
        assertEquals("99.99\u202F%", figures.lower(0.99999));
        assertEquals("< 0.01\u202F%", figures.gap(0.00001));
        assertEquals("0.00\u202F%", figures.gap(0));
        assertEquals("–", figures.lower(Double.NaN));
        assertEquals("99.99\u202F%", figures.share(0.99999));
        assertEquals("0.01\u202F%", figures.share(0.00001));
        assertEquals("100.00\u202F%", figures.share(1));
    }

    @Test
    void exactSharesStayExact() {
        for (int count = 1; count <= 1000; count++) {
            if (1000 % count == 0) {
                for (int part = 0; part <= count; part++) {
                    double share = part / (double) count;
                    String exact = Figures.of(count).share(share);
                    assertEquals(exact, Figures.of(count).lower(share));
                    assertEquals(exact, Figures.of(count).upper(share));
                }
            }
        }
    }

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
    }
}
