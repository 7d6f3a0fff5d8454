package io.jaspis.threat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetTest {
    @Test
    void aTimeLimitCutsOffAndSaysSo() {
        AtomicLong clock = new AtomicLong();
        Budget.Deadline deadline = Budget.UNLIMITED.within(Duration.ofNanos(10)).start(clock::get);
        clock.set(9);
        assertFalse(deadline.getAsBoolean());
        assertFalse(deadline.cutOff());
        clock.set(10);
        assertFalse(deadline.cutOff());
        assertTrue(deadline.getAsBoolean());
        assertTrue(deadline.cutOff());
        clock.set(0);
        assertTrue(deadline.getAsBoolean());
    }

    @Test
    void aLimitOfAgesIsNone() {
        Budget forever = Budget.UNLIMITED.within(ChronoUnit.FOREVER.getDuration());
        assertFalse(forever.start().getAsBoolean());
    }

    @Test
    void withoutALimitTimeIsNeverOver() {
        AtomicLong clock = new AtomicLong();
        Budget.Deadline deadline = Budget.UNLIMITED.start(clock::get);
        clock.set(Long.MAX_VALUE);
        assertFalse(deadline.getAsBoolean());
    }

    @Test
    void whatIsNoBudgetIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Budget.UNLIMITED.withGradients(-1));
        assertThrows(IllegalArgumentException.class, () -> Budget.UNLIMITED.within(Duration.ZERO));
    }

    @Test
    void whatIsSpentAddsUp() {
        assertEquals(new Budget.Spent(5, 7, 9), new Budget.Spent(1, 2, 3).plus(new Budget.Spent(4, 5, 6)));
    }
}
