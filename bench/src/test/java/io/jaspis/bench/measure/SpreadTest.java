package io.jaspis.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void quartilesOfFiveNumbers() {
        assertEquals(new Spread(2, 3, 4), Spread.quartiles(5, 1, 4, 2, 3));
    }

    @Test
    void theBootstrapIntervalHoldsTheMedianAndShrinksOntoAConstant() {
        Spread spread = Spread.bootstrap(1, 1.1, 0.9, 1.2, 0.8, 1, 1.05);
        assertTrue(spread.lower() <= spread.median() && spread.median() <= spread.upper());
        assertEquals(new Spread(2, 2, 2), Spread.bootstrap(2, 2, 2));
    }

    @Test
    void intervalsThatTouchAreNotApart() {
        assertFalse(new Spread(1, 2, 3).apart(new Spread(3, 4, 5)));
        assertTrue(new Spread(1, 2, 3).apart(new Spread(3.1, 4, 5)));
    }
}
